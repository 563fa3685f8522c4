"""Every error guatu raises on purpose, one tree.

Each error is a sentence for the person who must act: what, where, the mend.
The sentence exists in two languages: ``str(error)`` is English, for logs and developers;
``error.sentence("zh")`` is Chinese, for people in the office.
Facts are attributes, so a host can build its own wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import timedelta

Language = Literal["zh", "en"]


class GuatuError(Exception):
    """Root of every error raised on purpose.

    Subclasses state their sentence as two templates, filled from the facts given by keyword.
    """

    en: ClassVar[str] = "{what}"
    zh: ClassVar[str] = "{what}"

    def __init__(self, **facts: Any) -> None:
        self.facts: dict[str, Any] = facts
        super().__init__(self.sentence("en"))

    def __getattr__(self, name: str) -> Any:
        """Give a fact as an attribute; raise AttributeError for anything else."""
        facts = self.__dict__.get("facts", {})
        if name in facts:
            return facts[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[Any, ...]:
        """Survive pickling, which test runners and process pools do to errors."""
        return _rebuild, (type(self), self.facts)

    def sentence(self, language: Language = "zh") -> str:
        """Say the error in one language, with its mend."""
        template = self.zh if language == "zh" else self.en
        return template.format(**self.facts, **self.details(language))

    def details(self, language: Language) -> dict[str, str]:  # noqa: ARG002 - a hook
        """Give language-dependent pieces for the template; none by default."""
        return {}


def _rebuild(kind: type[GuatuError], facts: dict[str, Any]) -> GuatuError:
    error = kind.__new__(kind)
    GuatuError.__init__(error, **facts)  # a kind's own may count facts from others
    return error


# --- definitions -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in a definition file, with its place and its mend.

    ``line`` and ``column`` count from 1; ``path`` is the place in the document
    (``stages.lead.limit``); ``what`` and ``mend`` are English, ``what_zh`` and ``mend_zh`` Chinese.
    """

    code: str
    file: str
    line: int
    column: int
    path: str
    what: str
    mend: str
    what_zh: str
    mend_zh: str

    def sentence(self, language: Language = "zh") -> str:
        """Say the fault as ``file:line:column: what — mend``."""
        what, mend = (self.what_zh, self.mend_zh) if language == "zh" else (self.what, self.mend)
        return f"{self.file}:{self.line}:{self.column}: {what} — {mend}"


class DefinitionFaults(GuatuError):
    """A flow definition has faults; all of them at once, nothing was stored."""

    en = "The flow definition has {count} fault(s), nothing was stored:\n{lines}"
    zh = "流程定义有 {count} 处错误，未作任何保存：\n{lines}"

    def __init__(self, *, faults: Sequence[Fault]) -> None:
        super().__init__(faults=tuple(faults), count=len(faults))

    def details(self, language: Language) -> dict[str, str]:
        """List every fault, a line each."""
        return {"lines": "\n".join(f"  {f.sentence(language)}" for f in self.facts["faults"])}


class ScenarioFaults(DefinitionFaults):
    """The scenarios beside a flow have faults; all of them at once, nothing was played."""

    en = "The scenarios have {count} fault(s), nothing was played:\n{lines}"
    zh = "情景有 {count} 处错误，未作任何演练：\n{lines}"


class AssumptionFaults(DefinitionFaults):
    """What a simulation is to assume does not fit the flow or can't be read; all faults at once."""

    en = "The assumptions have {count} fault(s), nothing was simulated:\n{lines}"
    zh = "模拟的假设有 {count} 处错误，未作模拟：\n{lines}"


# --- values given by callers ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueFault:
    """One field value that does not fit its field: which field, what is wrong, the mend."""

    field: str
    title: str
    value: str
    what: str
    what_zh: str

    def sentence(self, language: Language = "zh") -> str:
        """Say the fault as ``title (field): what``."""
        if language == "zh":
            return f"{self.title}（{self.field}）：{self.what_zh}"
        return f"{self.field}: {self.what}"


class InvalidValues(GuatuError):
    """Values given for a case do not fit its fields; all of them at once."""

    en = "The values do not fit the fields, nothing was written: {lines}"
    zh = "填写的内容不符合字段要求，未作任何保存：{lines}"

    def __init__(self, *, faults: Sequence[ValueFault]) -> None:
        super().__init__(faults=tuple(faults))

    def details(self, language: Language) -> dict[str, str]:
        """Join every value fault."""
        return {"lines": "; ".join(f.sentence(language) for f in self.facts["faults"])}


