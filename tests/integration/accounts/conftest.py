"""An office with an administrator, an auditor, and accounts whose passwords cost little."""

from __future__ import annotations

from dataclasses import replace

import pytest

from guatu import Office
from guatu.accounts import Accounts, Passwords, Strength
from guatu.accounts.limits import AddressPace

CHEAP = Strength(passes=1, kibibytes=8, lanes=1)
GOOD = "东海岸的三只海鸥 2026"
OTHER = "西山上的七棵松树 2027"
HERE = "10.1.2.3"
ROLES = {"ma": frozenset({"administrator"}), "zhou": frozenset({"auditor"})}


class CountingPasswords(Passwords):
    """Works on passwords, and counts how often that costs something."""

    def __init__(self, strength: Strength = CHEAP) -> None:
        super().__init__(strength)
        self.hashed_count = 0
        self.compared_count = 0

    def hashed(self, password: str) -> str:
        self.hashed_count += 1
        return super().hashed(password)

    def is_right(self, kept: str | None, password: str) -> bool:
        self.compared_count += 1
        return super().is_right(kept, password)


def accounts_of(office: Office, **parts) -> Accounts:
    """Give the accounts of an office over cheap passwords and a pace that lets much through."""
    parts = {"passwords": Passwords(CHEAP), "pace": AddressPace(burst=10_000), **parts}
    return Accounts(office.store, office.roster, office.clock, office.settings, **parts)


@pytest.fixture
def office(offices) -> Office:
    made = offices()
    roster = made.roster.read()
    people = tuple(
        replace(person, roles=ROLES.get(person.key, frozenset())) for person in roster.people
    )
    made.roster.save(replace(roster, people=people))
    return made


@pytest.fixture
def accounts(office) -> Accounts:
    return accounts_of(office)


@pytest.fixture
def lin(accounts) -> str:
    """The login of an account for somebody at the desk."""
    return accounts.create("lin.chuangkou", "lin", GOOD, by="ma").login
