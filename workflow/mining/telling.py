"""What was mined, in sentences an administrator can read aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...errors import Language
from .mined import REWORKS, Mined, Way, named
from .spreads import share

_FEW = 3


def sentences(mined: Mined, language: Language = "zh") -> list[str]:
    """Say the most important of what was mined, a sentence each."""
    return list(_zh(mined) if language == "zh" else _en(mined))


def _zh(mined: Mined) -> Iterator[str]:
    if not mined.cases:
        yield f"{mined.title}：所选范围内没有项目。"
        return
    yield (
        f"{mined.title}：共 {mined.cases} 件，已结束 {mined.ended} 件，在办 {mined.running} 件；"
        f"流转 {mined.moves} 次。"
    )
    yield from _variants_zh(mined)
    if mined.slowest is not None:
        yield f"最费时的环节是{mined.slowest.sentence('zh')}。"
    if mined.latest is not None and mined.latest is not mined.slowest:
        yield f"最常超期的环节是{mined.latest.title}：超期 {mined.latest.late_share or 0:.0%}。"
    yield from _rework_zh(mined)
    if mined.exits:
        most = mined.exits[0]
        count = sum(each.count for each in mined.exits)
        yield f"未办成而结束 {count} 次，最多的是 {most.source_title}→{most.end_title} {most.count} 次。"
    pauses = sum(stage.pauses for stage in mined.stages)
    if pauses:
        paused = sum(stage.paused for stage in mined.stages)
        yield f"暂停 {pauses} 次，共 {paused} 个工作日，不计入用时。"
    if mined.first_move.n:
        first_move = mined.first_move
        yield (
            f"立项后第一次流转：中位 {first_move.median} 个工作日，九成在 {first_move.p90} 个以内"
            + (f"；{mined.unmoved} 件尚未流转。" if mined.unmoved else "。")
        )
    if mined.unused:
        yield f"流程允许而没有人走过的有 {len(mined.unused)} 条：{_list_zh(mined.unused)}。"
    if mined.gone:
        yield f"走过而现行版本已没有的有 {len(mined.gone)} 条：{_list_zh(mined.gone)}。"


def _told(mined: Mined, language: Language = "zh") -> str:
    """Say how much the variants come to that are told one by one."""
    told, part = len(mined.variants), 1 - mined.tail.share
    if language == "zh":
        return f"前 {told} 种走法合计占 {part:.0%}"
    which = "The most frequent way makes" if told == 1 else f"The {told} most frequent ways make"
    return f"{which} up {part:.0%}"


def _list_zh(ways: Sequence[Way]) -> str:
    some = "、".join(way.sentence("zh") for way in ways[:_FEW])
    return some + ("等" if len(ways) > _FEW else "")


def _variants_zh(mined: Mined) -> Iterator[str]:
    if mined.variants:
        first, others = mined.variants[0], len(mined.variants) + mined.tail.variants - 1
        rest = f"另有 {others} 种走法" if others else "没有别的走法"
        yield f"已结束的项目中，最常见的走法占 {first.share:.0%}：{first.path}；{rest}。"
        if mined.tail.variants:
            yield f"{_told(mined)}；{mined.tail.sentence()}。"
        through = mined.through
        yield f"从立项到结束中位 {through.median} 个工作日，九成在 {through.p90} 个以内。"
    else:
        yield "还没有已结束的项目，看不出完整的走法。"


def _rework_zh(mined: Mined) -> Iterator[str]:
    if not mined.reworks:
        yield "没有退回、拿回或重新走过的环节。"
        return
    kinds: dict[str, int] = {}
    for rework in mined.reworks:
        kinds[REWORKS[rework.kind].zh] = kinds.get(REWORKS[rework.kind].zh, 0) + rework.count
    said = "、".join(f"{kind} {count} 次" for kind, count in kinds.items())
    most = mined.reworks[0]
    yield (
        f"返工：{said}，多在 {most.source_title}→{most.target_title}；"
        f"涉及 {mined.reworked} 件（{share(mined.reworked, mined.cases):.0%}），"
        f"费时 {mined.rework_days} 个工作日，占总用时 {share(mined.rework_days, mined.days):.0%}。"
    )


def _en(mined: Mined) -> Iterator[str]:
    title = named(mined.title, "en")
    if not mined.cases:
        yield f"{title}: there are no such cases."
        return
    yield (
        f"{title}: {_counted(mined.cases, 'case')}, {mined.ended} ended, {mined.running} running;"
        f" {_counted(mined.moves, 'move')}."
    )
    yield from _variants_en(mined)
    if mined.slowest is not None:
        yield f"Most time goes into {mined.slowest.sentence('en')}."
    if mined.latest is not None and mined.latest is not mined.slowest:
        latest = mined.latest
        yield f"Most often overdue is {named(latest.title, 'en')}: {latest.late_share or 0:.0%}."
    yield from _rework_en(mined)
    if mined.exits:
        most = mined.exits[0]
        count = sum(each.count for each in mined.exits)
        source, end = named(most.source_title, "en"), named(most.end_title, "en")
        yield f"Ended without being completed: {count}, most {source} → {end} ({most.count})."
    pauses = sum(stage.pauses for stage in mined.stages)
    if pauses:
        paused = sum(stage.paused for stage in mined.stages)
        yield f"Paused {_counted(pauses, 'time')}, {_counted(paused, 'working day')}, which count nowhere else."
    if mined.first_move.n:
        yield (
            f"The first move comes after {mined.first_move.median} working days in the middle,"
            f" nine in ten within {mined.first_move.p90}; {mined.unmoved} have not moved."
        )
    if mined.unused:
        some = "; ".join(way.sentence("en") for way in mined.unused[:_FEW])
        unused = _counted(len(mined.unused), "way")
        yield f"Nobody took {unused} the flow has, such as {some}."
    if mined.gone:
        some = "; ".join(way.sentence("en") for way in mined.gone[:_FEW])
        gone = _counted(len(mined.gone), "way")
        yield f"Taken and no longer in the flow: {gone}, such as {some}."


def _variants_en(mined: Mined) -> Iterator[str]:
    if mined.variants:
        first, others = mined.variants[0], len(mined.variants) + mined.tail.variants - 1
        rest = f"{_counted(others, 'other way')} beside it" if others else "there is no other"
        yield f"Of the ended cases {first.share:.0%} went {first.path.en}; {rest}."
        if mined.tail.variants:
            yield f"{_told(mined, 'en')}; {mined.tail.sentence('en')}."
        yield (
            f"From opening to end they took {mined.through.median} working days in the middle,"
            f" nine in ten no more than {mined.through.p90}."
        )
    else:
        yield "No case has ended, so there is no whole way to tell of."


def _rework_en(mined: Mined) -> Iterator[str]:
    if not mined.reworks:
        yield "Nothing was sent back, taken back or gone through again."
        return
    count = sum(rework.count for rework in mined.reworks)
    most = mined.reworks[0]
    source, target = named(most.source_title, "en"), named(most.target_title, "en")
    kind = named(REWORKS[most.kind], "en")
    yield (
        f"Stepped back {_counted(count, 'time')}, most {source} → {target} ({kind}, {most.count});"
        f" {_counted(mined.reworked, 'case')} ({share(mined.reworked, mined.cases):.0%}),"
        f" {_counted(mined.rework_days, 'working day')},"
        f" {share(mined.rework_days, mined.days):.0%} of all time."
    )


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
