"""Reading a flow file: text to checked values, or every fault at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..errors import DefinitionFaults
from .alarms import check_lights
from .bundle import bundle_hash
from .checks import check_decisions, check_declarations
from .compiler import compile_flow
from .draft import Draft
from .duties import check_duties
from .figure_checks import check_figures
from .findings import Findings
from .flow import Flow
from .ladders import check_ladders
from .letter_checks import check_letters
from .letters import TemplateChecker
from .openings import check_opening
from .routes import check_routes
from .shape import read_document
from .tree import read_tree


def read_flow(  # noqa: PLR0913 - what a flow needs from around it, each by its name
    source: str,
    *,
    file: str,
    templates: Mapping[str, str],
    scenarios: str = "",
    rules: Collection[str] = (),
    calendars: Collection[str] = ("cn",),
    template_checker: TemplateChecker | None = None,
    is_published: bool = False,
) -> Flow:
    """Read a flow from its YAML text; raise DefinitionFaults with every fault found.

    ``file`` is the name shown in faults; ``templates`` maps template file names to their sources,
    ``rules`` are the names registered in the host's Rulebook. ``scenarios`` travel with the flow and
    are part of its hash; what they say is read where they are run. Of one that ``is_published``,
    with cases running by it, is not asked what no version of guatu needs to read it.
    """
    findings = Findings(file)
    tree = read_tree(source, findings)
    if tree is None:
        raise DefinitionFaults(faults=findings.in_order())
    draft = Draft(
        doc=read_document(tree, findings),
        findings=findings,
        lines=source.removeprefix("\ufeff").splitlines(),
        templates=templates,
        rules=rules,
        calendars=calendars,
        is_published=is_published,
    )
    check_declarations(draft)
    scope = check_decisions(draft)
    check_routes(draft, scope)
    check_figures(draft, scope)
    check_lights(draft)
    check_ladders(draft, scope)
    check_duties(draft, scope)
    check_opening(draft)
    check_letters(draft, template_checker)
    if findings.faults:
        raise DefinitionFaults(faults=findings.in_order())
    used = {letter.template: templates[letter.template] for letter in draft.doc.letters.values()}
    return compile_flow(draft, source, scenarios, bundle_hash(source, used, scenarios))
