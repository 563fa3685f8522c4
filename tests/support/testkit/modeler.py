"""bpmn.io's modeller, in a browser: what it makes of a file, and what it writes after an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from .npm import package

PROGRAM = "bpmn-modeler.production.min.js"
STYLES = (
    "assets/diagram-js.css",
    "assets/bpmn-js.css",
    "assets/bpmn-font/css/bpmn-embedded.css",
)
SHEET = '<!doctype html><html lang="zh"><title>BPMN</title><div id="sheet" style="height:900px">'
START = "() => { window.modeler = new BpmnJS({ container: '#sheet' }); }"
OPEN = r"""async xml => {
    const { warnings } = await modeler.importXML(xml);
    const shown = modeler.get('elementRegistry').filter(each => each.type !== 'label');
    const inside = shown.filter(each => each.parent && each.type !== 'bpmn:Participant');
    const boxes = inside.filter(each => !each.waypoints && each.type !== 'bpmn:Lane');
    const cross = (a, b) => a.host !== b && b.host !== a && a.x < b.x + b.width && b.x < a.x + a.width
        && a.y < b.y + b.height && b.y < a.y + a.height;
    const lines = label => [...modeler.get('elementRegistry').getGraphics(label)
        .querySelectorAll('tspan')].map(line => line.textContent.trim());
    const whole = text => text.replace(/-/g, '- ').split(/\s+/).join(' ');
    const latin = text => /^[\x20-\x7e]*$/.test(text);
    modeler.get('canvas').zoom('fit-viewport', 'auto');
    return {
        warnings: warnings.map(each => each.message),
        kinds: inside.map(each => each.type),
        broken: modeler.get('elementRegistry').filter(each => each.type === 'label')
            .filter(each => latin(each.businessObject.name))
            .filter(each => whole(lines(each).join(' ')) !== whole(each.businessObject.name))
            .map(each => lines(each).join(' / ')),
        crossing: boxes.flatMap((one, at) => boxes.slice(at + 1)
            .filter(other => cross(one, other)).map(other => `${one.id} ${other.id}`)),
    };
}"""
RENAME = """async ([id, name]) => {
    const task = modeler.get('elementRegistry').get(id);
    modeler.get('modeling').updateProperties(task, { name });
}"""
APPEND = """async ([id, name]) => {
    const shape = modeler.get('elementFactory').createShape({ type: 'bpmn:UserTask' });
    const before = modeler.get('elementRegistry').get(id);
    const at = { x: before.x - 160, y: before.y + 40 };
    const task = modeler.get('modeling').appendShape(before, shape, at);
    modeler.get('modeling').updateProperties(task, { name });
}"""
WRITE = "async () => (await modeler.saveXML({ format: true })).xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the modeller shows of a file.

    ``kinds`` are the types of everything drawn. ``crossing`` are the pairs of boxes that lie upon
    each other, other than a timer upon its task, ``broken`` the labels in English with a word that
    did not fit in a line.
    """

    warnings: list[str]
    kinds: list[str]
    broken: list[str]
    crossing: list[str]

    @property
    def faults(self) -> list[str]:
        """Everything a reader of the drawing would mind."""
        return [*self.warnings, *self.broken, *self.crossing]


class Modeler:
    """The modeller on an empty page of ``page``; raises NoPackageError."""

    def __init__(self, page: Page) -> None:
        folder = package("bpmn-js") / "dist"
        page.set_content(SHEET)
        for style in STYLES:
            page.add_style_tag(path=folder / style)
        page.add_script_tag(path=folder / PROGRAM)
        page.evaluate(START)
        self._page = page

    def open(self, xml: str) -> Sheet:
        """Open a file in place of the one before."""
        found: dict[str, Any] = self._page.evaluate(OPEN, xml)
        return Sheet(**found)

    def rename(self, element: str, name: str) -> None:
        """Give an element, by its id, another name."""
        self._page.evaluate(RENAME, [element, name])

    def append(self, element: str, name: str) -> None:
        """Draw a task beside an element, and a flow to it."""
        self._page.evaluate(APPEND, [element, name])

    def write(self) -> str:
        """Give the file as the modeller saves it."""
        written: str = self._page.evaluate(WRITE)
        return written
