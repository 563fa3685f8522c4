"""Group robots say each notice once, through the real plugins, pointed at this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from guatu.errors import DeliveryFailed, ExtraMissing, UnusableChannel
from guatu.notifications import ImChannel
from guatu.notifications.sending import robots
from guatu.workflow.delivery import Enclosure
from testkit.receivers import Receiver, answers, drips, hangs

apprise = pytest.importorskip("apprise", reason="the extra guatu[im] is missing: robots untested")

PDF = Enclosure(name="正文.pdf", media_type="application/pdf", content=b"%PDF")
ROBOTS = {
    "wecombot": ("wecombot://invented-key", "NotifyWeComBot", "?key={key}"),
    "dingtalk": ("dingtalk://inventedtoken", "NotifyDingTalk", "?access_token={token}"),
    "feishu": ("feishu://inventedtoken", "NotifyFeishu", "{token}/"),
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def address(receiver) -> str:
    return f"json://127.0.0.1:{receiver.port}/"


@pytest.mark.parametrize("kind", sorted(ROBOTS))
def test_a_robot_is_told_subject_and_text(receiver, outgoing, monkeypatch, kind) -> None:
    url, plugin, path = ROBOTS[kind]
    found = apprise.plugins.N_MGR[kind]
    assert found.__name__ == plugin
    monkeypatch.setattr(found, "notify_url", receiver.url("/send") + path)

    ImChannel(url, name="group").deliver(outgoing(), ())

    (request,) = receiver.requests
    said = json.dumps(json.loads(request.body), ensure_ascii=False)
    assert outgoing().subject in said
    assert "请于2026年3月10日前答复。" in said


def test_papers_do_not_travel_to_a_group(receiver, address, outgoing) -> None:
    receipt = ImChannel(address, name="group").deliver(outgoing(), (PDF,))

    (request,) = receiver.requests
    assert (receipt, json.loads(request.body)["attachments"]) == (None, [])


def test_text_is_said_as_it_stands(receiver, address, outgoing) -> None:
    text = r"${HOME} {{ 7*7 }} \n <b>&amp;</b> *星* 坏" + "\ud800"

    ImChannel(address, name="group").deliver(outgoing(text=text), ())

    assert json.loads(receiver.requests[0].body)["message"] == text.replace("\ud800", "?")


def test_a_long_message_is_cut_to_what_the_strictest_robot_takes(
    receiver, address, outgoing
) -> None:
    ImChannel(address, name="group").deliver(outgoing(text="长" * 5000), ())

    said = json.loads(receiver.requests[0].body)["message"]
    assert said.endswith("……（全文见系统）")
    assert len((outgoing().subject + said).encode()) <= 2048


@pytest.mark.parametrize("act", [answers(500), answers(404), hangs, drips])
def test_a_robot_that_does_not_take_it_is_a_delay(receiver, address, outgoing, act) -> None:
    receiver.acts = [act]
    channel = ImChannel(f"{address}?rto=0.3", name="group", patience=1.0)

    with pytest.raises(DeliveryFailed, match="Delivery by group to") as caught:
        channel.deliver(outgoing(), ())

    receiver.released.set()
    assert caught.value.is_permanent is False


def test_a_failure_never_tells_the_robots_key(receiver, outgoing, monkeypatch) -> None:
    receiver.acts = [answers(500)]
    monkeypatch.setattr(apprise.plugins.N_MGR["wecombot"], "notify_url", receiver.url("/{key}"))

    with pytest.raises(DeliveryFailed) as caught:
        ImChannel("wecombot://invented-key", name="group").deliver(outgoing(), ())

    assert "invented-key" not in str(caught.value) + caught.value.sentence("zh")


@pytest.mark.parametrize("url", ["", "group", "nosuchrobot://x", "wecombot://", "dingtalk://"])
def test_an_address_that_names_no_robot_is_refused_at_once(url) -> None:
    with pytest.raises(UnusableChannel, match="its address is none that apprise knows"):
        ImChannel(url, name="group")


def test_without_the_extra_the_mend_is_said(monkeypatch) -> None:
    monkeypatch.setattr(robots, "library", None)

    with pytest.raises(ExtraMissing) as missing:
        ImChannel("wecombot://x", name="group")

    assert missing.value.sentence("zh").endswith("pip install 'guatu[im]'。")
