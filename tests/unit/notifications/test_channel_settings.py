"""A channel that can't work is refused when it is set, and no secret is ever shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guatu import Robot, Settings, Webhook
from guatu.errors import UnusableChannel
from guatu.settings import channels_of

SECRET = "whsec_" + "a" * 32


def hook(**changes: object) -> Webhook:
    given = {"name": "oa", "url": "https://oa.example.org/hook", "secrets": (SECRET,)}
    return Webhook(**{**given, **changes})


def refused(make: Callable[[], object]) -> UnusableChannel:
    with pytest.raises(UnusableChannel) as caught:
        make()
    assert caught.value.sentence("zh").startswith("渠道“")
    return caught.value


@pytest.mark.parametrize(
    "url",
    ["", "oa.example.org", "http://oa.example.org", "ftp://oa.example.org", "https://",
     "file:///etc/passwd", "https://oa.example.org/\r\nX: y"],
)  # fmt: skip
def test_an_address_is_https_and_a_host(url) -> None:
    assert (
        refused(lambda: hook(url=url)).why == "its address does not begin with https:// and a host"
    )


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/hook", "https://[::1]/hook"])
def test_plain_http_must_be_allowed(url) -> None:
    assert hook(url=url, may_be_local=True).url == url


@pytest.mark.parametrize("secrets", [(), ("",), ("whsec_c2hvcnQ=",), (SECRET, "password")])
def test_a_webhook_without_a_good_secret_is_refused(secrets) -> None:
    assert refused(lambda: hook(secrets=secrets)).why == "it has no secret that can sign"


@pytest.mark.parametrize("name", ["", "OA", "甲", "a b", "a" * 21, "a/b", "1a"])
def test_a_name_is_a_short_word_of_small_letters(name) -> None:
    assert "its name is not one" in refused(lambda: hook(name=name)).why
    assert "its name is not one" in refused(lambda: Robot(name=name, url="wecombot://x")).why


@pytest.mark.parametrize(
    "settings",
    [
        lambda: Settings(webhooks=(hook(), hook())),
        lambda: Settings(webhooks=(hook(),), im=(Robot(name="oa", url="wecombot://x"),)),
        lambda: Settings(webhooks=(hook(name="smtp"),)),
        lambda: Settings(im=(Robot(name="file", url="wecombot://x"),)),
    ],
)
def test_two_channels_of_one_name_are_refused(settings) -> None:
    assert refused(settings).why == "another channel has its name"


def test_settings_show_no_secret() -> None:
    shown = repr(
        Settings(webhooks=(hook(),), im=(Robot(name="group", url="wecombot://top-secret"),))
    )

    assert ("whsec" in shown, "top-secret" in shown) == (False, False)
    assert "name='oa'" in shown


def test_a_file_of_certificates_that_is_missing_is_said(tmp_path, clock) -> None:
    settings = Settings(webhooks=(hook(ca_file=tmp_path / "none.pem"),))

    assert "none.pem can't be read" in refused(lambda: channels_of(settings, clock)).why


def test_a_file_that_holds_no_certificates_is_said(tmp_path, clock) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")
    settings = Settings(webhooks=(hook(ca_file=tmp_path / "ca.pem"),))

    assert "ca.pem can't be read" in refused(lambda: channels_of(settings, clock)).why
