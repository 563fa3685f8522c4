"""What axe finds in a page."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from .npm import package

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """options => axe.run(document, options).then(found => found.violations.map(each => ({
    rule: each.id, impact: each.impact, sentence: each.help,
    nodes: each.nodes.map(node => [node.target.join(' '), node.html, node.failureSummary]),
})))"""
SHOWN = 5
"""How many places of one violation a line names."""


def violations(page: Page) -> list[str]:
    """Give what axe finds, a line for each rule that is broken; raise NoPackageError.

    axe is put into the page through the debugger, past its Content Security Policy, which stays
    as strict as it is for everything the page itself does.
    """
    program = package("axe-core") / "axe.min.js"
    if not page.evaluate("typeof axe === 'object'"):
        debugger = page.context.new_cdp_session(page)
        source = program.read_text(encoding="utf-8")
        debugger.send("Runtime.evaluate", {"expression": source + ";void 0"})
        debugger.detach()
    options = {
        "runOnly": {"type": "tag", "values": list(TAGS)},
        "rules": {"target-size": {"enabled": True}},
        "resultTypes": ["violations"],
    }
    return [_line(each) for each in page.evaluate(RUN, options)]


def _line(found: dict[str, Any]) -> str:
    places = [f"{place} {html} ({' '.join(why.split())})" for place, html, why in found["nodes"]]
    more = f" … and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
    where = "; ".join(places[:SHOWN])
    return f"{found['rule']} ({found['impact']}): {found['sentence']}: {where}{more}"
