"""The schema a migration makes is the schema the code works with, however many migrate at once."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine, inspect, text

from guatu.store import SqlOutbox, migrate
from guatu.store.layout import tables
from guatu.store.schema import MIGRATIONS
from guatu.workflow.steps.alarms.firings import Firing
from testkit.offices import another_office, open_office, reviewer_of, to_review

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def engine(empty_database_url):
    engine = create_engine(empty_database_url)
    yield engine
    engine.dispose()


def test_a_fresh_database_has_exactly_the_tables_of_the_code(engine, empty_database_url) -> None:
    migrate(empty_database_url)

    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "version_table": "guatu_schema"},
        )
        differences = compare_metadata(context, tables.metadata)

    assert differences == []


def test_partial_indexes_and_unique_keys_are_there(engine, empty_database_url) -> None:
    migrate(empty_database_url)

    there = {
        index["name"] for t in tables.metadata.tables for index in inspect(engine).get_indexes(t)
    }

    wanted = {index.name for t in tables.metadata.tables.values() for index in t.indexes}
    assert wanted <= there


def test_migrating_again_changes_nothing(engine, empty_database_url) -> None:
    migrate(empty_database_url)
    first = inspect(engine).get_table_names()

    migrate(empty_database_url)

    assert inspect(engine).get_table_names() == first


def test_a_hosts_own_tables_and_alembic_are_left_alone(engine, empty_database_url) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('host7')"))

    migrate(empty_database_url)

    with engine.connect() as connection:
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    mine = [t for t in inspect(engine).get_table_names() if not t.startswith("guatu_")]
    assert (version, mine) == ("host7", ["alembic_version"])


@pytest.mark.slow
def test_several_processes_migrating_at_once_all_succeed(engine, empty_database_url) -> None:
    say = "import sys; from guatu.store import migrate; migrate(sys.argv[1])"
    command = [sys.executable, "-c", say, empty_database_url]

    workers = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    complaints = [worker.communicate(timeout=60)[1] for worker in workers]

    assert complaints == [""] * 3
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM guatu_schema")).scalar_one() == 1


OLD_ROWS = {
    "guatu_flow": {
        "hash": "f" * 64,
        "key": "permit",
        "version": 1,
        "title": "施工许可",
        "state": "published",
        "file": "permit.yaml",
        "source": "flow: permit",
        "templates": {},
        "published_at": NOW,
        "published_by": "ma",
    },
    "guatu_unit": {
        "key": "desk",
        "title": "窗口",
        "short": "",
        "territory": "east",
        "parent": "",
        "duties": ["permit_desk"],
    },
    "guatu_case": {
        "id": 1,
        "flow_hash": "f" * 64,
        "flow_key": "permit",
        "title": "旧项目",
        "stage": "intake",
        "entry": 1,
        "status": "running",
        "grade": "small",
        "territory": "east",
        "fields": {"name": "旧项目"},
        "version": 3,
        "opened_at": NOW,
        "opened_by": "lin",
        "active_at": NOW,
        "changed_at": NOW,
        "changed_by": "lin",
        "head_seq": 4,
        "head_hash": "a" * 64,
    },
    "guatu_deadline": {
        "case_id": 1,
        "entry": 1,
        "span": "5 workdays",
        "starts_at": NOW,
        "active_at": NOW,
        "pauses": [],
        "calendar": "cn",
        "calendar_version": "chinesecalendar-1.11.0",
        "due_at": NOW,
        "is_provisional": False,
    },
    "guatu_timer": {
        "case_id": 1,
        "entry": 1,
        "rung": "yellow",
        "fire_at": NOW,
        "state": "armed",
        "attempts": 0,
        "error": "",
    },
    "guatu_notice": {
        "case_id": 1,
        "entry": 1,
        "topic": "yellow",
        "recipient": "lin",
        "subject": "黄灯",
        "body": "超期",
        "level": 1,
        "created_at": NOW,
    },
}


def upgrade(connection, revision: str) -> None:
    """Run the package's migrations up to a revision."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_an_office_of_the_first_schema_comes_over_with_everything_in_it(
    engine, empty_database_url
) -> None:
    with engine.begin() as connection:
        upgrade(connection, "0001")
        old = MetaData()
        old.reflect(connection)
        for name, row in OLD_ROWS.items():
            connection.execute(old.tables[name].insert(), row)

    migrate(empty_database_url)

    with engine.connect() as connection:
        rows = {
            name: connection.execute(tables.metadata.tables[name].select()).mappings().one()
            for name in OLD_ROWS
        }
    for name, old_row in OLD_ROWS.items():
        kept = {key: rows[name][key] for key in old_row}
        assert kept == old_row
    assert (rows["guatu_case"]["calendar"], rows["guatu_case"]["published"]) == ("", None)
    assert (rows["guatu_deadline"]["extensions"], rows["guatu_deadline"]["spell"]) == ([], 1)
    assert rows["guatu_unit"]["calendar"] == ""
    assert (rows["guatu_unit"]["kind"], rows["guatu_unit"]["code"]) == ("", "")
    assert rows["guatu_notice"]["awaits_digest"] is False


