"""A BPMN process as the beginning of a flow, with a word on all that could not be taken over."""

from __future__ import annotations

from dataclasses import dataclass

from ....errors import UnreadableFile
from .export import GUATU
from .found import Found, Keys, Stage, Terminal, Transition
from .nodes import Nodes, said_by
from .parsing import Tag, parse
from .remarks import Remark, remark
from .source import source_of
from .ways import Ways


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The text of a flow to begin with, and what there is to say about the process it came from."""

    source: str
    report: tuple[Remark, ...]


def read_bpmn(xml: bytes | str, *, file: str = "BPMN") -> Imported:
    """Read a BPMN 2.0 process into the text of a flow; raise UnreadableFile for what is none.

    Tasks become stages, end events terminals, flows through gateways transitions, timers limits,
    lanes roles. ``file`` is the name shown in errors.
    """
    root = next(iter(parse(xml, file).children), None)
    if root is None or not root.is_bpmn or root.name != "definitions":
        raise _unreadable(file, "it is no BPMN 2.0", "不是 BPMN 2.0 文件")
    processes = sorted(root.all("process"), key=_tasks, reverse=True)
    if not processes:
        raise _unreadable(file, "it holds no process", "文件里没有流程（process）")
    process = processes[0]
    found = Found(key=said_by(process), title=process.title or _pool(root, process) or "导入的流程")
    for other in processes[1:]:
        found.remarks.append(remark("other-process", other.id, other.title))
    for talk in root.all("collaboration"):
        for flow in talk.all("messageFlow"):
            found.remarks.append(remark("not-understood", flow.id, flow.title, kind=flow.name))
    nodes = Nodes(root, process, found)
    nodes.read()
    Ways(process, nodes.places, found).read()
    _complete(found, nodes.keys)
    if not next(process.extensions(GUATU, "flow"), None):
        _arrange(found)
    return Imported(source=source_of(found), report=tuple(dict.fromkeys(found.remarks)))


def _unreadable(file: str, why: str, why_zh: str) -> UnreadableFile:
    return UnreadableFile(
        file=file,
        why=why,
        why_zh=why_zh,
        mend="Save the process as BPMN 2.0 XML.",
        mend_zh="请将流程另存为 BPMN 2.0 XML。",
    )


def _tasks(process: Tag) -> int:
    return sum("ask" in tag.name for tag in process.all())


def _pool(root: Tag, process: Tag) -> str:
    """Give the name of the pool a process is in."""
    pools = (pool for talk in root.all("collaboration") for pool in talk.all("participant"))
    return next((x.title for x in pools if x.attributes.get("processRef") == process.id), "")


def _complete(found: Found, keys: Keys) -> None:
    """Add what a flow can't be without: a stage, an end, a way out of every stage."""
    if not found.stages:
        owner = next(iter(found.roles), "owner")
        found.roles.setdefault(owner, "承办人")
        key = keys.new((), "stage")
        found.stages[key] = Stage(key=key, title="办理", owner=owner)
        found.initial = key
        found.remarks.append(remark("no-stage", "process", found.title))
    leaving = {source for transition in found.transitions for source in transition.sources}
    stuck = [key for key in found.stages if key not in leaving]
    done = next((key for key, each in found.terminals.items() if each.kind == "completed"), "")
    if not found.terminals or (stuck and not done):
        done = keys.new(("completed",), "end")
        found.terminals[done] = Terminal(key=done, title="办结", kind="completed")
        if len(found.terminals) == 1:
            found.remarks.append(remark("no-end", "process", found.title))
    if stuck:
        taken = {transition.key for transition in found.transitions}
        key = next(name for n in range(1, 10_000) if (name := f"finish_{n}") not in taken)
        title = found.terminals[done].title
        found.transitions.append(Transition(key=key, title=title, sources=stuck, target=done))
    for key in stuck:
        found.remarks.append(remark("dead-end", key, found.stages[key].title))
    reached = found.reached()
    titles = {key: stage.title for key, stage in found.stages.items()}
    titles |= {key: end.title for key, end in found.terminals.items() if end.kind != "withdrawn"}
    for key, title in titles.items():
        if key not in reached:
            found.remarks.append(remark("unreached", key, title))


def _arrange(found: Found) -> None:
    """Order stages as they follow each other from the start: modellers keep no order."""
    order: list[str] = []
    waiting = [found.initial]
    while waiting:
        key = waiting.pop(0)
        if key in order or key not in found.stages:
            continue
        order.append(key)
        waiting += [t.target for t in found.transitions if key in t.sources]
    rest = [key for key in found.stages if key not in order]
    found.stages = {key: found.stages[key] for key in (*order, *rest)}
