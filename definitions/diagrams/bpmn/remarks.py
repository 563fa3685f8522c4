"""What a reader of BPMN has to say about elements: not understood, or understood in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ....errors import Language

_SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "not-understood": (
        "guatu has nothing like {kind}; it was left out.",
        "没有与{kind_zh}对应的内容，未读入。",
    ),
    "as-stage": (
        "{kind} became an ordinary stage: a person does the work and says when it is done.",
        "{kind_zh}读成了普通阶段，由人办理并推进。",
    ),
    "as-choice": (
        "{kind} was read as a choice of one way; what several units do at once is a round (rounds:).",
        "{kind_zh}按“多选一”读入，项目同一时间只在一个阶段；多部门并行办理可用会签（rounds:）。",
    ),
    "collapsed": (
        "A subprocess became one stage; what happens inside was left out.",
        "子流程读成一个阶段，内部内容未读入；可另建流程作为子事项。",
    ),
    "passed": (
        "{kind} was passed over; the ways through it stay.",
        "{kind_zh}已略过，经过它的去向保留。",
    ),
    "waiting": (
        "A timer on the way became a stage with a limit; it does not move on by itself.",
        "途中的计时器读成有时限的阶段；到期亮灯督办，不会自动流转。",
    ),
    "no-automatic-way": (
        "The way that a timer takes by itself became one that a person takes.",
        "计时器到期自动走的去向，读成由人办理的转段。",
    ),
    "bad-duration": (
        "The duration “{said}” is none guatu can follow; the stage has no limit.",
        "时长“{said}”无法换算成时限，该阶段暂无时限。",
    ),
    "rounded": (
        "The duration “{said}” became the limit {span}.",
        "时长“{said}”按时限 {span} 读入。",
    ),
    "graded": (
        "Its limits differ by grade; the longest holds for all, the others stand as comments.",
        "时限按级别不同，暂取最长的一个，其余写在注释里。",
    ),
    "limit-twice": (
        "The stage has a limit already; the timer “{said}” was left out.",
        "该阶段已有时限，计时器“{said}”未读入。",
    ),
    "condition": (
        "The condition “{said}” stands as a comment; write it as a requirement of the transition.",
        "条件“{said}”写在注释里，请改写成转段的推进条件。",
    ),
    "several-starts": (
        "A flow begins at one stage; this start was left out.",
        "流程只有一个起点，此开始事件未读入。",
    ),
    "other-process": (
        "A file gives one flow; this process was left out.",
        "一个文件读成一个流程，此流程未读入。",
    ),
    "no-end": (
        "The process says no end; one was added.",
        "原流程没有结束事件，已补一个。",
    ),
    "dead-end": (
        "Nothing leads on from here; a way to the end was added.",
        "没有后续去向，已补一个办结去向。",
    ),
    "lost-flow": (
        "The sequence flow leads from or to nothing that was read; it was left out.",
        "顺序流的一端没有读入，已略去。",
    ),
    "unreached": (
        "No way leads here from the start; connect it, or take it out.",
        "从起点走不到这里，请补上去向或删去。",
    ),
    "no-stage": (
        "No task was found; one stage was added to begin with.",
        "没有找到任务，已补一个阶段作为起点。",
    ),
}

KINDS: Final[dict[str, tuple[str, str]]] = {
    "parallelGateway": ("a parallel gateway", "并行网关"),
    "inclusiveGateway": ("an inclusive gateway", "包容网关"),
    "complexGateway": ("a complex gateway", "复杂网关"),
    "eventBasedGateway": ("an event-based gateway", "事件网关"),
    "serviceTask": ("a service task", "服务任务"),
    "scriptTask": ("a script task", "脚本任务"),
    "sendTask": ("a send task", "发送任务"),
    "receiveTask": ("a receive task", "接收任务"),
    "businessRuleTask": ("a business rule task", "业务规则任务"),
    "callActivity": ("a call activity", "调用活动"),
    "intermediateCatchEvent": ("a catching event", "捕获事件"),
    "intermediateThrowEvent": ("a throwing event", "抛出事件"),
    "boundaryEvent": ("a boundary event", "边界事件"),
    "startEvent": ("a start event with a trigger", "带触发条件的开始事件"),
    "dataObject": ("a data object", "数据对象"),
    "dataObjectReference": ("a data object", "数据对象"),
    "dataStoreReference": ("a data store", "数据存储"),
    "messageFlow": ("a message flow", "消息流"),
    "multiInstanceLoopCharacteristics": ("a task done several times", "多实例任务"),
    "standardLoopCharacteristics": ("a looping task", "循环任务"),
    "textAnnotation": ("a text annotation", "文本注释"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something about one element of a process: its id, its name, and what became of it."""

    code: str
    element: str
    name: str
    what: str
    what_zh: str

    def sentence(self, language: Language = "zh") -> str:
        """Say it with the element it is about."""
        if language == "zh":
            named = f"“{self.name}”（{self.element}）" if self.name else self.element
            return f"{named}：{self.what_zh}"
        named = f"“{self.name}” ({self.element})" if self.name else self.element
        return f"{named}: {self.what}"


def remark(code: str, element: str, name: str, *, kind: str = "", **facts: str) -> Remark:
    """Make a remark; ``kind`` is the BPMN name of the element."""
    english, chinese = KINDS.get(kind, (f"“{kind}”", f"“{kind}”"))
    what, what_zh = _SENTENCES[code]
    said = what.format(kind=english, **facts)
    return Remark(
        code=code,
        element=element or "?",
        name=name,
        what=said[:1].upper() + said[1:],
        what_zh=what_zh.format(kind_zh=chinese, **{**facts, "span": facts.get("span_zh", "")}),
    )
