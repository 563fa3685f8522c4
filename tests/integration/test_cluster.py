"""With the cluster extra procrastinate carries deliveries and jobs; guatu's rows stay the truth."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from guatu import Office, Settings, Webhook
from guatu.errors import ExtraMissing, NeedsPostgres
from guatu.store import ClusterJobs, cluster, migrate
from guatu.store.layout import tables
from testkit.offices import another_office, fields, open_office, to_review
from testkit.postgres import PostgresServer, new_server
from testkit.receivers import Receiver, answers, hangs

SOON = 15.0
LIVE = "SELECT queueing_lock, status::text FROM guatu_cluster.procrastinate_jobs ORDER BY id"


def wait_for(question: Callable[[], object], *, timeout: float = SOON) -> None:
    until = time.monotonic() + timeout
    while not question():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def live(office: Office) -> list[tuple[str, str]]:
    with office.store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(LIVE))]


def tamper(office: Office, statement: str) -> None:
    """Change procrastinate's tables behind everybody's back."""
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL search_path = guatu_cluster, public"))
        connection.execute(text(statement))


def waiting(office: Office) -> list[str]:
    with office.store.reading() as connection:
        return [row.key for row in connection.execute(tables.outbox.select())]


def sent(office: Office) -> int:
    return office.views.timers().outbox.get("sent", 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(letters_folder=tmp_path / "letters", cluster=True)


@pytest.fixture
def office(postgres_url, clock, settings) -> Iterator[Office]:
    with open_office(postgres_url, clock, settings=settings) as office:
        yield office


def test_a_delivery_is_deferred_with_the_change_it_follows_from(office) -> None:
    to_review(office)

    assert live(office) == [(f"deliver/{key}", "todo") for key in waiting(office)]
    assert len(live(office)) == 1


def test_what_a_host_rolls_back_was_never_deferred(office) -> None:
    with office.store.engine.connect() as host:
        transaction = host.begin()
        engine = office.engine.within(host)
        case = engine.open("permit", fields=fields(), by="lin")
        engine.record(
            case.id, by="lin", fields={"planned_start": "2026-05-06"}, materials={"drawings": "图"}
        )
        engine.advance(case.id, "accept", by="lin")
        path = host.exec_driver_sql("SHOW search_path").scalar_one()
        transaction.rollback()

    assert live(office) == []
    assert "guatu_cluster" not in path


def test_a_tick_leaves_deliveries_to_the_worker_which_makes_them_once(office, settings) -> None:
    to_review(office)
    ticked = office.tick().dispatched.sent

    office.start()
    # A beat between taking the job and leasing its row may defer a second one, which finds it done.
    wait_for(lambda: sent(office) == 1 and live(office) == [])
    office.stop()

    assert ticked == 0
    assert len(list(Path(settings.letters_folder).glob("*.txt"))) == 1


def test_a_job_of_an_office_is_done_by_another_machine(office, postgres_url, clock, settings):
    done: list[str] = []
    with another_office(postgres_url, clock, settings=settings) as other:
        for one in (office, other):
            one.jobs.handle("count", lambda job: done.append(job.key))
        other.start()

        office.jobs.defer("count", {}, key="k1")

        wait_for(lambda: done == ["k1"])
        other.stop()

    assert done == ["k1"]


def test_a_carried_job_that_was_lost_is_deferred_again(office) -> None:
    to_review(office)
    tamper(office, "DELETE FROM procrastinate_jobs")

    office.tick()
    office.tick()

    assert live(office) == [(f"deliver/{key}", "todo") for key in waiting(office)]
    assert len(live(office)) == 1


def test_what_a_dead_worker_was_doing_is_begun_again(office, clock) -> None:
    done: list[str] = []
    jobs = ClusterJobs(
        office.store,
        clock,
        deliver=lambda key: "",
        wake=lambda: None,
        stalled=timedelta(seconds=2),
    )
    jobs.handle("count", lambda job: done.append(job.key))
    jobs.defer("count", {}, key="k1")
    tamper(office, "UPDATE procrastinate_jobs SET status = 'doing'")

    jobs.start()
    wait_for(lambda: done == ["k1"])
    wait_for(lambda: live(office) == [])
    jobs.stop()

    assert done == ["k1"]


def test_a_system_that_hangs_holds_up_no_other_channel_and_no_job(
    postgres_url, clock, settings
) -> None:
    with Receiver(acts=[hangs]) as receiver:
        secret = "whsec_" + "a" * 32
        hook = Webhook(name="oa", url=receiver.url(), secrets=(secret,), may_be_local=True)
        with open_office(
            postgres_url, clock, settings=replace(settings, webhooks=(hook,))
        ) as office:
            done: list[str] = []
            office.jobs.handle("count", lambda job: done.append(job.key))
            office.start()
            to_review(office)
            assert receiver.heard.acquire(timeout=SOON)

            office.jobs.defer("count", {}, key="k1")
            wait_for(lambda: sent(office) == 1 and done == ["k1"])
            hanging = len(receiver.requests)
            receiver.acts = [answers(200)]
            receiver.released.set()

            assert hanging == 1


def test_a_job_carried_twice_delivers_once(office, settings) -> None:
    to_review(office)
    tamper(
        office,
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
        " SELECT queue_name, task_name, args FROM procrastinate_jobs",
    )

    office.start()
    wait_for(lambda: live(office) == [])
    office.stop()

    assert sent(office) == 1
    assert len(list(Path(settings.letters_folder).glob("*.txt"))) == 1


def test_stopping_a_worker_is_quick_and_may_happen_twice(office) -> None:
    office.start()
    begun = time.monotonic()

    office.stop()
    office.stop()

    assert time.monotonic() - begun < 8


def test_a_cluster_needs_postgresql(sqlite_url, clock) -> None:
    with pytest.raises(NeedsPostgres):
        another_office(sqlite_url, clock, settings=Settings(cluster=True))


def test_a_cluster_needs_its_extra(postgres_url, clock, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "library", None)

    with pytest.raises(ExtraMissing) as missing:
        another_office(postgres_url, clock, settings=Settings(cluster=True))

    assert "guatu[cluster]" in missing.value.sentence("zh")


# --- a database that goes away --------------------------------------------------------------


@pytest.fixture
def own_server(postgres_server) -> Iterator[PostgresServer]:
    """A server that this test may crash."""
    room = Path(postgres_server.room) / f"own-{uuid4().hex[:8]}"
    room.mkdir(mode=0o755)
    server = new_server(room, durable=True)
    yield server
    server.stop()


@pytest.mark.slow
@pytest.mark.parametrize("is_cluster", [False, True], ids=["table", "cluster"])
def test_a_worker_goes_on_after_the_database_crashed_and_came_back(
    own_server, clock, tmp_path, is_cluster
) -> None:
    url = own_server.url()
    migrate(url)
    settings = Settings(letters_folder=tmp_path / "letters", cluster=is_cluster)
    with open_office(url, clock, settings=settings) as office:
        office.start()
        to_review(office)
        wait_for(lambda: sent(office) == 1)

        own_server.stop("immediate")
        own_server.start()
        to_review(office)

        wait_for(lambda: sent(office) == 2, timeout=40)
        office.stop()
        assert office.verify().is_whole
