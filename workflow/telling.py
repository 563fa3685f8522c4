"""Telling history: each event as a sentence for people, in the words of the flow it happened in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any

from ..definitions.flow import Flow
from ..definitions.model import Series
from ..definitions.spans import Span
from .steps.alarms.firings import Firing

Names = Callable[[str], str]

_SENTENCES: Mapping[str, str] = {
    "opened": "立项",
    "assigned": "{role}：{holder}",
    "role_unassigned": "{role}暂缺",
    "graded": "分级：{from} → {to}",
    "moved": "{from} → {to}",
    "task_opened": "交办任务“{task}”：{holder}",
    "decided": "{holder}对“{task}”{verdict}{together}",
    "fields_set": "填写{fields}",
    "material_filed": "提交材料“{material}”（{name}）",
    "noted": "记录进展",
    "paused": "暂停计时",
    "resumed": "恢复计时",
    "deadline_moved": "{what}期限：{from} → {to}",
    "spell_began": "恢复正常后重新计次（第{spell}轮）",
    "extension_asked": "申请延期{span}",
    "extension_granted": "批准延期{span}",
    "extension_refused": "不同意延期{span}",
    "completed": "报送“{task}”：{holder}",
    "duty_missed": "错过“{task}”",
    "openings_missed": "错过开办：{periods}",
    "nobody_to_do": "“{task}”无人承办",
    "light_published": "{period}公布亮灯：{name}",
    "reminded_again": "催办“{rung}”第{turn}次：{people}",
    "reprojected": "按日历 {to_version} 重新核算期限：{from} → {to}",
    "reminded": "提醒“{rung}”：{people}",
    "escalated": "发出“{rung}”：{people}",
    "rung_skipped": "越过“{rung}”",
    "nobody_to_tell": "“{rung}”无人可通知",
    "escalation_received": "签收“{rung}”",
    "escalation_answered": "答复“{rung}”",
    "escalation_closed": "“{rung}”销号",
    "letter_drafted": "起草函件《{title}》",
    "letter_barred": "《{title}》不得行文",
    "letter_revised": "修改函件《{title}》",
    "letter_reviewed": "核稿《{title}》",
    "letter_sent_back": "退回函件《{title}》",
    "letter_signed": "签发《{title}》",
    "letter_numbered": "《{title}》编号{number}",
    "letter_sealed": "《{title}》用印",
    "letter_delivered": "送达《{title}》",
    "letter_received": "{unit}签收《{title}》",
    "letter_archived": "归档《{title}》",
    "letter_voided": "作废《{title}》",
    "claim_opened": "{role}开放认领",
    "claim_lapsed": "{role}期满无人认领",
    "round_opened": "发起会签“{task}”",
    "round_ended": "会签“{task}”{outcome}",
    "round_repeated": "重新征求“{task}”",
    "opinion_added": "“{task}”加签：{holder}",
    "opinion_removed": "“{task}”减签：{holder}",
    "opinion_recalled": "{holder}撤回对“{task}”的意见",
    "silence_counted": "{holder}对“{task}”逾期未复",
    "agreed_carried": "沿用已同意的事项",
    "task_passed_on": "“{task}”由{before}转办{holder}",
    "task_delegated": "{before}就“{task}”委派{holder}",
    "advice_given": "{holder}就“{task}”回复委派意见",
    "urged": "催办{holder}“{task}”第{turn}次",
    "noted_read": "{holder}已阅",
    "work_handed_over": "{before}名下工作移交",
    "subcase_opened": "立子事项 #{child}“{title}”",
    "subcase_ended": "子事项 #{child}“{title}”{end}",
    "figure_entered": "登记{series}：{figure}{total}",
    "figure_corrected": "更正{series}第{corrects}笔：{was} → {figure}{total}",
    "migrated": "转到第{to_version}版，期限：{from} → {to}",
    "migration_reverted": "回退到第{to_version}版，期限：{from} → {to}",
    "dead_retried": "重试失败的“{rung}”",
    "dead_discarded": "作废失败的“{rung}”",
}
_VERDICTS = {"agree": "同意", "conditional": "有条件同意", "disagree": "不同意", "abstain": "弃权"}
_OUTCOMES = {"passed": "通过", "refused": "未通过", "void": "中止"}
KINDS = frozenset(_SENTENCES)


def told(kind: str, data: Mapping[str, Any], *, flow: Flow, names: Names, zone: tzinfo) -> str:
    """Say in Chinese what an event was; the kind itself for one this version does not know."""
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return kind
    words: dict[str, str] = {key: str(value) for key, value in data.items()}
    words |= _ends(kind, data, flow, zone) | _named(data, flow)
    words |= {who: names(data[who]) for who in ("holder", "before", "unit") if who in data}
    if kind == "fields_set":
        words["fields"] = "、".join(
            str(flow.fields[key].title) if key in flow.fields else key for key in data["new"]
        )
    if kind in {"reminded", "escalated", "reminded_again"}:
        words["people"] = "、".join(names(key) for key in data["to"])
    if kind == "deadline_moved":
        words["what"] = _owed(data, words)
    if kind.startswith("extension_"):
        words["span"] = Span.parse(data["span"]).zh
    if kind.startswith("figure_"):
        words |= _figures(data, flow)
    words["together"] = f"（与另外{data['batch']}项一并办理）" if "batch" in data else ""
    words["verdict"] = _VERDICTS.get(data.get("verdict", ""), "")
    words["outcome"] = _OUTCOMES.get(data.get("outcome", ""), "")
    return sentence.format(**words)


def _ends(kind: str, data: Mapping[str, Any], flow: Flow, zone: tzinfo) -> dict[str, str]:
    """Word what changed from one thing to another."""
    if kind == "moved":
        return {end: _place(flow, data[end]) for end in ("from", "to")}
    if kind in {"migrated", "migration_reverted"}:
        due = data["due"]
        return {end: _day(due[end], zone) for end in ("from", "to")}
    if kind in {"deadline_moved", "reprojected"}:
        return {end: _day(data[end], zone) for end in ("from", "to")}
    if kind == "graded":
        outcomes = flow.decisions[flow.grade].outcomes if flow.grade else {}
        return {end: str(outcomes.get(data[end], data[end] or "—")) for end in ("from", "to")}
    return {}


def _named(data: Mapping[str, Any], flow: Flow) -> dict[str, str]:
    """Word the keys of a flow by their titles."""
    titles: dict[str, Mapping[str, Any]] = {
        "role": {key: role.title for key, role in flow.roles.items()},
        "material": {key: material.title for key, material in flow.materials.items()},
    }
    words = {
        word: str(known.get(data[word], data[word]))
        for word, known in titles.items()
        if word in data
    }
    if "rung" in data:
        # Ladders may share keys, so an event says the title; those before did not.
        words["rung"] = data.get("title") or _rung(flow, data["rung"])
    if "task" in data:
        words["task"] = flow.task_title(data["task"]) + _period(data["task"])
    return words


def _figures(data: Mapping[str, Any], flow: Flow) -> dict[str, str]:
    """Word a figure, what it puts right, and what the series comes to by now."""
    series = flow.series.get(data["series"])
    if series is None:
        return {"series": data["series"], "figure": data["amount"], "total": "", "was": ""}
    words = {"series": str(series.title), "figure": _figure(data, series), "total": ""}
    if "was" in data:
        words["was"] = _figure(data["was"], series)
        if data["amount"] == "0":
            words["figure"] = "撤销"
    if series.keeps == "sum" and data["total"] is not None:
        words["total"] = f"，累计{_amount(data['total'], series)}"
    return words


def _figure(data: Mapping[str, Any], series: Series) -> str:
    told = [data["day"]]
    for key, option in data["parts"].items():
        part = series.parts.get(key)
        told.append(str(part.options.get(option, option)) if part else option)
    return f"{_amount(data['amount'], series)}（{'，'.join(told)}）"


def _amount(text: str, series: Series) -> str:
    return f"{text}{series.unit}"


def _rung(flow: Flow, text: str) -> str:
    key = Firing.parse(text).rung
    rungs = (rung for ladder in flow.ladders.values() for rung in ladder.rungs)
    return next((str(rung.title) for rung in rungs if rung.key == key), text)


def _period(task: str) -> str:
    label = task.partition("/")[2]
    return f"（{label}）" if label else ""


def _owed(data: Mapping[str, Any], words: Mapping[str, str]) -> str:
    """Name what a deadline was of: a task, an answer, or nothing for the stage."""
    if "task" in data:
        return f"任务“{words['task']}”"
    return f"“{words['rung']}”答复" if "rung" in data else ""


def _place(flow: Flow, key: str) -> str:
    place = flow.stages.get(key) or flow.terminals.get(key)
    return str(place.title) if place else key


def _day(text: str | None, zone: tzinfo) -> str:
    return datetime.fromisoformat(text).astimezone(zone).date().isoformat() if text else "不限"