def test_where_every_case_stands_is_known_after_the_upgrade_from_the_fifth_schema(
    engine, empty_database_url
) -> None:
    case, deadline = OLD_ROWS["guatu_case"], OLD_ROWS["guatu_deadline"]
    later = NOW + timedelta(days=1)
    ended = {**case, "id": 2, "status": "ended", "stage": "issued", "entry": 2}
    with engine.begin() as connection:
        upgrade(connection, "0005")
        old = MetaData()
        old.reflect(connection)
        for name, row in (
            ("guatu_flow", OLD_ROWS["guatu_flow"]),
            ("guatu_case", case),
            ("guatu_case", ended),
            ("guatu_deadline", {**deadline, "yellow_at": later, "paused_at": NOW}),
            ("guatu_deadline", {**deadline, "case_id": 2}),
            ("guatu_deadline", {**deadline, "case_id": 2, "entry": 2, "due_at": None}),
        ):
            connection.execute(old.tables[name].insert(), row)

    migrate(empty_database_url)

    position = tables.position
    with engine.connect() as connection:
        rows = connection.execute(position.select().order_by(position.c.case_id)).mappings().all()
    stands = {"flow_key": "permit", "territory": "east", "grade": "small", "active_at": NOW}
    none = dict.fromkeys(("blue_at", "orange_at", "red_at"))
    assert [dict(row) for row in rows] == [
        {
            "case_id": 1,
            "stage": "intake",
            "is_ended": False,
            "due_at": NOW,
            "yellow_at": later,
            "paused_at": NOW,
            **stands,
            **none,
        },
        {
            "case_id": 2,
            "stage": "issued",
            "is_ended": True,
            "due_at": None,
            "yellow_at": None,
            "paused_at": None,
            **stands,
            **none,
        },
    ]


def test_the_longest_key_of_a_firing_fits_after_the_upgrade(engine, empty_database_url) -> None:
    with engine.begin() as connection:
        upgrade(connection, "0001")
    migrate(empty_database_url)
    firing = Firing("r" * 60, subject=f"opinion:{'t' * 60}:{'h' * 60}", spell=999, turn=12)

    with engine.begin() as connection:
        for name in ("guatu_flow", "guatu_case"):
            connection.execute(tables.metadata.tables[name].insert(), OLD_ROWS[name])
        timer = {**OLD_ROWS["guatu_timer"], "rung": str(firing)}
        connection.execute(tables.timer.insert(), timer)
        stored = connection.execute(tables.timer.select()).mappings().one()["rung"]

    assert Firing.parse(stored) == firing


def test_a_round_under_way_and_everybodys_work_come_over_from_the_second_schema(
    engine, empty_database_url, tmp_path, clock
) -> None:
    newer = f"sqlite:///{tmp_path / 'newer.db'}"
    migrate(newer)
    with open_office(newer, clock) as before:
        case = to_review(before)
        before.engine.decide(case.id, "joint", "agree", by="hua")
        with before.store.reading() as connection:
            rows = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in tables.metadata.sorted_tables
            }
    with engine.begin() as connection:
        upgrade(connection, "0002")
        old = MetaData()
        old.reflect(connection)
        for table, found in rows.items():
            if table.name in old.tables and found:
                known = {*old.tables[table.name].columns.keys()}
                kept = [{k: v for k, v in row.items() if k in known} for row in found]
                # A roster of the second schema had no history, and so no head of one.
                kept = [row for row in kept if "head" not in str(row.get("key", ""))]
                forgetful = [row | ({"terms": None} if "terms" in row else {}) for row in kept]
                connection.execute(table.insert(), forgetful)

    migrate(empty_database_url)

    with another_office(empty_database_url, clock) as office:
        (poll,) = office.engine.explain(case.id).rounds
        assert (poll.key, poll.outcome, poll.standing) == (
            "joint",
            "",
            "同意1、未复1（须全部同意，可一票否决）",
        )
        office.engine.decide(case.id, "joint", "agree", by="huo")
        done = office.engine.advance(case.id, "issue", by=reviewer_of(office, case.id))
        assert (done.status, office.verify().is_whole) == ("ended", True)


