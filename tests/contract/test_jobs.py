"""What every way of doing jobs does: in the table by whoever ticks, or carried by procrastinate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from guatu.errors import UnknownJobKind
from guatu.store import ClusterJobs, TableJobs
from guatu.store.layout import tables
from guatu.workflow.jobs import Job, Jobs, Worked
from testkit.offices import another_office

PAUSES = (timedelta(minutes=1), timedelta(hours=1))
LEASE = timedelta(minutes=10)


class Workshop:
    """Handlers that write down what they were given, and fail as they are told."""

    def __init__(self) -> None:
        self.done: list[Job] = []
        self.error: Exception | None = None

    def work(self, job: Job) -> None:
        self.done.append(job)
        if self.error is not None:
            raise self.error

    def keys(self) -> list[str]:
        return [job.key for job in self.done]


@pytest.fixture(params=["table on sqlite", "table on postgresql", "cluster"])
def office(request, clock):
    kind = "sqlite_url" if request.param == "table on sqlite" else "postgres_url"
    with another_office(request.getfixturevalue(kind), clock) as office:
        office.is_cluster = request.param == "cluster"
        yield office


@pytest.fixture
def workshop() -> Workshop:
    return Workshop()


def jobs_of(office, workshop: Workshop) -> Jobs:
    times: Mapping[str, Any] = {"lease": LEASE, "retries": PAUSES}
    made: TableJobs
    if office.is_cluster:
        made = ClusterJobs(
            office.store, office.clock, deliver=lambda key: "", wake=lambda: None, **times
        )
    else:
        made = TableJobs(office.store, office.clock, **times)
    made.handle("count", workshop.work)
    return made


@pytest.fixture
def jobs(office, workshop) -> Iterator[Jobs]:
    return jobs_of(office, workshop)


def row_of(office, key: str):
    with office.store.reading() as connection:
        return connection.execute(tables.job.select().where(tables.job.c.key == key)).one()


def test_nothing_deferred_is_nothing_done(jobs, workshop) -> None:
    assert (jobs.run(), workshop.done) == (Worked(), [])


def test_a_job_is_done_once_with_what_it_was_given(jobs, workshop) -> None:
    jobs.defer("count", {"calendar": "cn", "years": [2026, 2027]}, key="k1")

    worked = [jobs.run(), jobs.run()]

    assert worked == [Worked(done=1), Worked()]
    assert workshop.done == [
        Job(key="k1", kind="count", args={"calendar": "cn", "years": [2026, 2027]}, attempts=1)
    ]


def test_the_same_key_waiting_twice_is_one_job(jobs, workshop) -> None:
    jobs.defer("count", {"n": 1}, key="k1")
    jobs.defer("count", {"n": 2}, key="k1")

    jobs.run()

    assert [job.args for job in workshop.done] == [{"n": 1}]


def test_a_key_that_is_done_may_be_deferred_again(jobs, workshop) -> None:
    jobs.defer("count", {"n": 1}, key="k1")
    jobs.run()

    jobs.defer("count", {"n": 2}, key="k1")
    jobs.run()

    assert [job.args for job in workshop.done] == [{"n": 1}, {"n": 2}]


def test_a_job_deferred_again_while_it_is_done_is_done_again(jobs, workshop) -> None:
    def work_and_defer(job: Job) -> None:
        workshop.done.append(job)
        if len(workshop.done) == 1:
            jobs.defer("count", {"n": 2}, key="k1")

    jobs.handle("count", work_and_defer)
    jobs.defer("count", {"n": 1}, key="k1")

    jobs.run()
    jobs.run()

    assert [job.args for job in workshop.done] == [{"n": 1}, {"n": 2}]


def test_what_is_rolled_back_was_never_deferred(office, jobs, workshop) -> None:
    with pytest.raises(ZeroDivisionError), office.store.begin() as uow:
        jobs.defer("count", {}, key="k1", within=uow)
        raise ZeroDivisionError

    jobs.run()

    assert workshop.done == []


def test_a_host_defers_in_its_own_transaction(office, jobs, workshop) -> None:
    with office.store.engine.connect() as host:
        with host.begin() as transaction:
            jobs.defer("count", {}, key="gone", within=host)
            transaction.rollback()
        with host.begin():
            jobs.defer("count", {}, key="kept", within=host)
            jobs.defer("count", {}, key="kept", within=host)

    jobs.run()

    assert workshop.keys() == ["kept"]


def test_a_kind_nobody_does_is_refused_at_once(office, jobs) -> None:
    with pytest.raises(UnknownJobKind) as refused:
        jobs.defer("missing", {}, key="k1")

    assert refused.value.known == ("count",)


def test_no_more_is_done_than_asked_for(jobs, workshop) -> None:
    for n in range(5):
        jobs.defer("count", {}, key=f"k{n}")

    worked = [jobs.run(limit=3).done, jobs.run(limit=3).done, jobs.run(limit=3).done]

    assert worked == [3, 2, 0]
    assert sorted(workshop.keys()) == [f"k{n}" for n in range(5)]


def test_who_is_asked_to_stop_leaves_the_rest_waiting(jobs, workshop) -> None:
    for n in range(3):
        jobs.defer("count", {}, key=f"k{n}")

    jobs.run(goes_on=lambda: not workshop.done)
    stopped = len(workshop.done)
    jobs.run()

    assert (stopped, len(workshop.done)) == (1, 3)


def test_a_job_that_fails_waits_and_is_tried_again_until_it_is_dead(
    office, jobs, workshop, clock
) -> None:
    workshop.error = RuntimeError("日历坏了")
    jobs.defer("count", {}, key="k1")
    seen = []

    for wait in (0, 1, 58, 1, 3600, 99_999):
        clock.move_to(clock.now() + timedelta(seconds=wait))
        worked = jobs.run()
        seen.append((worked.failed, worked.dead))

    assert seen == [(1, 0), (0, 0), (0, 0), (1, 0), (0, 1), (0, 0)]
    row = row_of(office, "k1")
    assert (row.state, row.attempts, row.error) == ("dead", 3, "RuntimeError: 日历坏了")


def test_a_job_that_fails_does_not_stop_the_others(jobs, workshop) -> None:
    def fail_one(job: Job) -> None:
        workshop.done.append(job)
        if job.key == "k1":
            raise RuntimeError("坏")

    jobs.handle("count", fail_one)
    for n in range(4):
        jobs.defer("count", {}, key=f"k{n}")

    worked = jobs.run()

    assert worked == Worked(done=3, failed=1)


def test_work_whose_worker_died_is_begun_again_after_its_lease(
    office, jobs, workshop, clock
) -> None:
    class Killed(BaseException):
        """The end of a process, which no handler survives."""

    def die(job: Job) -> None:
        raise Killed

    jobs.handle("count", die)
    jobs.defer("count", {}, key="k1")
    with pytest.raises(BaseException, match=r"Killed|^$"):
        TableJobs.work_off(jobs, "k1")
    jobs.handle("count", workshop.work)

    jobs.run()
    early = workshop.keys()
    clock.move_to(clock.now() + LEASE)
    jobs.run()

    assert (early, workshop.keys()) == ([], ["k1"])


def test_a_job_that_kills_every_worker_is_given_up(office, jobs, clock) -> None:
    jobs.defer("count", {}, key="k1")
    for _ in range(len(PAUSES) + 1):
        assert jobs._claim("k1", "lost") is not None
        clock.move_to(clock.now() + LEASE)

    worked = jobs.run()

    assert worked.dead == 1
    assert row_of(office, "k1").error.startswith("StalledJob: ")


def test_who_lost_the_lease_marks_nothing(office, jobs, workshop, clock) -> None:
    def slow(job: Job) -> None:
        workshop.done.append(job)
        clock.move_to(clock.now() + LEASE)
        if len(workshop.done) == 1:
            assert TableJobs.work_off(jobs, "k1") == "done"

    jobs.handle("count", slow)
    jobs.defer("count", {}, key="k1")

    end = TableJobs.work_off(jobs, "k1")

    assert (end, len(workshop.done)) == ("lost", 2)
    assert row_of(office, "k1").state == "done"


def test_several_workers_share_the_work_without_doing_any_twice(
    office, jobs, workshop, clock, request
) -> None:
    for n in range(40):
        jobs.defer("count", {}, key=f"k{n}")
    others = [jobs, jobs_of(office, workshop), jobs_of(office, workshop)]

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: one.run(), others))

    assert sorted(workshop.keys()) == sorted(f"k{n}" for n in range(40))
