"""A header that names who has come is believed from the proxy alone."""

from __future__ import annotations

import pytest

from guatu.accounts import TrustedHeader
from guatu.errors import ProxyUnusable

HEADER = TrustedHeader(name="Remote-User", proxies=("10.0.0.5/32", "fd00::/8"))


@pytest.mark.parametrize("address", ["10.0.0.5", "::ffff:10.0.0.5", "fd12::1", "fd12::1%eth0"])
def test_the_proxy_is_believed(address) -> None:
    said = HEADER.login_of([("accept", "*/*"), ("remote-user", " lin ")], address=address)

    assert said == "lin"


@pytest.mark.parametrize("address", ["10.0.0.6", "::1", "", "unix:", "10.0.0.5, 10.0.0.6"])
def test_nobody_else_is(address) -> None:
    assert HEADER.login_of([("Remote-User", "lin")], address=address) is None


@pytest.mark.parametrize(
    "headers",
    [
        [],
        [("Remote-User", "")],
        [("Remote-User", "  ")],
        [("Remote-User", "lin"), ("remote-user", "ma")],
        [("X-Remote-User", "lin")],
    ],
)
def test_a_header_that_is_missing_empty_or_there_twice_names_nobody(headers) -> None:
    assert HEADER.login_of(headers, address="10.0.0.5") is None


@pytest.mark.parametrize(
    ("name", "proxies"),
    [
        ("", ("10.0.0.5",)),
        ("Remote User", ("10.0.0.5",)),
        ("Remote-User", ()),
        ("Remote-User", ("somewhere",)),
        ("Remote-User", ("10.0.0.5/24",)),
    ],
)
def test_one_that_could_be_anybody_is_refused(name, proxies) -> None:
    with pytest.raises(ProxyUnusable):
        TrustedHeader(name=name, proxies=proxies)
