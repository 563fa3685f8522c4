"""Placeholder until the writer is merged."""

from __future__ import annotations

from .letters import OfficialLetter


def as_source(letter: OfficialLetter) -> str:
    """Give a letter as the text that people edit."""
    lines = [f"版式：{letter.layout}", f"标题：{'|'.join(letter.title)}", "======"]
    return "\n".join(lines + [getattr(block, "text", "") for block in letter.blocks])
