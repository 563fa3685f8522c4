"""What gave up can be seen, tried once more, or discarded; who did so and why is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from guatu import Settings
from guatu.errors import ReasonMissing, StrayTimer, UnknownDeadLetter
from guatu.store.layout import tables
from guatu.workflow import sweep as sweeping
from testkit.offices import history, kinds, move, open_case, timers, to_review

LONG = timedelta(days=2)


def broken(_sheet, _only=None) -> None:
    raise RuntimeError("笔断了")


@pytest.fixture
def office_with_dead_timer(office, clock, monkeypatch):
    """An office where the yellow rung of case 1 has given up."""
    office.dead_case = open_case(office).id
    move(clock, "2026-03-10 08:30")
    with monkeypatch.context() as broken_pen:
        broken_pen.setattr(sweeping, "fire_due", broken)
        for _ in range(4):
            office.tick()
            clock.move_to(clock.now() + timedelta(hours=7))
    return office


def state_of(office, table, key: str) -> tuple[str, int, str]:
    with office.store.reading() as connection:
        row = connection.execute(table.select().where(table.c.key == key)).one()
    return row.state, row.attempts, row.error


def test_an_office_where_all_went_well_has_none(office, clock) -> None:
    open_case(office)
    move(clock, "2026-04-10 08:30")
    office.tick()

    assert office.dead.letters() == []


def test_a_timer_that_gave_up_says_what_it_was_and_why(office_with_dead_timer) -> None:
    office = office_with_dead_timer

    dead = {letter.id: letter for letter in office.dead.letters()}

    letter = dead[f"timer/{office.dead_case}/1/yellow"]
    assert (letter.kind, letter.case, letter.attempts) == ("timer", office.dead_case, 4)
    assert letter.error == "RuntimeError: 笔断了"


def test_a_timer_that_is_retried_fires_and_history_names_who(office_with_dead_timer) -> None:
    office = office_with_dead_timer

    office.dead.retry(f"timer/{office.dead_case}/1/yellow", by="ma")
    fired = office.tick().swept.fired

    assert fired == 1
    assert timers(office, office.dead_case)[1, "yellow"] in {"fired", "skipped"}
    (line,) = [x for x in history(office, office.dead_case) if x.kind == "dead_retried"]
    assert (line.by, line.what) == ("ma", "重试失败的“黄灯预警”")
    assert office.verify().is_whole


def test_a_timer_that_is_discarded_never_fires_and_history_says_why(
    office_with_dead_timer, clock
) -> None:
    office = office_with_dead_timer

    office.dead.discard(f"timer/{office.dead_case}/1/yellow", by="ma", why="已当面处理")
    clock.move_to(clock.now() + LONG)
    office.tick()

    assert timers(office, office.dead_case)[1, "yellow"] == "discarded"
    (line,) = [x for x in history(office, office.dead_case) if x.kind == "dead_discarded"]
    assert (line.by, line.why) == ("ma", "已当面处理")
    assert line.data["error"] == "RuntimeError: 笔断了"
    assert office.verify().is_whole


def test_a_timer_of_an_entry_that_was_left_can_only_be_discarded(office, clock) -> None:
    case = open_case(office).id
    row = {"case_id": case, "entry": 9, "rung": "yellow", "fire_at": clock.now(), "state": "dead"}
    with office.store.writing() as connection:
        connection.execute(tables.timer.insert(), {**row, "attempts": 1, "error": "坏"})

    with pytest.raises(StrayTimer):
        office.dead.retry(f"timer/{case}/9/yellow", by="ma")
    office.dead.discard(f"timer/{case}/9/yellow", by="ma", why="阶段已过")

    assert timers(office, case)[9, "yellow"] == "discarded"
    assert "dead_discarded" in kinds(office, case)


@pytest.fixture
def office_with_dead_delivery(offices, tmp_path):
    """An office that can't write letters: a file stands where its folder should be."""
    folder = tmp_path / "letters"
    folder.write_text("不是文件夹", encoding="utf-8")
    office = offices(settings=Settings(letters_folder=folder))
    office.dead_case = to_review(office).id
    for _ in range(7):
        office.tick()
        office.clock.move_to(office.clock.now() + LONG)
    folder.unlink()
    return office


