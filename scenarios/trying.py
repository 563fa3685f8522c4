"""Trying a flow: its scenarios are read, played one by one, and what came of them is told."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

from ..definitions import Flow
from ..definitions.bundle import Bundle, bundle_in
from ..definitions.files import FLOWS, SCENARIOS, shipped_flows
from ..errors import Fault, ScenarioFaults, UnknownFlow, UnknownScenario, UnreadableFile
from ..settings import Settings
from ..workflow.rulebook import Rulebook
from .language.model import Scenario
from .language.reading import beside, read_scenarios
from .playing.day_by_day import play
from .playing.workshop import Workshop, workshop
from .results import Ran, Trial

Find = Callable[[str], Bundle]
"""Finds the bundle of another flow by its key; raises UnknownFlow."""

Progress = Callable[[str, int, int], None]


def try_flow(
    bundle: Bundle,
    *,
    rules: Rulebook | None = None,
    only: Collection[str] = (),
    find: Find | None = None,
    progress: Progress = lambda *_: None,
) -> Trial:
    """Play the scenarios of a bundle, or those named in ``only``; nothing outside is touched.

    ``rules`` are the host's registered rules, ``find`` gives the other flows the scenarios need:
    by default those beside the flow's file, and those that come with guatu.
    ``progress`` is told the name of each before it is played, its number from 0 and how many.
    Raises DefinitionFaults for a flow with faults, ScenarioFaults for scenarios with faults,
    UnknownScenario for a name in ``only`` that is none of theirs.
    """
    with workshop(rules if rules is not None else Rulebook(), Settings()) as shop:
        bundles = [bundle, *_others(shop, bundle, find or finder(bundle.file))]
        flow = shop.publishable(bundles)
        chosen = _chosen(shop, bundle, flow, only)
        runs: list[Ran] = []
        for number, scenario in enumerate(chosen):
            progress(scenario.name, number, len(chosen))
            with shop.house(scenario.starts) as house:
                runs.append(play(house, scenario))
    return Trial(
        flow=flow.key,
        title=str(flow.title),
        file=scenarios_file(bundle.file),
        runs=tuple(runs),
        transitions={key: str(spec.title) for key, spec in flow.transitions.items()},
    )


def check_scenarios(
    bundle: Bundle, *, rules: Rulebook | None = None, find: Find | None = None
) -> tuple[Fault, ...]:
    """Give every fault of the scenarios of a bundle, none for good ones or none at all.

    Raises DefinitionFaults for a flow with faults: scenarios can't be read without it.
    """
    with workshop(rules if rules is not None else Rulebook(), Settings()) as shop:
        flow = shop.publishable([bundle, *_others(shop, bundle, find or finder(bundle.file))])
        try:
            _chosen(shop, bundle, flow, ())
        except ScenarioFaults as found:
            return tuple(found.facts["faults"])
    return ()


def finder(file: str) -> Find:
    """Find other flows beside a flow's file, else among those that come with guatu."""

    def find(key: str) -> Bundle:
        for folder in (Path(file).parent, FLOWS):
            path = folder / f"{key}.yaml"
            if path.is_file():
                return bundle_in(path)
        raise UnknownFlow(name=key, known=[path.stem for path in shipped_flows()])

    return find


def scenarios_file(file: str) -> str:
    """Name the file of scenarios that stands beside a flow's file."""
    path = Path(file)
    return str(path.with_name(path.stem + SCENARIOS))


def _chosen(shop: Workshop, bundle: Bundle, flow: Flow, only: Collection[str]) -> list[Scenario]:
    """Read the scenarios and give those that are wanted; their people move into the workshop."""
    found: tuple[Scenario, ...] = ()
    if bundle.scenarios:
        read = read_scenarios(
            bundle.scenarios,
            file=scenarios_file(bundle.file),
            flow=flow,
            flows=shop.flows,
            zone=shop.zone,
        )
        shop.roster, found = read.roster, read.scenarios
    known = [scenario.name for scenario in found]
    for name in only:
        if name not in known:
            raise UnknownScenario(name=name, known=known)
    return [scenario for scenario in found if not only or scenario.name in only]


def _others(shop: Workshop, bundle: Bundle, find: Find) -> list[Bundle]:
    """Give the other flows of a bundle: those its scenarios name, and those it opens below its cases.

    One that is nowhere is left out here: where the scenarios name it, that is a fault of theirs.
    """
    wanted = [*beside(bundle.scenarios, file=bundle.file)]
    wanted += [below.flow for below in shop.read(bundle).subcases.values()]
    found: dict[str, Bundle] = {}
    for key in wanted:
        if key in found or key == shop.read(bundle).key:
            continue
        try:
            found[key] = find(key)
        except (UnknownFlow, UnreadableFile):
            continue
    return [*found.values()]
