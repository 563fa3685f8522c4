"""The designer over HTTP: flows listed, drafts begun, checked, saved, fought over, published."""

from __future__ import annotations

import pytest

from guatu.definitions.diagrams import chart_of_source, write_bpmn
from testkit.visitors import Visitor, web_app

DRAFT = "/flows/drafts/1"
JSON = {"accept": "application/json"}


@pytest.fixture
def app(office):
    return web_app(office)


@pytest.fixture
def adm(app):
    """The administrator, at a draft of the permit flow."""
    visitor = Visitor(app, "adm")
    visitor.get("/flows")
    visitor.submit("/flows/drafts", {"flow": "permit"})
    visitor.get(DRAFT)
    return visitor


def source_of(visitor: Visitor) -> str:
    return visitor.page.cssselect("#source")[0].text


def expected(visitor: Visitor) -> str:
    return visitor.page.cssselect("#draft input[name=expect]")[0].get("value")


def test_the_list_tells_versions_running_cases_and_drafts(adm) -> None:
    adm.get("/flows")

    assert "permit@1" in adm.text("section[aria-labelledby=drafts-h]")
    assert "2" in adm.texts("section[aria-labelledby=flow-permit] td.number")


def test_a_draft_begins_as_the_version_in_use(office, adm) -> None:
    assert source_of(adm).strip() == office.flows.latest("permit").source.strip()
    assert adm.texts(".fault-row") == []
    assert "没有改动。" in adm.text("#difference")


def test_faults_are_told_with_line_and_mend_while_the_picture_follows(adm) -> None:
    source = source_of(adm).replace("to: review", "to: revieww", 1)

    answer = adm.submit(f"{DRAFT}/check", {"source": source, "expect": "1"}, **JSON)

    told = answer.json()
    line = source[: source.index("revieww")].count("\n") + 1
    assert line in {problem["line"] for problem in told["problems"]}
    assert {"problems", "diagram", "outline", "difference"} == {*told["parts"]}
    assert "lost" in told["parts"]["diagram"]


def test_what_nobody_would_ever_be_asked_is_a_hint_that_bars_nothing(office, adm) -> None:
    approval = "approvals:\n  nobody: {title: 没人要的审批, by: [desk.head]}\n"
    source = source_of(adm).replace("approvals:\n", approval)

    told = adm.submit(f"{DRAFT}/check", {"source": source, "expect": "1"}, **JSON).json()
    adm.submit(DRAFT, {"source": source, "expect": "1"})
    adm.get(DRAFT)

    (problem,) = told["problems"]
    line = source[: source.index("  nobody:")].count("\n") + 1
    assert (problem["severity"], problem["line"]) == ("warning", line)
    assert adm.text(".fault-row.hint strong").startswith("提示：没有任何转段要求审批")
    assert "没有发现问题，可以发布" in adm.text("#problems .sum")


def test_what_the_roster_lacks_is_told_and_bars_nothing(adm) -> None:
    source = source_of(adm).replace("duty: fire", "duty: nowhere")

    adm.submit(DRAFT, {"source": source, "expect": "1"})
    adm.get(DRAFT)

    assert "没有承担 nowhere 的单位" in adm.text("#problems .misfits")
    assert "没有发现问题，可以发布" in adm.text("#problems .sum")


def test_checking_as_a_plain_form_keeps_what_was_typed_and_saves_nothing(adm) -> None:
    adm.submit(f"{DRAFT}/check", {"source": "flow: [", "expect": "1"})

    assert source_of(adm).strip() == "flow: ["
    assert len(adm.texts(".fault-row")) == 1
    adm.get(DRAFT)
    assert source_of(adm).strip() != "flow: ["


def test_the_second_who_saves_is_told_by_whom_and_loses_nothing(app, adm, office) -> None:
    source, expect = source_of(adm), expected(adm)
    adm.submit(DRAFT, {"source": source + "# first\n", "expect": expect})

    answer = adm.submit(DRAFT, {"source": source + "# second\n", "expect": expect})

    assert answer.status_code == 409
    assert "阮管理" in adm.text("#refusal")
    assert source_of(adm).endswith("# second\n")
    assert adm.page.cssselect("#theirs textarea")[0].text.endswith("# first\n")


def test_both_texts_are_merged_before_the_second_saves(app, adm, office) -> None:
    source, expect = source_of(adm).lstrip(), expected(adm)
    adm.submit(DRAFT, {"source": f"# first\n{source}", "expect": expect})
    adm.submit(DRAFT, {"source": f"{source}# second\n", "expect": expect})
    assert expected(adm) == expect

    adm.submit(f"{DRAFT}/merge", {"source": f"{source}# second\n", "expect": expected(adm)})

    assert source_of(adm).strip() == f"# first\n{source}# second".strip()
    adm.submit(DRAFT, {"source": source_of(adm), "expect": expected(adm)})
    assert office.designer.drafts.read(1).bundle.source.lstrip().startswith("# first")
    assert office.designer.drafts.read(1).revision == 3


