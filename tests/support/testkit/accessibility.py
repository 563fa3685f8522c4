"""What axe finds in a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[3]
AXE = ROOT / ".build" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN = """options => axe.run(document, options).then(found => found.violations.map(each => ({
    rule: each.id, impact: each.impact, sentence: each.help,
    nodes: each.nodes.map(node => [node.target.join(' '), node.html, node.failureSummary]),
})))"""
SHOWN = 5
"""How many places of one violation a line names."""


class NoAxeError(Exception):
    """axe-core is not there; the text says how to fetch it."""


def violations(page: Page) -> list[str]:
    """Give what axe finds, a line for each rule that is broken; raise NoAxeError.

    axe is put into the page through the debugger, past its Content Security Policy, which stays
    as strict as it is for everything the page itself does.
    """
    if not AXE.is_file():
        message = "axe-core is not in .build/browser: `make assets` fetches it"
        raise NoAxeError(message)
    if not page.evaluate("typeof axe === 'object'"):
        debugger = page.context.new_cdp_session(page)
        source = AXE.read_text(encoding="utf-8")
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
