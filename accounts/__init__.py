"""Who comes in where guatu stands alone: accounts, passwords, sessions, and trusted proxies."""

from .accounts import Accounts
from .limits import AddressPace
from .logins import Logins
from .passwords import Passwords, Strength, invented
from .trusted import TrustedHeader

__all__ = [
    "Accounts",
    "AddressPace",
    "Logins",
    "Passwords",
    "Strength",
    "TrustedHeader",
    "invented",
]
