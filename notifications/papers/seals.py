"""Which seals may stand on a letter: one for each signer, and only pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...errors import PrintingFailed
from ..writing.letters import OfficialLetter


def check_seals(
    letter: OfficialLetter, seals: Sequence[bytes], *, pictures: Mapping[str, tuple[bytes, ...]]
) -> None:
    """Raise PrintingFailed for a seal that nobody signs beside or that is no picture.

    ``pictures`` are the kinds a format can show, by name, each with how its files begin.
    """
    signers = len(letter.signers) if letter.is_sealed else 0
    if len(seals) > signers:
        raise PrintingFailed(
            letter=letter.full_title,
            why=f"{len(seals)} seal(s) were given and {signers} of its signers use one; give one "
            "for each signer, in their order (minutes and slips carry none)",
            why_zh=f"给了 {len(seals)} 枚印章，用印的署名机关只有 {signers} 个；"
            "请按署名顺序各给一枚（纪要和内部办理单不用印）",
        )
    *others, last = pictures
    begins = tuple(start for starts in pictures.values() for start in starts)
    for number, seal in enumerate(seals, start=1):
        if not seal.lstrip().startswith(begins):
            raise PrintingFailed(
                letter=letter.full_title,
                why=f"seal {number} is no picture; give a {', '.join(others)} or {last} file",
                why_zh=f"第 {number} 枚印章不是图片；请提供 {'、'.join(others)} 或 {last} 文件",
            )
