"""Writes docs/mechanisms.md from docs/mechanisms.yaml: ``python tests/support/testkit/mechanisms.py``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "docs" / "mechanisms.yaml"
PAGE = ROOT / "docs" / "mechanisms.md"
FOLDERS = (ROOT / "definitions" / "flows", ROOT / "definitions" / "reports")

State = Literal["runs", "partly", "register", "note", "open"]
STATES: Mapping[State, str] = {
    "runs": "能运行",
    "partly": "部分能运行",
    "register": "只作登记",
    "note": "不是办理事项",
    "open": "还没有",
}
SOURCES: Mapping[str, str] = {
    "S0": "官经投发〔2018〕10号（昆明市官渡区，提案答复）",
    "S1": "普洱市关于优化招商引资工作机制的意见（所据文本未载文号）",
    "S2": "州投促字〔2020〕5号（楚雄州，建议答复）",
    "S3": "云南省投资促进局2019年5月21日对省人大第0202号建议的答复",
    "S4": "昆明日报2022年2月20日关于产业招商提质增效实施意见的报道",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One mechanism: what runs it (``FLOW#KEY`` or ``REPORT#KEY``), what proves it, or why nothing does."""

    term: str
    runs: Sequence[str] = ()
    proof: Sequence[str] = ()
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """How far guatu runs it."""
        if self.runs:
            return "partly" if "open" in self.facts else "runs"
        return next(state for state in STATES if state in self.facts)


def mechanisms() -> Mapping[str, Mechanism]:
    """Read the table; the ids in its order."""
    rows: Mapping[str, dict[str, Any]] = YAML(typ="safe").load(TABLE.read_text(encoding="utf-8"))
    return {key: _mechanism(**row) for key, row in rows.items()}


def _mechanism(
    term: str, runs: Sequence[str] = (), proof: Sequence[str] = (), **facts: str
) -> Mechanism:
    return Mechanism(term=term, runs=runs, proof=proof, facts=facts)


def finds(place: str) -> bool:
    """Say whether a place such as ``full_service#rounds.opinions`` is in the shipped flows or reports."""
    name, _, path = place.partition("#")
    found: Any = _file(name)
    for key in path.split("."):
        if not isinstance(found, dict) or key not in found:
            return False
        found = found[key]
    return True


@cache
def _file(key: str) -> Any:
    files = (folder / f"{key}.yaml" for folder in FOLDERS)
    file = next((each for each in files if each.exists()), None)
    return YAML(typ="safe").load(file.read_text(encoding="utf-8")) if file else {}


def page() -> str:
    """Give the page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    every = mechanisms()
    counts = Counter(mechanism.state for mechanism in every.values())
    yield "# 来源文件里的机制，由什么来运行"
    yield ""
    yield "由 `tests/support/testkit/mechanisms.py` 依 `docs/mechanisms.yaml` 写成，请改后者。"
    yield ""
    yield f"共 {len(every)} 项。"
    yield ""
    yield "| 情形 | 项数 |"
    yield "|---|---|"
    for state, title in STATES.items():
        yield f"| {title} | {counts[state]} |"
    for source, title in SOURCES.items():
        yield ""
        yield f"## {source} {title}"
        yield ""
        yield "| 编号 | 机制 | 情形 | 由什么运行 | 由什么证明 | 说明 |"
        yield "|---|---|---|---|---|---|"
        for key, mechanism in every.items():
            if key.startswith(source):
                yield _row(key, mechanism)


def _row(key: str, mechanism: Mechanism) -> str:
    flows = "、".join(f"`{place}`" for place in mechanism.runs)
    tests = "、".join(f"`{test.partition('::')[2]}`" for test in mechanism.proof)
    said = "；".join(mechanism.facts.values())
    cells = [key, mechanism.term, STATES[mechanism.state], flows, tests, said]
    return f"| {' | '.join(cell or '—' for cell in cells)} |"


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
