"""Which letters may not go out: judged between units, never within one."""

from guatu.workflow.people import OrgUnit, Territory
from guatu.workflow.steps.correspondents import barred, parties

TOWN = Territory(key="town", title="示范县")
WARD = OrgUnit(
    key="ward",
    title="设备科",
    short="设备科",
    territory="town",
    duties=frozenset(),
    kind="division",
)
COUNTY = OrgUnit(
    key="county",
    title="示范县人民政府",
    short="县政府",
    territory="town",
    duties=frozenset(),
    kind="government",
)


class Bare:
    """A directory that knows one place and no tree of units."""

    def territory(self, key: str) -> Territory | None:
        return TOWN if key == TOWN.key else None

    def unit(self, key: str) -> OrgUnit | None:
        del key
        return None


def test_what_a_unit_writes_to_itself_is_not_judged() -> None:
    outward = barred(Bare(), "通知", WARD, parties(Bare(), [COUNTY], ()), {})
    inward = barred(Bare(), "通知", WARD, parties(Bare(), [WARD], ()), {})

    assert outward
    assert inward == ""
