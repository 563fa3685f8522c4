"""Who a reverse proxy says has come: a header that is believed from known addresses alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from ..errors import ProxyUnusable


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedHeader:
    """The header in which a reverse proxy names the login it has let in, such as ``Remote-User``.

    ``proxies`` are the networks the proxy's requests come from, such as ``10.0.0.5/32``; from
    anywhere else the header is not read. The proxy must drop what a browser sends under this name.
    """

    name: str
    proxies: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a name that is none and networks that are none or empty; raise ProxyUnusable."""
        signs = self.name.replace("-", "")
        if not (signs.isascii() and signs.isalnum()):
            raise ProxyUnusable(
                why=f"“{self.name}” is not the name of a header",
                why_zh=f"“{self.name}”不是请求头名称",
            )
        if not self.proxies:
            raise ProxyUnusable(why="it names no network", why_zh="没有写明代理所在的网段")
        for network in self.proxies:
            try:
                ipaddress.ip_network(network)
            except ValueError:
                raise ProxyUnusable(
                    why=f"“{network}” is not a network", why_zh=f"“{network}”不是网段"
                ) from None

    def login_of(self, headers: Iterable[tuple[str, str]], *, address: str) -> str | None:
        """Give the login a request's headers name, None unless a known proxy says it, once.

        ``address`` is that of the peer of the connection, not one that a header claims.
        """
        if not self._is_proxy(address):
            return None
        wanted = self.name.lower()
        found = [value.strip() for name, value in headers if name.lower() == wanted]
        return found[0] or None if len(found) == 1 else None

    def _is_proxy(self, address: str) -> bool:
        try:
            peer = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        if peer.version == 6 and peer.ipv4_mapped is not None:  # noqa: PLR2004
            peer = peer.ipv4_mapped
        return any(peer in ipaddress.ip_network(network) for network in self.proxies)