class InvalidSpan(GuatuError):
    """A length of time that can't be read, such as ``3 fortnights``."""

    en = "“{text}” is not a length of time; write for example “3 workdays”, “30 days”, “2 months”."
    zh = "“{text}”不是时限；请写成“3 workdays”“30 days”“2 months”之类（也可写“3 工作日”）。"


class InvalidGap(GuatuError):
    """How far behind plan something is, in words that can't be read."""

    en = (
        "“{text}” is not a gap; write for example “10 points”, “more than 30 points”, “20 percent”."
    )
    zh = "“{text}”不是落后幅度；请写成“10 points”（10 个百分点）、“more than 30 points”“20 percent”之类。"


class InvalidWindows(GuatuError):
    """Office hours that overlap, run backwards, stand in no order, or are none at all."""

    en = "The office hours {windows} can't be used: {why}. Write them in order, such as 08:30-12:00, 14:00-17:30."
    zh = "上班时间 {windows} 无法使用：{why_zh}。请按先后顺序填写，例如 08:30-12:00, 14:00-17:30。"


class DateOutOfRange(GuatuError):
    """A date or the end of a period lies outside the years 1 to 9999, where nothing is counted."""

    en = "{what} lies outside the years 1 to 9999; check the dates and limits of the case."
    zh = "{what_zh}超出可计算的年份（公元1年至9999年）；请检查项目的日期和时限。"

    def __init__(self, *, what: str, what_zh: str) -> None:
        super().__init__(what=what, what_zh=what_zh)


class NaiveMoment(GuatuError):
    """A moment without a time zone was given."""

    en = "{text} has no time zone; give an aware datetime, for example 2026-03-02T09:00:00+08:00."
    zh = "时间 {text} 没有时区；请给出带时区的时间，例如 2026-03-02T09:00:00+08:00。"


# --- things that are not there -----------------------------------------------------------


class NotFound(GuatuError):
    """Root of “there is no such thing”."""

    en = "There is no {kind} “{name}”.{near}"
    zh = "没有{kind_zh}“{name}”。{near}"
    kind: ClassVar[str] = "thing"
    kind_zh: ClassVar[str] = "对象"

    def __init__(self, *, name: object, known: Sequence[str] = ()) -> None:
        super().__init__(name=str(name), known=tuple(known))

    def details(self, language: Language) -> dict[str, str]:
        """Name the kind and, where given, what there is instead."""
        known = self.facts["known"]
        near = ""
        if known:
            shown = "、".join(known) if language == "zh" else ", ".join(known)
            near = f"可用的有：{shown}。" if language == "zh" else f" There are: {shown}."
        return {"kind": self.kind, "kind_zh": self.kind_zh, "near": near}


class UnknownScenario(NotFound):
    """The scenarios beside a flow have none of this name."""

    kind = "scenario"
    kind_zh = "情景"


class UnknownFlow(NotFound):
    """No published flow has this key."""

    kind = "published flow"
    kind_zh = "已发布的流程"


class UnknownCalendar(NotFound):
    """No calendar has this key."""

    kind = "calendar"
    kind_zh = "工作日历"


class UnknownCase(NotFound):
    """No case has this id or reference."""

    kind = "case"
    kind_zh = "项目"


class AmbiguousCase(GuatuError):
    """A name is the number of one case and the reference of another."""

    en = "“{name}” is both the number of a case and the reference of case {ref}; write #{name} or #{ref}."
    zh = "“{name}”既是一个项目的序号，又是项目 {ref} 的编号；请写 #{name} 或 #{ref} 指明序号。"


class UnknownPerson(NotFound):
    """The roster holds no active person with this key."""

    kind = "person in the roster"
    kind_zh = "名册人员"


class UnknownTransition(NotFound):
    """The flow has no transition with this key."""

    kind = "transition"
    kind_zh = "转段"


class UnknownStage(NotFound):
    """The flow has no stage with this key, or the case has never been in it."""

    kind = "stage to go to"
    kind_zh = "可去的阶段"


