"""Definition files on disk: a flow, the templates beside it, and the flows that come with guatu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import UnreadableFile

FLOWS = Path(__file__).parent / "flows"
SCENARIOS = ".scenarios.yaml"


def shipped_flows() -> Sequence[Path]:
    """Give the files of the flows that come with guatu, by name."""
    return sorted(p for p in FLOWS.glob("*.yaml") if not p.name.endswith(SCENARIOS))


def templates_beside(path: Path) -> Mapping[str, str]:
    """Read the letter templates that stand beside a flow file, by file name."""
    return {p.name: read_text(p) for p in sorted(path.parent.glob("*.j2"))}


def scenarios_beside(path: Path) -> str:
    """Read the scenarios that stand beside a flow file (``NAME.scenarios.yaml``), empty for none."""
    beside = path.with_name(path.stem + SCENARIOS)
    return read_text(beside) if beside.exists() else ""


def read_text(path: Path) -> str:
    """Read a file people wrote; raise UnreadableFile when it is not there or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(
            file=str(path),
            why=error.strerror or str(error),
            why_zh="文件不存在或无权读取",
            mend="Check the path.",
            mend_zh="请检查路径。",
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            file=str(path),
            why="it is not UTF-8 text",
            why_zh="不是 UTF-8 编码的文本",
            mend="Save it as UTF-8.",
            mend_zh="请另存为 UTF-8 编码。",
        ) from error