def test_what_both_changed_stands_between_marks_and_is_not_published(adm, office) -> None:
    source, expect = source_of(adm).lstrip(), expected(adm)
    adm.submit(DRAFT, {"source": source.replace("to: review", "to: intake", 1), "expect": expect})
    mine = source.replace("to: review", "to: issued", 1)

    told = adm.submit(f"{DRAFT}/merge", {"source": mine, "expect": expect}, **JSON).json()

    assert "1 处双方都改过" in told["words"]
    assert {"<<<<<<< mine", ">>>>>>> theirs"} <= {*told["source"].splitlines()}
    adm.submit(DRAFT, {"source": told["source"], "expect": str(told["revision"])})
    assert adm.submit(f"{DRAFT}/publish", {"expect": "3"}).status_code == 422


def test_an_older_revision_is_restored_as_the_newest(adm) -> None:
    source = source_of(adm)
    adm.submit(DRAFT, {"source": source + "# more\n", "expect": "1"})
    adm.submit(f"{DRAFT}/restore", {"revision": "1"})

    assert source_of(adm).strip() == source.strip()
    assert expected(adm) == "3"


def test_a_draft_is_published_for_new_cases_with_its_note(office, adm) -> None:
    before = office.flows.running()
    adm.submit(DRAFT, {"source": source_of(adm) + "# more\n", "expect": "1"})
    adm.submit(f"{DRAFT}/publish", {"expect": "2", "note": "加一行说明"})

    newest = [v for v in office.flows.versions() if v.key == "permit"][-1]
    assert (newest.version, newest.note, newest.published_by) == (2, "加一行说明", "adm")
    assert office.flows.running() == before
    assert "加一行说明" in adm.text("section[aria-labelledby=flow-permit] table")


def test_a_draft_with_faults_is_not_published(office, adm) -> None:
    adm.submit(DRAFT, {"source": "flow: permit\n", "expect": "1"})

    answer = adm.submit(f"{DRAFT}/publish", {"expect": "2"})

    assert answer.status_code == 422
    assert [v.version for v in office.flows.versions() if v.key == "permit"] == [1]


def test_what_was_saved_after_somebody_looked_is_not_published_unseen(office, adm) -> None:
    adm.submit(DRAFT, {"source": source_of(adm) + "# more\n", "expect": "1"})

    answer = adm.submit(f"{DRAFT}/publish", {"expect": "1"})

    assert answer.status_code == 409
    assert [v.version for v in office.flows.versions() if v.key == "permit"] == [1]


@pytest.mark.parametrize("action", ["", "/merge", "/publish", "/restore", "/discard"])
def test_an_auditor_reads_drafts_and_changes_none(app, adm, office, action) -> None:
    before = source_of(adm)
    auditor = Visitor(app, "aud")
    assert auditor.get(DRAFT).status_code == 200
    fields = {"source": "flow: x", "expect": "1", "revision": "1"}

    answer = auditor.submit(DRAFT + action, fields)

    assert answer.status_code == 403
    adm.get(DRAFT)
    assert (source_of(adm), expected(adm)) == (before, "1")


def test_a_version_is_shown_as_a_picture_with_the_present_stage_of_a_case(app) -> None:
    lin = Visitor(app, "lin")
    lin.get("/cases/1")
    (link,) = [a.get("href") for a in lin.page.cssselect("main a") if a.text == "流程图"]

    lin.get(link)

    assert len(lin.page.cssselect(".node.present")) == 1
    assert "当前阶段" in lin.text(".outline")


def test_a_new_flow_begins_sound_and_explained(office, adm) -> None:
    adm.get("/flows")

    adm.submit("/flows/drafts", {"key": "green_pass", "title": "绿色通道"})

    draft = office.designer.drafts.open()[0]
    assert (draft.bundle.file, office.designer.check(draft.bundle)) == ("green_pass.yaml", ())
    assert "绿色通道" in adm.text("h1")


def bpmn(visitor: Visitor, text: str):
    files = {"process": ("p.bpmn", text.encode(), "application/xml")}
    return visitor.submit("/flows/bpmn", files=files)


def test_a_draft_begins_as_a_process_of_bpmn_with_what_was_not_understood(office, adm) -> None:
    text = write_bpmn(chart_of_source(office.flows.latest("permit").source))
    adm.get("/flows")

    bpmn(adm, text.replace("</bpmn:process>", '<bpmn:dataObject id="form"/></bpmn:process>'))

    source = source_of(adm)
    assert "#   form：没有与数据对象对应的内容，未读入。" in source
    assert "flow: permit" in source
    assert office.designer.drafts.open()[0].bundle.source.strip() == source.strip()


def test_what_is_no_bpmn_begins_nothing(office, adm) -> None:
    adm.get("/flows")
    before = len(office.designer.drafts.open())

    bpmn(adm, "<html/>")

    assert "不是 BPMN 2.0 文件" in adm.text("#refusal")
    assert len(office.designer.drafts.open()) == before


def test_a_version_is_coloured_by_what_really_happened(app, office, adm) -> None:
    (version,) = [each for each in office.flows.versions() if each.key == "permit"]
    address = f"/flows/by/{version.hash}"
    adm.get(address)
    cold = adm.page.cssselect("#diagram svg")[0].text_content()

    adm.get(f"{address}?heat=count")

    assert adm.text("#main nav [aria-current=page]") == "按次数"
    assert "进入" in adm.page.cssselect("#diagram svg")[0].text_content()
    assert "进入" not in cold
    clerk = Visitor(app, "lin")
    assert clerk.get(address).status_code == 200
    assert clerk.page.cssselect("#main nav.buttons") == []
    assert clerk.client.get(f"{address}?heat=count").status_code == 403
