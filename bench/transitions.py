"""One durable transition, and many in one transaction, against the hand-written limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from guatu import Office

from .by_hand import PostgresByHand, SqliteByHand
from .figures import Goal, interleaved, say
from .footprint import difference
from .scenes import CLERK, KINDS, TRANSITION, Place, filled

Hand = SqliteByHand | PostgresByHand
ROUNDS, EACH = 7, 40
BULK_ROUNDS, BULK = 3, 500
RATIO = Goal(at_least=0.6)


def one_by_one(there: Place) -> None:
    """Measure transitions, each committed on its own."""
    for kind in KINDS:
        url = there.url(kind)
        with filled(url, 1 + EACH * (ROUNDS + 1) * 4) as (office, cases):
            _compare(kind, office, _hand(kind, url), iter(cases))


def _hand(kind: str, url: str) -> Hand:
    return SqliteByHand(url) if kind == "SQLite" else PostgresByHand(url)


def _compare(kind: str, office: Office, hand: Hand, ids: Iterator[int]) -> None:
    def each(move: Callable[[int], object]) -> Callable[[], int]:
        def way() -> int:
            for case in islice(ids, EACH):
                move(case)
            return EACH

        return way

    written = _learn(hand, office, next(ids))
    slow = "by hand, statement by statement"
    ways = {
        "engine": each(lambda case: office.engine.advance(case, TRANSITION, by=CLERK)),
        slow: each(hand.one),
    }
    if isinstance(hand, PostgresByHand):
        ways["by hand, pipelined"] = each(hand.pipelined)
        ways["by hand, one statement"] = each(hand.in_one_statement)
    rates = _warm(ways, ROUNDS)
    hand.close()
    ratio = "engine / the fastest by hand"
    limit = max(rate for name, rate in rates.items() if name != "engine")
    say(
        f"one durable transition, {kind}",
        {
            "rows written": written,
            **{f"{name}, per s": rate for name, rate in rates.items()},
            ratio: rates["engine"] / limit,
            f"engine / {slow}": rates["engine"] / rates[slow],
        },
        {ratio: RATIO},
    )


def in_bulk(there: Place) -> None:
    """Measure many transitions inside one transaction."""
    for kind in KINDS:
        url = there.url(kind)
        with filled(url, 1 + 2 * BULK * (BULK_ROUNDS + 1)) as (office, cases):
            _compare_bulk(kind, office, _hand(kind, url), iter(cases))


def _compare_bulk(kind: str, office: Office, hand: Hand, ids: Iterator[int]) -> None:
    def engine() -> int:
        with office.store.engine.begin() as connection:
            bulk = office.engine.within(connection)
            for case in islice(ids, BULK):
                bulk.advance(case, TRANSITION, by=CLERK)
        return BULK

    def by_hand() -> int:
        hand.many(list(islice(ids, BULK)))
        return BULK

    _learn(hand, office, next(ids))
    rates = _warm({"engine": engine, "by hand": by_hand}, BULK_ROUNDS)
    hand.close()
    say(
        f"{BULK} transitions in one transaction, {kind}",
        {
            "engine.within, per s": rates["engine"],
            "by hand, per s": rates["by hand"],
            "engine / by hand": rates["engine"] / rates["by hand"],
        },
        {"engine.within, per s": Goal(at_least=10_000)},
    )


def _warm(ways: dict[str, Callable[[], int]], rounds: int) -> dict[str, float]:
    for way in ways.values():
        way()
    return interleaved(ways, rounds)


def _learn(hand: Hand, office: Office, case: int) -> int:
    """Let the engine show what it writes, to write it by hand; give how many rows that is."""
    before = hand.snapshot(case)
    office.engine.advance(case, TRANSITION, by=CLERK)
    footprint = difference(before, hand.snapshot(case))
    hand.plan(footprint)
    return sum(map(len, footprint.added.values())) + sum(map(len, footprint.changed.values()))