class UnknownRole(NotFound):
    """The flow has no role with this key."""

    kind = "role"
    kind_zh = "角色"


class UnknownIndicator(NotFound):
    """The flow has no indicator with this key."""

    kind = "indicator"
    kind_zh = "指标"


class UnknownReport(NotFound):
    """The office has no report with this key."""

    kind = "report"
    kind_zh = "通报"


class UnknownHolder(NotFound):
    """The roster holds no person or unit with this key."""

    kind = "person or unit in the roster"
    kind_zh = "名册中的人员或单位"


class UnknownMaterial(NotFound):
    """The flow has no material with this key."""

    kind = "material"
    kind_zh = "材料"


class UnknownSeries(NotFound):
    """The flow declares no series of this key."""

    kind = "series"
    kind_zh = "分次登记"


class UnknownFigure(NotFound):
    """The case has no entry of this number in the series."""

    kind = "entry in this series"
    kind_zh = "分次登记的序号"


class UnknownTable(NotFound):
    """The report has no table of this key."""

    kind = "table"
    kind_zh = "报表"


class UnknownTask(NotFound):
    """The case has no open task that this person may decide."""

    kind = "open task for this person"
    kind_zh = "该人员可办的任务"


class UnknownEscalation(NotFound):
    """The case has no escalation raised by this rung."""

    kind = "escalation"
    kind_zh = "督办事项"


class UnknownLetter(NotFound):
    """There is no letter with this key."""

    kind = "letter"
    kind_zh = "函件"


class UnknownPlace(NotFound):
    """The roster has no place with this key or title."""

    kind = "place in the roster"
    kind_zh = "名册地区"


class UnknownAccount(NotFound):
    """There is no account with this login."""

    kind = "account"
    kind_zh = "账号"


class UnknownFlowDraft(NotFound):
    """There is no draft of a flow with this id, or no such revision of it."""

    kind = "draft of a flow"
    kind_zh = "流程草稿"


class UnknownHeader(NotFound):
    """No column header like this was explained for the flow."""

    kind = "explained header"
    kind_zh = "记住的列名"


class UnknownPart(NotFound):
    """The text of the flow has nothing at this path."""

    kind = "part of the flow"
    kind_zh = "流程中的这一项"


# --- commands that can't be done ---------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """One requirement a transition still needs: its kind, title, who owes it, and the mend."""

    kind: str
    key: str
    title: str
    owner: str
    mend: str

    def sentence(self, language: Language = "zh") -> str:
        """Say what is missing, who owes it and what to do."""
        if language == "zh":
            owner = f"（由{self.owner}办理）" if self.owner else ""
            return f"{self.title}{owner}：{self.mend}"
        owner = f" (owed by {self.owner})" if self.owner else ""
        return f"{self.title}{owner}: {self.mend}"


