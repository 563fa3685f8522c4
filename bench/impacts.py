"""The impact preview: what a new version would do to 10,000 running cases, told case by case."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

from guatu.definitions.bundle import bundle_in
from guatu.definitions.files import FLOWS
from guatu.workflow.migration import impact_of

from .figures import Goal, say
from .scenes import KINDS, START, Place, filled

CASES = 10_000
LIMIT, LONGER = "{general: 1 workday,", "{general: 6 workdays,"


def of_a_version(there: Place) -> None:
    """Measure the impact of a longer first limit on running cases, nothing being due before."""
    source = (FLOWS / "full_service.yaml").read_text(encoding="utf-8")
    for kind in KINDS:
        with filled(there.url(kind), CASES, at=START + timedelta(hours=1)) as (office, _):
            bundle = replace(
                bundle_in(FLOWS / "full_service.yaml"), source=source.replace(LIMIT, LONGER)
            )
            flow = office.designer.read(bundle)
            begun = time.perf_counter()
            whole = impact_of(office.designer.migrations.impact(flow))
            took = time.perf_counter() - begun
            say(
                f"the impact on {whole.cases:,} running cases, {kind}",
                {"seconds": took, "ms a case": took * 1000 / whole.cases, "felt": whole.felt},
                {"seconds": Goal(at_most=10)},
            )
