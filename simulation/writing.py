"""Assumptions as YAML that an administrator can go on with."""

from __future__ import annotations

from collections.abc import Iterator

from ..definitions.flow import Flow
from .assumptions import Assumptions, Handling


def write_assumptions(assumed: Assumptions, flow: Flow) -> str:
    """Write assumptions as YAML with titles as comments; reading it gives them again."""
    return "\n".join(_lines(assumed, flow)) + "\n"


def _lines(assumed: Assumptions, flow: Flow) -> Iterator[str]:
    yield f"# 模拟“{flow.title}”的假设 —— guatu simulate {flow.key} --assume 本文件"
    yield f"arrivals: {assumed.arrivals:g}            # 每月平均立项数"
    if assumed.handling:
        yield "handling:                # 各环节办理用时，工作日"
        for key, handling in assumed.handling.items():
            yield f"  {key}: {_said(handling)}  # {flow.stages[key].title}"
    if assumed.shares or assumed.shares_in:
        yield "shares:                  # 各去向的比例；没有写的由其余去向分"
        for key, share in assumed.shares.items():
            yield f"  {key}: {share:g}  # {flow.transitions[key].title}"
        for stage, shares in assumed.shares_in.items():
            yield f"  {stage}:  # 从“{flow.stages[stage].title}”出发的"
            for key, share in shares.items():
                yield f"    {key}: {share:g}  # {flow.transitions[key].title}"
    yield f"beside: {assumed.beside:g}             # 没有写比例的，有多少离开主线"
    if assumed.capacity:
        yield "capacity:                # 各角色同时能办多少件"
        for key, count in assumed.capacity.items():
            yield f"  {key}: {count}  # {flow.roles[key].title}"
    if assumed.grade:
        yield f"grade: {assumed.grade}"


def _said(handling: Handling) -> str:
    numbers = [f"{number:g}" for number in handling.numbers]
    told = numbers[0] if len(numbers) == 1 else f"[{', '.join(numbers)}]"
    return f"{{{handling.kind}: {told}}}"
