"""Reading what a simulation assumes from a YAML file beside what the command line says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..definitions.findings import Findings
from ..definitions.flow import Flow
from ..definitions.tree import read_tree
from ..errors import DefinitionFaults, InvalidAssumption
from .assumptions import BESIDE, NUMBERS, Assumptions, Handling, HandlingKind

_PARTS = ("handling", "shares", "capacity", "beside", "grade")


def read_assumptions(  # noqa: PLR0913 - a file, and what the command line says
    source: str, *, file: str, flow: Flow, arrivals: float, year: int, seed: int
) -> Assumptions:
    """Read ``handling``, ``shares``, ``capacity``, ``beside`` and ``grade`` from YAML text.

    Raises DefinitionFaults when it is no YAML, InvalidAssumption for what does not fit the flow.
    """
    findings = Findings(file)
    tree = read_tree(source, findings)
    if tree is None or findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    _require(tree, _PARTS, "")
    table = flow.decisions.get(flow.grade)
    if grade := str(tree.get("grade") or ""):
        _require({grade: None}, table.outcomes if table else (), "grade: ")
    capacity = _part(tree, "capacity", {stage.owner for stage in flow.stages.values()})
    shares = _part(tree, "shares", flow.transitions)
    return Assumptions(
        arrivals=arrivals,
        year=year,
        seed=seed,
        handling={
            key: _handling(given, f"handling.{key}")
            for key, given in _part(tree, "handling", flow.stages).items()
        },
        shares={key: _share(given, f"shares.{key}") for key, given in shares.items()},
        beside=_share(tree.get("beside", BESIDE), "beside"),
        capacity={key: _count(given, f"capacity.{key}") for key, given in capacity.items()},
        grade=grade,
    )


def _part(tree: Mapping[str, Any], name: str, known: Collection[str]) -> Mapping[str, Any]:
    part = tree.get(name) or {}
    if not isinstance(part, dict):
        raise _wrong(name, "a mapping is wanted", "应为“键: 值”")
    _require(part, known, f"{name}.")
    return part


def _require(part: Mapping[str, Any], known: Collection[str], before: str) -> None:
    for key in part:
        if key not in known:
            names = sorted(known)
            raise _wrong(
                f"{before}{key}",
                f"there is no such name; there are {', '.join(names)}",
                f"没有这个名称；有：{'、'.join(names)}",
            )


def _handling(given: object, where: str) -> Handling:
    if isinstance(given, dict) and len(given) == 1:
        ((name, told),) = given.items()
        numbers = told if isinstance(told, list) else [told]
        kinds: dict[str, HandlingKind] = {str(kind): kind for kind in NUMBERS}
        kind = kinds.get(str(name))
        if (
            kind is not None
            and len(numbers) == NUMBERS[kind]
            and all(_is_number(n) and n > 0 for n in numbers)
            and numbers == sorted(numbers)
        ):
            return Handling(kind=kind, numbers=tuple(float(n) for n in numbers))
    raise _wrong(
        where,
        "write working days above 0 in rising order: {constant: 3}, {uniform: [2, 9]}, "
        "{triangular: [1, 3, 9]}, {exponential: 4} or {lognormal: [4, 12]}",
        "请写大于 0 且由小到大的工作日数：{constant: 3}、{uniform: [2, 9]}、"
        "{triangular: [1, 3, 9]}、{exponential: 4} 或 {lognormal: [4, 12]}",
    )


def _share(given: Any, where: str) -> float:
    if not _is_number(given) or not 0 <= given <= 1:
        raise _wrong(where, "a share from 0 to 1 is wanted", "应为 0 到 1 之间的比例")
    return float(given)


def _count(given: Any, where: str) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < 1:
        raise _wrong(where, "a whole number above 0 is wanted", "应为大于 0 的整数")
    return given


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


def _wrong(where: str, why: str, why_zh: str) -> InvalidAssumption:
    return InvalidAssumption(where=where, why=why, why_zh=why_zh)