def test_a_delivery_that_gave_up_names_its_case_and_is_sent_when_retried(
    office_with_dead_delivery,
) -> None:
    office = office_with_dead_delivery
    letters = [x for x in office.dead.letters() if x.kind == "delivery"]
    letter = letters[0]

    office.dead.retry(letter.id, by="ma")
    sent = office.tick().dispatched.sent

    assert (letter.case, letter.attempts >= 1, bool(letter.error)) == (
        office.dead_case,
        True,
        True,
    )
    assert sent == 1
    key = letter.id.removeprefix("delivery/")
    assert state_of(office, tables.outbox, key)[0] == "sent"


def test_a_delivery_that_is_discarded_keeps_who_and_why(office_with_dead_delivery) -> None:
    office = office_with_dead_delivery
    letter = next(x for x in office.dead.letters() if x.kind == "delivery")

    office.dead.discard(letter.id, by="ma", why="已送纸质件")
    office.clock.move_to(office.clock.now() + LONG)
    office.tick()

    state, _, error = state_of(office, tables.outbox, letter.id.removeprefix("delivery/"))
    assert state == "discarded"
    assert error.startswith(letter.error)
    assert error.endswith("ma: 已送纸质件]")
    assert letter.id not in {x.id for x in office.dead.letters()}


def test_a_job_that_gave_up_is_listed_retried_and_done(office, clock) -> None:
    heard = []

    def work(job) -> None:
        heard.append(job.attempts)
        if len(heard) <= 6:
            raise ValueError("表坏了")

    office.jobs.handle("count", work)
    office.jobs.defer("count", {}, key="k1")
    for _ in range(6):
        office.tick()
        clock.move_to(clock.now() + LONG)
    (letter,) = [x for x in office.dead.letters() if x.kind == "job"]

    office.dead.retry("job/k1", by="ma")
    worked = office.tick().worked

    assert (letter.id, letter.title, letter.error) == ("job/k1", "count", "ValueError: 表坏了")
    assert (worked.done, heard[-1]) == (1, 1)
    assert state_of(office, tables.job, "k1")[0] == "done"


def test_what_is_shown_of_a_delivery_hides_its_address_and_what_it_says(office) -> None:
    row = {
        "key": "notice/1/1/yellow/lin",
        "channel": "smtp",
        "address": "lin.chuangkou@example.org",
        "subject": "黄灯预警",
        "text": "请于期限前答复。",
        "html": "",
        "name": "",
        "created_at": office.clock.now(),
        "state": "dead",
        "try_at": office.clock.now(),
        "attempts": 6,
        "token": "",
        "error": "DeliveryFailed: smtp to lin.chuangkou@example.org failed, call 13800001234",
        "letter": "",
        "event": "",
        "facts": {},
        "receipt": "",
    }
    with office.store.writing() as connection:
        connection.execute(tables.outbox.insert(), row)

    (letter,) = office.dead.letters()

    assert letter.title == "黄灯预警 → smtp l***@example.org"
    assert letter.error == "DeliveryFailed: smtp to l***@example.org failed, call 138****34"
    assert letter.payload["address"] == "l***@example.org"
    assert "请于期限前答复" not in repr(letter)


def test_what_is_shown_of_a_job_hides_long_texts_and_addresses(office, clock) -> None:
    said = {"case": 12, "to": "ma@example.org", "text": "原文" * 100, "hook": "https://a.cn/k?t=1"}
    office.jobs.handle("tell", _fail)
    office.jobs.defer("tell", said, key="k2")
    for _ in range(6):
        office.tick()
        clock.move_to(clock.now() + LONG)

    (letter,) = [x for x in office.dead.letters() if x.kind == "job"]

    assert letter.payload == {
        "case": 12,
        "to": "m***@example.org",
        "text": "…（200）",
        "hook": "https://a.cn/***",
    }


def _fail(_job) -> None:
    raise ValueError("表坏了")


@pytest.mark.parametrize(
    "name",
    ["timer/1/1/missing", "timer/x/1/yellow", "delivery/none", "job/none", "job", "", "甲/乙"],
)
def test_what_is_not_dead_is_not_found(office, name) -> None:
    open_case(office)

    with pytest.raises(UnknownDeadLetter):
        office.dead.retry(name, by="ma")
    with pytest.raises(UnknownDeadLetter):
        office.dead.discard(name, by="ma", why="无")


def test_discarding_needs_a_reason(office_with_dead_timer) -> None:
    with pytest.raises(ReasonMissing):
        office_with_dead_timer.dead.discard(
            f"timer/{office_with_dead_timer.dead_case}/1/yellow", by="ma", why=" "
        )