def test_what_waits_to_be_delivered_comes_over_from_the_third_schema(
    engine, empty_database_url, clock
) -> None:
    waiting = {
        "key": "letter/1-1-yellow",
        "channel": "file",
        "address": "letters",
        "subject": "黄灯预警",
        "text": "请于期限前答复。",
        "html": "",
        "name": "黄灯预警通知",
        "created_at": NOW,
        "state": "waiting",
        "try_at": NOW,
        "attempts": 2,
        "token": "",
        "error": "the folder was full",
    }
    with engine.begin() as connection:
        upgrade(connection, "0003")
        old = MetaData()
        old.reflect(connection)
        connection.execute(old.tables["guatu_outbox"].insert(), waiting)

    migrate(empty_database_url)

    with another_office(empty_database_url, clock) as office:
        (claimed,) = SqlOutbox(office.store).claim(clock.now(), 10, timedelta(minutes=1))
        outgoing = claimed.outgoing
        assert (outgoing.key, outgoing.text, claimed.attempts) == (
            "letter/1-1-yellow",
            "请于期限前答复。",
            2,
        )
        assert (outgoing.letter, outgoing.event, outgoing.facts) == ("", "", {})


def test_what_was_filed_by_name_comes_over_from_the_fifth_schema_as_it_was(
    engine, empty_database_url, clock
) -> None:
    filed = {
        "case_id": 1,
        "key": "drawings",
        "number": 1,
        "name": "图.pdf",
        "by": "lin",
        "at": NOW,
    }
    with engine.begin() as connection:
        upgrade(connection, "0005")
        old = MetaData()
        old.reflect(connection)
        for name in ("guatu_flow", "guatu_case"):
            connection.execute(old.tables[name].insert(), OLD_ROWS[name])
        connection.execute(old.tables["guatu_material"].insert(), filed)

    migrate(empty_database_url)

    with engine.connect() as connection:
        row = connection.execute(tables.material.select()).mappings().one()
    assert row == {**filed, "digest": "", "size": 0, "media_type": ""}


def test_an_office_of_the_fifth_schema_goes_on_and_can_take_in_accounts(
    engine, empty_database_url, tmp_path, clock
) -> None:
    newer = f"sqlite:///{tmp_path / 'newer.db'}"
    migrate(newer)
    with open_office(newer, clock) as before:
        case = to_review(before)
        with before.store.reading() as connection:
            rows = {
                table: [dict(row) for row in connection.execute(table.select()).mappings()]
                for table in tables.metadata.sorted_tables
            }
    with engine.begin() as connection:
        upgrade(connection, "0005")
        old = MetaData()
        old.reflect(connection)
        for table, found in rows.items():
            if table.name in old.tables and found:
                known = {*old.tables[table.name].columns.keys()}
                kept = [{k: v for k, v in row.items() if k in known} for row in found]
                connection.execute(table.insert(), kept)

    migrate(empty_database_url)

    with another_office(empty_database_url, clock) as office:
        assert office.health().verdict == "new"
        made = office.accounts.create("lin", "lin", "东海岸的三只海鸥 2026", by="system")
        session = office.accounts.sign_in("lin", "东海岸的三只海鸥 2026", address="10.0.0.1")
        office.tick()
        assert (made.login, session.person, office.health().verdict) == ("lin", "lin", "fine")
        assert (office.engine.explain(case.id).case, office.verify().is_whole) == (case.id, True)


def test_an_office_of_the_tenth_schema_comes_over_and_can_begin_drafts(
    engine, empty_database_url, clock
) -> None:
    with engine.begin() as connection:
        upgrade(connection, "0010")
        old = MetaData()
        old.reflect(connection)
        connection.execute(old.tables["guatu_flow"].insert(), OLD_ROWS["guatu_flow"])

    migrate(empty_database_url)

    with another_office(empty_database_url, clock) as office:
        draft = office.drafts.new(key="seals", title="用印审批", by="system")
        assert [v.key for v in office.flows.versions()] == ["permit"]
        assert [line.id for line in office.drafts.list(by="system")] == [draft.id]
