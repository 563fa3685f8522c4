"""What a new entry holds at first: the least that is sound, made of names that are there."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, cast

from ..findings import Path
from .outline import values_of
from .references import place_of

_NEW = "（新）"
_ROLE, _STAGE, _PLACE, _FIELD, _MATERIAL = (
    "@roles",
    "@stages",
    "@terminals",
    "@fields",
    "@materials",
)
_LADDER_RUNG = {
    "rung": "@key",
    "title": f"提醒{_NEW}",
    "level": "@level",
    "when": {"overdue": "1 workday"},
    "to": [_ROLE],
}
_SKELETONS: Mapping[tuple[str, ...], Any] = {
    ("fields", "*"): {"title": f"字段{_NEW}", "type": "text"},
    ("fields", "*", "options", "*"): f"选项{_NEW}",
    ("decisions", "*"): {
        "title": f"判定表{_NEW}",
        "outcomes": {"normal": "一般"},
        "rules": [{"then": "normal"}],
    },
    ("decisions", "*", "outcomes", "*"): f"结果{_NEW}",
    ("decisions", "*", "rules"): {"when": "true", "then": "@outcome"},
    ("roles", "*"): {"title": f"角色{_NEW}", "holder": "unit", "assign": {"duty": "@key"}},
    ("roles", "*", "assign"): {"duty": "@parent"},
    ("teams", "*"): {"title": f"服务团队{_NEW}", "one": [_ROLE]},
    ("materials", "*"): {"title": f"材料{_NEW}"},
    ("approvals", "*"): {"title": f"审批{_NEW}", "by": [_ROLE], "limit": "5 workdays"},
    ("rounds", "*"): {"title": f"会签{_NEW}", "ask": [_ROLE], "pass": "all", "limit": "5 workdays"},
    ("rounds", "*", "veto", "grounds", "*"): f"否决事项{_NEW}",
    ("items", "*"): {"title": f"交办事项{_NEW}", "by": [_ROLE]},
    ("subcases", "*"): {"title": f"子事项{_NEW}", "flow": "@key", "by": [_ROLE]},
    ("stages", "*"): {"title": f"阶段{_NEW}", "owner": _ROLE, "limit": "5 workdays"},
    ("terminals", "*"): {"title": f"办结去向{_NEW}", "kind": "completed"},
    ("transitions", "*"): {"title": f"转段{_NEW}", "from": _STAGE, "to": _PLACE, "who": [_ROLE]},
    ("transitions", "*", "requires"): {"material": _MATERIAL},
    ("series", "*"): {"title": f"分次登记{_NEW}", "unit": "万元"},
    ("series", "*", "parts", "*"): {"title": f"分项{_NEW}", "options": {"other": "其他"}},
    ("series", "*", "parts", "*", "options", "*"): f"选项{_NEW}",
    ("plans", "*"): {
        "title": f"进度计划{_NEW}",
        "start": _FIELD,
        "end": _FIELD,
        "actual": _FIELD,
    },
    ("lights", "*"): {
        "title": f"亮灯规则{_NEW}",
        "yellow": {"overdue": "1 workday"},
        "red": {"overdue": "10 workdays"},
    },
    ("lights", "*", "blue"): {"before_due": "3 workdays"},
    ("lights", "*", "yellow"): {"overdue": "1 workday"},
    ("lights", "*", "orange"): {"overdue": "5 workdays"},
    ("lights", "*", "red"): {"overdue": "10 workdays"},
    ("ladders", "*"): {
        "title": f"督办阶梯{_NEW}",
        "rungs": [{**_LADDER_RUNG, "rung": "remind", "level": 1}],
    },
    ("ladders", "*", "rungs"): _LADDER_RUNG,
    ("ladders", "*", "start"): {"when": "true", "rung": "@rung"},
    ("recurring", "*"): {"title": f"定期任务{_NEW}", "every": "month", "day": 25, "by": [_ROLE]},
    ("letters", "*"): {"title": f"函件{_NEW}", "genre": "函", "template": "@key.txt.j2"},
    ("indicators", "*"): {"title": f"指标{_NEW}", "numerator": [_PLACE], "denominator": [_STAGE]},
    ("publication",): {"every": "month"},
    ("extension",): {"by": [_ROLE]},
    ("opening",): {"every": "month", "title": "{period}"},
    ("transitions", "*", "letter"): {"draft": "@letters", "to": [_ROLE]},
    ("items", "*", "letter"): {"draft": "@letters"},
    ("stages", "*", "clock"): {"field": _FIELD},
}


def skeleton(text: str, path: Path) -> Any:
    """Give what a new entry at a path of a text holds at first; an empty mapping for any other.

    The last step of the path is its key; of a list the index, and ``rung`` keys count up. Names in
    it are the first the flow has, so that only what it is for remains to be filled in. Raises
    DefinitionFaults for a text that can't be read as YAML.
    """
    tree = values_of(text)
    steps = tuple(step for step in path if isinstance(step, str))
    for known, value in _SKELETONS.items():
        if len(known) == len(steps) and all(
            a in {"*", b} for a, b in zip(known, steps, strict=True)
        ):
            return _filled(deepcopy(value), tree, path)
    return "" if place_of(path) != steps else {}


def _filled(value: Any, tree: Mapping[str, Any], path: Path) -> Any:
    if isinstance(value, dict):
        found = cast("dict[str, Any]", value)
        return {key: _filled(inner, tree, path) for key, inner in found.items()}
    if isinstance(value, list):
        return [_filled(inner, tree, path) for inner in value]
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    return _name(value[1:], tree, path)


def _name(what: str, tree: Mapping[str, Any], path: Path) -> Any:
    key = path[-1]
    if what == "level":
        return _level(tree, path)
    if what.startswith("key"):
        return what.replace("key", key if isinstance(key, str) else _next_rung(tree, path), 1)
    if what == "parent":
        return str(path[1])
    if what == "outcome":
        return _first(_at(tree, (*path[:2], "outcomes")))
    if what == "rung":
        rungs = _at(tree, (*path[:2], "rungs"))
        return str(rungs[0].get("rung", "")) if isinstance(rungs, list) and rungs else ""
    return _first(tree.get(what)) or what


def _level(tree: Mapping[str, Any], path: Path) -> int:
    """Give the level of the rung before the new one: levels never fall."""
    rungs = cast("list[Any]", _at(tree, path[:-1]) or [])[: cast("int", path[-1])]
    level = _at(rungs[-1], ("level",)) if rungs else 1
    return level if isinstance(level, int) else 1


def _next_rung(tree: Mapping[str, Any], path: Path) -> str:
    rungs = _at(tree, path[:-1])
    taken = {_at(rung, ("rung",)) for rung in cast("list[Any]", rungs or [])}
    return next(f"rung{n}" for n in range(1, len(taken) + 2) if f"rung{n}" not in taken)


def _first(entries: Any) -> str:
    return (
        next(iter(cast("Mapping[str, Any]", entries)), "") if isinstance(entries, Mapping) else ""
    )


def _at(value: Any, path: Path) -> Any:
    for step in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(step)
    return value