class TransitionRefused(GuatuError):
    """A transition's requirements are not all met; every unmet one is listed, nothing was written."""

    en = "Case {case} can't take “{title}” yet, {count} requirement(s) unmet:\n{lines}"
    zh = "项目 {case} 暂不能“{title}”，还差 {count} 项：\n{lines}"

    def __init__(self, *, case: int, transition: str, title: str, unmet: Sequence[Unmet]) -> None:
        super().__init__(
            case=case, transition=transition, title=title, unmet=tuple(unmet), count=len(unmet)
        )

    def details(self, language: Language) -> dict[str, str]:
        """List every unmet requirement, a line each."""
        return {"lines": "\n".join(f"  - {u.sentence(language)}" for u in self.facts["unmet"])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One case of a batch that can't be decided, as it was named, and why; no title for an unseen one."""

    case: int | str
    title: str
    error: GuatuError

    def sentence(self, language: Language = "zh") -> str:
        """Say which case it is and why it can't be decided."""
        return f"{self.case} {self.title}".rstrip() + f": {self.error.sentence(language)}"


class BatchRefused(GuatuError):
    """Cases of a batch can't be decided, each in ``refusals`` with its reason; none was decided."""

    en = (
        "“{approval}” was decided on none of the cases; of {asked} these {count} can't be, leave them"
        " out or mend them:\n{lines}"
    )
    zh = "批量办理“{approval}”未作任何保存：{asked} 项中有 {count} 项不能办理，请去掉或逐项处理后重做：\n{lines}"

    def __init__(self, *, approval: str, asked: int, refusals: Sequence[Refusal]) -> None:
        super().__init__(
            approval=approval, asked=asked, refusals=tuple(refusals), count=len(refusals)
        )

    def details(self, language: Language) -> dict[str, str]:
        """List every case that can't be decided, a line each."""
        return {"lines": "\n".join(f"  - {r.sentence(language)}" for r in self.facts["refusals"])}


class ExtensionRefused(GuatuError):
    """More time can't be asked for here and now."""

    en = "An extension can't be asked for case {case}: {why}."
    zh = "项目 {case} 不能申请延期：{why_zh}。"


class OlderVersion(GuatuError):
    """A flow to be published is word for word an older version; a newer one is out."""

    en = (
        "This is word for word version {version} of flow “{flow}”, and version {latest} is the "
        "latest. To go back to it, change something, for instance its note, and publish again."
    )
    zh = (
        "内容与流程“{flow}”第 {version} 版完全相同，而最新的是第 {latest} 版；"
        "要改回旧版，请改动一处（例如 note）后再发布。"
    )


class EditRefused(GuatuError):
    """An edit of a flow's text can't be made at this path; says why."""

    en = "“{path}” can't be edited like this: {why}."
    zh = "“{path}”不能这样修改：{why_zh}。"


class NotInStage(GuatuError):
    """The transition does not start from the stage the case is in; says who moved it there, when."""

    en = (
        "Case {case} is in “{stage}” (moved there by {by} at {at}); “{transition}” does not start"
        " there. From here: {open}."
    )
    zh = (
        "项目 {case} 现处于“{stage}”（{by} 于 {at} 转入），不能从这里“{transition}”。"
        "当前可走：{open}。"
    )


class NotAllowed(GuatuError):
    """The person holds none of the roles that may do this."""

    en = "{person} may not {action} on case {case}: it takes {roles}."
    zh = "{person}无权对项目 {case} 进行“{action_zh}”：须由{roles}办理。"


class OwnRequest(NotAllowed):
    """Somebody would decide what he asked for himself."""

    en = "{person} asked for this on case {case} himself; somebody else who may grant it must decide."
    zh = "项目 {case} 的这项申请由{person}本人提出，须由其他有权批准的人办理。"


class OwnCase(NotAllowed):
    """Somebody would approve what he brought forward himself, where the flow forbids it."""

    en = "{person} brought case {case} to this point himself; “{action}” is for somebody else."
    zh = "项目 {case} 由{person}本人提交，“{action_zh}”须由他人办理。"


class FourEyes(NotAllowed):
    """Somebody would decide who did another thing on the case that is to be kept apart."""

    en = "{person} already did “{other}” on case {case}; “{action}” is for somebody else (four eyes)."
    zh = "{person}已办理项目 {case} 的“{other}”，按回避要求，“{action_zh}”须由他人办理。"


class NotEntitled(NotAllowed):
    """Somebody would change the roster who may not; says who may."""

    en = "{person} may not {action}: it takes {who}."
    zh = "{person}无权{action_zh}：须由{who_zh}办理。"


class AuditorsOnlyLook(NotAllowed):
    """An auditor sees everything and changes nothing."""

    en = "{person} is an auditor: he sees everything and changes nothing."
    zh = "{person}是审计人员，可查看全部内容，不能办理。"


class CommandRefused(GuatuError):
    """Root of what can't be done with a task, a round, a role or a case as it stands; says why."""

    en = "This can't be done on case {case}: {why}."
    zh = "项目 {case} 不能这样办理：{why_zh}。"

    def __init__(self, *, case: int, why: str, why_zh: str) -> None:
        super().__init__(case=case, why=why, why_zh=why_zh)


class VerdictRefused(CommandRefused):
    """A verdict that can't be given on this task, such as a condition where none is taken."""


class RoundRefused(CommandRefused):
    """An opinion round can't be changed like this, or it has ended."""


class HandingRefused(CommandRefused):
    """A task or role can't be handed to that person or unit."""


class ClaimRefused(CommandRefused):
    """A role can't be claimed here and now."""


class FigureCorrected(CommandRefused):
    """An entry was put right already; names the newer one, which is the one to correct."""


class MoveRefused(CommandRefused):
    """A case can't be taken back, or moved to that stage."""


class FlowOff(GuatuError):
    """The flow is switched off; says why it is."""

    en = "The flow “{flow}” is switched off: {off} Remove `off` from its file to publish it all the same."
    zh = "流程“{flow}”未启用：{off}确需启用的，请删去文件中的 off 后再发布。"


class RosterLacks(GuatuError):
    """A flow can't be published because the roster has nobody for something it can't do without."""

    en = "The flow can't be published: {why}."
    zh = "流程不能发布：{why_zh}。"


class NobodyToAct(GuatuError):
    """In a scenario something is to be done by whoever may, and there is nobody."""

    en = "Nobody is there who may do this; name somebody with `by`, or assign the role first."
    zh = "没有可以办理的人；请用 by 写明由谁办理，或先指定这个角色。"


class WrongMoment(GuatuError):
    """The case is not in a condition for this command, such as resuming one that runs."""

    en = "Case {case} can't {action}: it is {status}."
    zh = "项目 {case} 不能{action_zh}：当前状态为{status_zh}。"


class BadPeriod(GuatuError):
    """A text is not a period of the report, or one that has not begun."""

    en = "“{period}” is no period of {report} that has begun; write it as {form}, up to {last}."
    zh = "“{period}”不是{report}已开始的期间；请写成 {form} 的样子，最晚 {last}。"


class ReportRefused(GuatuError):
    """A report can't be published as things stand; says why, and what to do."""

    en = "{report} can't be published: {why}."
    zh = "{report}不能公布：{why_zh}。"


class StaleCase(GuatuError):
    """Somebody else changed the case in between; says who and when."""

    en = (
        "Case {case} was changed by {by} at {at} (version {actual}, you had {expected});"
        " read it again and repeat."
    )
    zh = "项目 {case} 已被 {by} 于 {at} 更新（现为第 {actual} 版，您依据的是第 {expected} 版）；请刷新后重做。"


class StaleLetter(GuatuError):
    """Somebody else worked on the letter in between."""

    en = "Letter {letter} has changed since version {expected}; read it again and repeat."
    zh = "函件 {letter} 在第 {expected} 版之后已有人办理；请刷新后重做。"


class StaleDraft(GuatuError):
    """Somebody else saved the draft in between; ``theirs`` is what he saved."""

    en = (
        "Draft {draft} was saved by {by} at {at} (revision {actual}, you had {expected}); nothing "
        "was overwritten. Merge your text with it, or read it again and repeat."
    )
    zh = (
        "草稿 {draft} 已由{by}于 {at} 保存（现为第 {actual} 稿，您依据的是第 {expected} 稿），未作覆盖；"
        "请合并双方的改动，或重新打开后再改。"
    )


class DraftClosed(GuatuError):
    """A draft was published or discarded and takes no more changes."""

    en = "Draft {draft} is {state} and takes no more changes; begin a new one."
    zh = "草稿 {draft} {state_zh}，不能再改；请另起一份草稿。"


class LetterRefused(GuatuError):
    """A letter can't take this step as it stands; says why, and what must come first."""

    en = "Letter {letter} can't be {done}: {why}."
    zh = "函件 {letter} 不能{done_zh}：{why_zh}。"


class ReasonMissing(GuatuError):
    """The command needs a reason that a person can read later."""

    en = "To {action} {what}, give a reason."
    zh = "{action_zh}须写明理由。"

    def __init__(self, *, action: str, action_zh: str, what: str = "a case") -> None:
        super().__init__(action=action, action_zh=action_zh, what=what)


class AbsenceRefused(GuatuError):
    """An absence can't be recorded or ended as it was asked for; says why."""

    en = "The absence of {person} can't be recorded like this: {why}."
    zh = "{person}的请假不能这样登记：{why_zh}。"


class KeyReused(GuatuError):
    """An idempotency key was used before, for another command or with other arguments."""

    en = "The idempotency key “{key}” was already used for another command; take a new one."
    zh = "幂等键“{key}”已用于另一条命令；请换一个新的。"


class CalendarCircle(GuatuError):
    """A calendar stands on itself, by way of its bases."""

    en = "The calendar stands on itself: {circle}; give one of them no base."
    zh = "工作日历互为依据，绕成一圈：{circle}；请去掉其中一个的 base。"

    def __init__(self, *, keys: Sequence[str]) -> None:
        super().__init__(keys=tuple(keys), circle=" → ".join(keys))


class CalendarInUse(GuatuError):
    """A calendar can't be removed while something counts with it; says what does."""

    en = "The calendar “{key}” is in use by {where}; nothing was removed."
    zh = "工作日历“{key}”正在使用：{where_zh}；未作删除。"

    def __init__(self, *, key: str, where: str, where_zh: str) -> None:
        super().__init__(key=key, where=where, where_zh=where_zh)


# --- letters and channels ----------------------------------------------------------------


class LetterFailed(GuatuError):
    """A letter template could not be rendered."""

    en = "The letter “{letter}” could not be drafted: {why}. Mend its template and publish the flow again."
    zh = "函件“{letter}”起草失败：{why_zh}。请修改模板后重新发布流程。"

    def __init__(self, *, letter: str, why: str, why_zh: str = "", **facts: Any) -> None:
        super().__init__(letter=letter, why=why, why_zh=why_zh or why, **facts)


class PrintingFailed(GuatuError):
    """A letter could not be put on paper."""

    en = "The letter “{letter}” could not be printed: {why}."
    zh = "函件“{letter}”无法排印：{why_zh}。"

    def __init__(self, *, letter: str, why: str, why_zh: str) -> None:
        super().__init__(letter=letter, why=why, why_zh=why_zh)


class ReportNotPrinted(PrintingFailed):
    """A report could not be put on paper."""

    en = "The report “{letter}” could not be printed: {why}."
    zh = "报告“{letter}”无法排印：{why_zh}。"


class DeliveryFailed(GuatuError):
    """A channel could not deliver; ``is_permanent`` says that trying again can't help.

    ``retry_after`` is how long the receiver asked to be left alone, None when it did not.
    """

    en = "Delivery by {channel} to {address} failed: {why}."
    zh = "通过{channel}向{address}投递失败：{why_zh}。"

    def __init__(  # noqa: PLR0913 - the facts of one error
        self,
        *,
        channel: str,
        address: str,
        why: str,
        why_zh: str = "",
        is_permanent: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(
            channel=channel,
            address=address,
            why=why,
            why_zh=why_zh or why,
            is_permanent=is_permanent,
            retry_after=retry_after,
        )


class UnprovenWebhook(GuatuError):
    """A webhook that was received does not prove where it comes from, or is too old."""

    en = "The webhook is not to be trusted: {why}. Answer 401 and do nothing."
    zh = "此 webhook 不可信：{why_zh}。请答复 401，不作处理。"


class UnusableChannel(GuatuError):
    """A channel among the settings can't be used as it is written there."""

    en = "The channel “{name}” can't be used: {why}. {mend}"
    zh = "渠道“{name}”无法使用：{why_zh}。{mend_zh}"


# --- accounts ----------------------------------------------------------------------------


class SignInRefused(GuatuError):
    """Somebody was not let in; the sentence is the same whatever the reason, and tells nobody why."""

    en = (
        "The login or the password is not right, or it was tried too often."
        " Check both, wait some minutes, or ask an administrator."
    )
    zh = "登录名或密码不正确，或尝试过于频繁。请核对后过几分钟再试，或联系管理员。"


class TooManyTries(GuatuError):
    """Sign-ins from one address failed too often; ``wait`` says for how many seconds to rest."""

    en = "Too many sign-ins from this address have failed; try again in {wait} second(s)."
    zh = "此地址登录失败次数过多，请 {wait} 秒后再试。"

    def __init__(self, *, wait: int) -> None:
        super().__init__(wait=wait)


class PasswordRefused(GuatuError):
    """A password can't be chosen; says why."""

    en = "This password can't be used: {why}. Choose another one."
    zh = "不能使用这个密码：{why_zh}。请另选一个。"

    def __init__(self, *, why: str, why_zh: str) -> None:
        super().__init__(why=why, why_zh=why_zh)


class AccountRefused(GuatuError):
    """An account can't be made like this; says why."""

    en = "The account “{login}” can't be made: {why}."
    zh = "不能建立账号“{login}”：{why_zh}。"

    def __init__(self, *, login: str, why: str, why_zh: str) -> None:
        super().__init__(login=login, why=why, why_zh=why_zh)


class ProxyUnusable(GuatuError):
    """A reverse proxy can't be trusted as it was described; says why."""

    en = "The trusted header can't be used: {why}. Give the header's name and the proxy's networks."
    zh = "可信请求头设置有误：{why_zh}。请写明请求头名称和代理所在网段。"

    def __init__(self, *, why: str, why_zh: str) -> None:
        super().__init__(why=why, why_zh=why_zh)


# --- files -------------------------------------------------------------------------------


class UnreadableFile(GuatuError):
    """A file given by a person can't be read as what it should be."""

    en = "{file} can't be read: {why}. {mend}"
    zh = "无法读取 {file}：{why_zh}。{mend_zh}"


class UnwritableFile(GuatuError):
    """What was asked for can't be written to a file of this name; says which can be."""

    en = "{file} can't be written: {why}. {mend}"
    zh = "无法写出 {file}：{why_zh}。{mend_zh}"


class FilesOff(GuatuError):
    """Files can't be kept: the office was not told where."""

    en = (
        "This office keeps no files; give Settings.files_folder (GUATU_FILES for the command line)"
        " or a storage of your own."
    )
    zh = "本单位尚未开启文件存放；请设置 files_folder（命令行为环境变量 GUATU_FILES），或提供自己的存储。"


class InvalidFileKind(GuatuError):
    """A kind of file among the settings can't be let in."""

    en = "Files ending in “{extension}” can't be taken: {why}. Leave it out of file_kinds."
    zh = "不能接收扩展名为“{extension}”的文件：{why_zh}。请从 file_kinds 中去掉。"


class FileRefused(GuatuError):
    """A file can't come in: its kind, its size, its content, or what a screen found; says why."""

    en = "“{name}” can't be taken: {why}. {mend}"
    zh = "不能接收“{name}”：{why_zh}。{mend_zh}"


class UnknownFile(NotFound):
    """The case has no version of this number of the material."""

    kind = "filed version"
    kind_zh = "材料版本"


class ContentLost(GuatuError):
    """The content of a file can't be given: it is gone, is not what was filed, or never was kept."""

    en = "“{name}” can't be given out: {why}. {mend}"
    zh = "无法取出“{name}”：{why_zh}。{mend_zh}"


# --- operations --------------------------------------------------------------------------


class StrayTimer(GuatuError):
    """A timer is due that nothing can fire: its stage was left, or its flow has no such rung."""

    en = (
        "Timer “{rung}” of entry {entry} of case {case} is due and nothing can fire it; discard it."
    )
    zh = "项目 {case} 第 {entry} 次阶段进入的督办时点“{rung}”已到期，但无从触发；请作废它。"


class UnknownDeadLetter(NotFound):
    """There is no such dead letter, or somebody has retried or discarded it."""

    kind = "dead letter"
    kind_zh = "失败件"


class UnknownMigration(NotFound):
    """There is no run of a migration with this number."""

    kind = "migration"
    kind_zh = "迁移"


class MigrationUnderWay(GuatuError):
    """A migration of the flow is under way; another can't begin beside it."""

    en = (
        "The migration {run} of the flow {flow} is under way; let it end"
        " (`guatu migration resume {run}`) before beginning another."
    )
    zh = "流程 {flow} 的第 {run} 次迁移尚未结束；请先做完（guatu migration resume {run}）再开始新的迁移。"


class CaseUnfit(GuatuError):
    """A case can't come to another version of its flow as it is; it was left as it was."""

    en = "Case {case} can't be migrated: {why}"
    zh = "项目 {case} 不能迁移：{why}"

    def __init__(self, *, case: int, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(case=case, problems=tuple(problems))

    def details(self, language: Language) -> dict[str, str]:
        """Say everything that keeps it."""
        side, joint = (1, "；") if language == "zh" else (0, "; ")
        return {"why": joint.join(problem[side] for problem in self.facts["problems"])}


class RevertRefused(GuatuError):
    """A migrated case is not brought back to the version it came from; it was left as it is."""

    en = "Case {case} is not brought back: {why}. {mend}"
    zh = "项目 {case} 未回退：{why_zh}。{mend_zh}"


class UnknownJobKind(NotFound):
    """Nobody registered a handler for this kind of job here."""

    kind = "handler for jobs of the kind"
    kind_zh = "后台作业处理程序"


class StalledJob(GuatuError):
    """A job was begun again and again and never ended: whoever worked on it died each time."""

    en = (
        "The job {key} was begun {attempts} times and never ended; see what it does to its process."
    )
    zh = "后台作业 {key} 已开始 {attempts} 次，每次都没有结束；请检查它为何使进程中断。"


class ExtraMissing(GuatuError):
    """Something was asked for that needs an extra which is not installed."""

    en = "This needs the extra {extra}; install it: pip install 'guatu[{extra}]'."
    zh = "此功能需要附加组件 {extra}；请安装：pip install 'guatu[{extra}]'。"


class NeedsPostgres(GuatuError):
    """Something was asked for that only PostgreSQL can do."""

    en = "{url} is not PostgreSQL, which a cluster needs; leave the cluster setting off."
    zh = "{url} 不是 PostgreSQL，无法使用集群方式；请关闭集群设置。"


# --- the database ------------------------------------------------------------------------


class DatabaseProblem(GuatuError):
    """Root of what can be wrong with the database itself."""


class DatabaseUnavailable(DatabaseProblem):
    """The database can't be reached or opened."""

    en = "The database {url} can't be opened: {why}. Check the address and that the server runs."
    zh = "无法打开数据库 {url}：{why_zh}。请检查地址，并确认数据库服务已启动。"

    def __init__(self, *, url: str, why: str, why_zh: str = "") -> None:
        super().__init__(url=url, why=why, why_zh=why_zh or why)


class TransactionLost(DatabaseUnavailable):
    """The database ended a transaction; ``is_certain`` says that nothing of it was kept."""

    en = "The database {url} ended the transaction: {why}. {mend}"
    zh = "数据库 {url} 中断了本次操作：{why_zh}。{mend}"

    def __init__(self, *, url: str, why: str, is_certain: bool, why_zh: str = "") -> None:
        GuatuError.__init__(self, url=url, why=why, why_zh=why_zh or why, is_certain=is_certain)

    def details(self, language: Language) -> dict[str, str]:
        """Say whether to do it again at once or to look first."""
        is_certain = self.facts["is_certain"]
        if language == "zh":
            return {
                "mend": "未写入任何内容，请重做。"
                if is_certain
                else "是否已写入尚不确定，请先查看再重做。"
            }
        if is_certain:
            return {"mend": "Nothing was written; do it again."}
        return {"mend": "It may have been written all the same; look before doing it again."}


class DatabaseMissing(DatabaseProblem):
    """The database has no guatu tables yet."""

    en = "The database {url} holds no guatu office yet; run `guatu init --db {url}` first."
    zh = "数据库 {url} 中还没有挂图数据；请先运行 `guatu init --db {url}`。"


class DatabaseReadOnly(DatabaseProblem):
    """The database can be read but not written."""

    en = (
        "The database {url} can't be written; give this user write permission to it and its folder."
    )
    zh = "数据库 {url} 只读，无法写入；请为当前用户开放该文件及所在文件夹的写权限。"


class SchemaTooNew(DatabaseProblem):
    """The database was written by a newer guatu."""

    en = "The database {url} is at schema {found}, newer than this guatu knows ({known}); upgrade guatu."
    zh = "数据库 {url} 的结构版本为 {found}，比本程序（{known}）新；请升级 guatu。"


class SchemaTooOld(DatabaseProblem):
    """The database was written by an older guatu and has not been upgraded."""

    en = "The database {url} is at schema {found}; run `guatu init --db {url}` to upgrade it to {known}."
    zh = "数据库 {url} 的结构版本为 {found}；请运行 `guatu init --db {url}` 升级到 {known}。"


class UnsafeConnection(DatabaseProblem):
    """A host's SQLite connection runs in a mode that loses updates or keeps what is rolled back."""

    en = (
        "The SQLite connection runs in pysqlite's legacy mode, which loses updates, or in autocommit;"
        " make the engine with guatu.store's recipe (isolation_level=None and BEGIN IMMEDIATE)."
    )
    zh = (
        "该 SQLite 连接使用 pysqlite 旧式事务（会丢失更新）或自动提交（无法回滚）；"
        "请按 guatu 的方式建立引擎（isolation_level=None，BEGIN IMMEDIATE）。"
    )
