"""The pages of letters: who sees which, and their life from draft to archive by the right people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from guatu.errors import PrintingFailed
from guatu.letters import Letters
from guatu.notifications import JinjaScribe
from guatu.store import LetterArchive
from guatu.workflow.correspondence import stepped
from testkit.offices import all_rows, open_case, open_office
from testkit.visitors import Visitor, web_app

SEAL = b"\x89PNG\r\n\x1a\n" + b"a picture of a seal"
STEPS = ("review", "sign", "number", "seal", "deliver", "receive", "archive")
BY = {"sign": "ma"}


@pytest.fixture
def office(database_url, clock):
    with open_office(database_url, clock) as office:
        yield office


@pytest.fixture
def app(office):
    return web_app(office)


@pytest.fixture
def key(office, clock):
    """The key of a yellow warning that the eastern desk issues, as a draft."""
    open_case(office, name="沿河三号厂房")
    while not (drafted := office.views.letters()):
        clock.move_to(clock.now() + timedelta(days=1))
        office.tick()
    return drafted[0].key


def take(app, letter, step, *, by=None, files=None, **fields):
    """Open the letter as the one who takes the step, and send the form of that step."""
    visitor = Visitor(app, by or BY.get(step, "lin"))
    visitor.get(f"/letters/{letter}")
    answer = visitor.submit(
        f"/letters/{letter}",
        {"step": step, **fields},
        files=files or {"none": ("", b"", "application/octet-stream")},
    )
    return visitor, answer


def until(app, key, last):
    """Take a letter through its life as far as a step."""
    for step in STEPS[: STEPS.index(last) + 1]:
        visitor, answer = take(app, key, step)
        assert answer.status_code == 200, (step, visitor.text("#refusal"))


def state_of(office, key):
    return office.letters.life(key).letter.state


def with_blank(office, key):
    """Let a draft have a place that somebody must fill in."""
    source = office.letters.source(key) + "另附【待填：整改期限】。\n"
    office.engine.letters.revise(key, source, by="lin", why="补充")


def about_no_case(office, key, **changes):
    """Keep a letter like another one that is about no case, such as a bulletin."""
    like = LetterArchive(office.store).letter(key)
    new = {"key": "bulletin-1", "case": None, "rung": "", "head_seq": 0, "head_hash": ""}
    letter, step = stepped(
        replace(like, **new, **changes), at=like.drafted_at, kind="drafted", by="lin", data={}
    )
    with office.store.begin() as uow:
        uow.letters.add(letter, step)
    return letter.key


# --- the life -------------------------------------------------------------------------------


def test_a_letter_goes_from_draft_to_archive_by_forms(office, app, key):
    states = []
    for step in STEPS:
        files = {"image": ("seal.png", SEAL, "image/png")} if step == "seal" else None
        _, answer = take(app, key, step, files=files)
        states.append((answer.status_code, state_of(office, key)))

    assert states == [
        (200, state)
        for state in ("reviewed", "signed", "numbered", "sealed", "delivered", "received")
    ] + [(200, "archived")]
    assert len(office.letters.life(key).letter.seals) == 1
    assert office.verify().is_whole


def test_the_bar_says_who_took_each_step_and_what_comes_next(app, key):
    until(app, key, "sign")
    visitor = Visitor(app, "lin")

    visitor.get(f"/letters/{key}")

    assert visitor.texts(".steps-bar .step-name") == (
        ["拟稿", "核稿", "签发", "编号", "用印", "送达", "签收", "归档"]
    )
    assert visitor.texts(".steps-bar .done .step-who") == ["系统", "林窗口", "马主任"]
    assert visitor.texts(".steps-bar [aria-current] .step-name") == ["编号"]


@pytest.mark.parametrize(
    ("login", "acts"),
    [("lin", ["act-review", "act-void"]), ("fang", []), ("zhou", None)],
)
def test_only_the_steps_somebody_may_take_have_a_form(app, key, login, acts):
    visitor = Visitor(app, login)

    answer = visitor.get(f"/letters/{key}")

    found = [each.get("id") for each in visitor.page.cssselect(".act[id]")]
    assert (answer.status_code, found) == ((404, []) if acts is None else (200, acts))


@pytest.mark.parametrize("step", [*STEPS, "send_back", "void"])
def test_whom_a_letter_does_not_concern_can_do_nothing_to_it(office, app, key, step):
    before = all_rows(office)

    _, answer = take(app, key, step, by="zhou", why="试一试")

    assert answer.status_code == 404
    assert all_rows(office) == before


def test_somebody_who_only_works_there_does_not_sign(office, app, key):
    until(app, key, "review")

    visitor, answer = take(app, key, "sign", by="wen")

    assert answer.status_code == 403
    assert "负责人" in visitor.text("#refusal")
    assert state_of(office, key) == "reviewed"


def test_whoever_reviewed_a_letter_reads_why_he_may_not_sign_it(app, key):
    take(app, key, "review", by="ma")

    visitor, answer = take(app, key, "sign", by="ma")

    assert answer.status_code == 422
    assert "核稿人不得签发同一件" in visitor.text("#act-sign .obstacle")


def test_a_step_out_of_turn_says_what_must_come_first(office, app, key):
    visitor, answer = take(app, key, "number")

    assert answer.status_code == 422
    assert "现为拟稿，须为已签发" in visitor.text("#refusal")
    assert state_of(office, key) == "draft"


def test_a_reviewed_letter_is_sent_back_with_a_reason(office, app, key):
    until(app, key, "review")
    refused, answer = take(app, key, "send_back", why=" ")

    visitor, _ = take(app, key, "send_back", why="期限写错")

    assert (answer.status_code, refused.text("#refusal strong")) == (
        422,
        "退回函件须写明理由。",
    )
    assert state_of(office, key) == "draft"
    assert "期限写错" in visitor.page.text_content()
    assert visitor.texts(".steps-bar [aria-current] .step-name") == ["核稿"]


def test_a_void_letter_says_so_and_offers_nothing_more(office, app, key):
    until(app, key, "number")

    visitor, _ = take(app, key, "void", why="收文单位有误")

    assert state_of(office, key) == "void"
    assert visitor.texts(".act") == []
    assert visitor.text(".steps-bar .void") == "已作废"


def test_a_form_sent_twice_does_its_step_once(office, app, key):
    take(app, key, "review", key="once")

    _, answer = take(app, key, "review", key="once")

    assert answer.status_code == 200
    assert [step.kind for step in office.letters.life(key).steps] == ["drafted", "reviewed"]


def test_a_step_taken_on_an_old_page_is_refused_and_what_was_typed_kept(office, app, key):
    until(app, key, "review")
    office.engine.letters.revise(key, office.letters.source(key), by="wen", why="改")
    office.engine.letters.review(key, by="wen")

    visitor, answer = take(app, key, "send_back", why="期限写错", expect=2)

    assert answer.status_code == 409
    assert "别人刚刚办理过此件" in visitor.text("#refusal")
    assert visitor.page.cssselect("#act-send_back textarea")[0].text == "期限写错"
    assert state_of(office, key) == "reviewed"


def test_a_seal_that_is_no_picture_is_refused(office, app, key):
    until(app, key, "number")

    _, answer = take(app, key, "seal", files={"image": ("seal.txt", b"no picture", "text/plain")})

    assert answer.status_code == 422
    assert state_of(office, key) == "numbered"


def test_a_step_nobody_knows_is_not_there(app, key):
    assert take(app, key, "burn")[1].status_code == 404


def test_the_issuing_unit_records_who_outside_received_a_letter_and_how(office, app, key):
    sent = about_no_case(
        office,
        key,
        addressees=("fire", "field:applicant"),
        recipients=("海州市消防救援支队", "海州轴承有限公司"),
        state="delivered",
    )
    visitor = Visitor(app, "lin")
    visitor.get(f"/letters/{sent}")
    offered = visitor.texts("[name=unit] option")

    visitor, answer = take(app, sent, "receive", unit="海州轴承有限公司", note="专人送达")

    assert offered == ["海州市消防救援支队", "海州轴承有限公司"]
    assert answer.status_code == 200
    (received,) = (r for r in office.letters.life(sent).receivers if r.at)
    assert (received.unit_name, received.note) == ("海州轴承有限公司", "专人送达")
    assert visitor.text("#receivers-h + .count") == "1/2"
    assert state_of(office, sent) == "delivered"


def test_a_receiver_signs_for_his_own_unit_and_does_nothing_else(office, app, key):
    sent = about_no_case(office, key, addressees=("fire",), copies=("env",), state="delivered")
    visitor = Visitor(app, "huo")
    visitor.get(f"/letters/{sent}")
    offered = [each.get("id") for each in visitor.page.cssselect(".act[id]")]

    _, answer = take(app, sent, "receive", by="huo")

    assert offered == ["act-receive"]
    assert (answer.status_code, state_of(office, sent)) == (200, "received")


# --- the text -------------------------------------------------------------------------------


def test_places_to_fill_in_stand_out_and_block_review_and_signing(office, app, key):
    with_blank(office, key)

    visitor, answer = take(app, key, "review")

    assert answer.status_code == 422
    assert "尚有未填写的内容：【待填：整改期限】" in visitor.text("#act-review .obstacle")
    assert visitor.texts(".paper mark") == ["【待填：整改期限】"]
    assert state_of(office, key) == "draft"


def test_the_paper_says_what_the_letter_says_and_no_style_of_its_own(office, app, key):
    visitor = Visitor(app, "lin")

    visitor.get(f"/letters/{key}")

    shown = "".join(visitor.page.cssselect(".paper")[0].text_content().split())
    letter = office.letters.paper(key)
    for text in (letter.full_title, letter.to, *letter.signers, letter.blocks[0].text):
        assert "".join(text.split()) in shown
    assert visitor.page.xpath("//*[@style]") == []


def test_a_letter_that_looks_like_html_is_text(office, app, key):
    source = office.letters.source(key) + "<script>alert(1)</script>\n"
    office.engine.letters.revise(key, source, by="lin", why="补充")

    answer = Visitor(app, "lin").get(f"/letters/{key}")

    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_the_text_is_edited_with_a_reason(office, app, key):
    visitor = Visitor(app, "lin")
    visitor.get(f"/letters/edit/{key}")
    source = visitor.page.cssselect("textarea")[0].text

    answer = visitor.submit(
        f"/letters/edit/{key}", {"source": source + "请抓紧办理。", "why": "补一句"}
    )

    assert answer.status_code == 200
    assert "请抓紧办理。" in office.letters.life(key).letter.text
    assert "已保存修改" in visitor.text("#said")


def test_a_text_as_long_as_letters_may_be_is_taken(office, app, key):
    visitor = Visitor(app, "lin")
    visitor.get(f"/letters/edit/{key}")
    (form,) = visitor.page.cssselect("form.card")
    long = office.letters.source(key) + "长" * 50_000 + "\n"

    answer = visitor.submit(
        form.get("action"),
        {"source": long, "why": "补充"},
        files={"none": ("", b"", "application/octet-stream")},
    )

    assert form.get("enctype") == "multipart/form-data"
    assert answer.status_code == 200
    assert "长" * 50_000 in office.letters.source(key)


def test_every_fault_of_an_edited_text_is_shown_with_line_and_column(office, app, key):
    visitor = Visitor(app, "lin")
    typed = "标题：甲\n错字段：乙\n======\n| 一 | 二 |\n  | 三 |\n"

    answer = visitor.submit(f"/letters/edit/{key}", {"source": typed, "why": "改"})

    assert answer.status_code == 422
    assert [line.split("：")[0] for line in visitor.texts("#refusal li")] == [
        "第 2 行第 1 列",
        "第 5 行第 3 列",
    ]
    assert visitor.page.cssselect("textarea")[0].text.strip() == typed.strip()
    assert state_of(office, key) == "draft"
    assert office.letters.life(key).letter.version == 1


def test_somebody_elses_change_in_between_keeps_what_was_typed(office, app, key):
    mine = office.letters.source(key) + "我的一句。\n"
    office.engine.letters.revise(
        key, office.letters.source(key) + "他的一句。\n", by="ma", why="改"
    )
    visitor = Visitor(app, "lin")

    answer = visitor.submit(f"/letters/edit/{key}", {"source": mine, "why": "改", "expect": "1"})

    assert answer.status_code == 409
    assert "我的一句。" in visitor.page.cssselect("textarea")[0].text
    assert "他的一句。" in visitor.text("pre.source")
    assert visitor.page.cssselect("[name=expect]")[0].get("value") == "2"
    assert "我的一句" not in office.letters.life(key).letter.text


# --- files ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("paper", "begins", "media_type"),
    [
        ("pdf", b"%PDF", "application/pdf"),
        ("docx", b"PK", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("html", b"<!DOCTYPE", "text/html; charset=utf-8"),
        ("txt", "【草稿】".encode(), "text/plain; charset=utf-8"),
    ],
)
def test_a_letter_is_downloaded_and_never_opened_here(app, key, paper, begins, media_type):
    answer = Visitor(app, "lin").get(f"/letters/print/{paper}/{key}")

    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_format_there_is_not_and_a_letter_not_to_be_seen_are_not_there(app, key):
    statuses = [
        Visitor(app, "lin").get(f"/letters/print/exe/{key}").status_code,
        Visitor(app, "zhou").get(f"/letters/print/pdf/{key}").status_code,
        Visitor(app, "zhou").get(f"/letters/edit/{key}").status_code,
    ]

    assert statuses == [404, 404, 404]


class BrokenPress:
    """A press out of order."""

    def print(self, *_args, **_more):
        raise PrintingFailed(letter="x", why="no font", why_zh="缺少字体")


def test_a_print_that_failed_says_why_and_the_letter_is_safe(office, app, key):
    office.letters = Letters(
        LetterArchive(office.store), scribe=JinjaScribe(), press=BrokenPress(), clock=office.clock
    )
    before, visitor = all_rows(office), Visitor(app, "lin")

    answer = visitor.get(f"/letters/print/pdf/{key}")

    assert answer.status_code == 500
    assert "缺少字体" in visitor.text("[role=alert]")
    assert visitor.page.cssselect(".buttons a")[0].get("href") == f"/letters/print/pdf/{key}"
    assert all_rows(office) == before


# --- the list -------------------------------------------------------------------------------


def many(office, key, count):
    """Keep letters like one, all of its case."""
    like = LetterArchive(office.store).letter(key)
    for number in range(count):
        letter, step = stepped(
            replace(
                like,
                key=f"{like.key}-{number:03}",
                title=f"第{number}件",
                drafted_at=like.drafted_at + timedelta(minutes=number + 1),
                state="received" if number % 2 else "draft",
                head_seq=0,
                head_hash="",
            ),
            at=like.drafted_at,
            kind="drafted",
            by="lin",
            data={},
        )
        with office.store.begin() as uow:
            uow.letters.add(letter, step)


def titles(visitor):
    return visitor.texts(".letters-table th[scope=row] a")


def test_letters_come_fifty_a_page_the_newest_first_and_counted_by_state(office, app, key):
    many(office, key, 60)
    visitor = Visitor(app, "lin")

    visitor.get("/letters")
    first = titles(visitor)
    tabs = visitor.texts(".tabs a")
    visitor.get("/letters?offset=50")

    assert (len(first), first[0], first[-1]) == (50, "第59件", "第10件")
    assert tabs == ["全部 61", "拟稿 31", "已签收 30"]
    assert len(titles(visitor)) == 11
    assert "第 51–61 项，共 61 项" in visitor.text(".pager")


FILTERS = {
    "state=received": 2,
    "state=void": 0,
    "state=burnt": 6,
    "genre=函": 0,
    "genre=通知": 6,
    "issuer=desk_east": 6,
    "issuer=fire": 0,
    "year=2026": 6,
    "year=2025": 0,
    "year=x": 6,
    "case=1": 6,
    "case=99999999999999999999": 6,
    "case=4611686018427387904": 0,
    "offset=99999999": 0,
    "q=第3件": 1,
    "q=沿河三号": 6,
    "q=%25": 0,
    "offset=-1": 6,
}


def test_the_list_is_narrowed_by_its_filters(office, app, key):
    many(office, key, 5)
    visitor = Visitor(app, "lin")

    found = {}
    for query in FILTERS:
        assert visitor.get(f"/letters?{query}").status_code == 200
        found[query] = len(titles(visitor))

    assert found == FILTERS


def test_an_empty_list_keeps_its_filters_and_offers_the_way_to_all(app, key):
    visitor = Visitor(app, "lin")

    visitor.get("/letters?q=没有这件&state=draft")

    assert visitor.page.cssselect("[name=q]")[1].get("value") == "没有这件"
    assert [a.get("href") for a in visitor.page.cssselect(".empty a")] == ["/letters"]


def test_letters_of_cases_not_to_be_seen_are_not_listed(app, key):
    seen = {}
    for login in ("lin", "zhou", "hua"):
        visitor = Visitor(app, login)
        visitor.get("/letters")
        seen[login] = len(titles(visitor))

    assert seen == {"lin": 1, "zhou": 0, "hua": 1}


@pytest.mark.parametrize(
    ("login", "status"), [("lin", 200), ("huo", 200), ("hua", 200), ("zhou", 404)]
)
def test_a_letter_about_no_case_is_seen_by_who_issues_and_who_receives_it(
    office, app, key, login, status
):
    bulletin = about_no_case(office, key, addressees=("fire",), copies=("env",), title="一月通报")
    visitor = Visitor(app, login)

    answer = visitor.get(f"/letters/{bulletin}")
    visitor.get("/letters?q=一月通报")

    assert (answer.status_code, titles(visitor)) == (
        status,
        ["一月通报"] if status == 200 else [],
    )


def test_the_register_shows_every_number_void_ones_included(office, app, key):
    until(app, key, "number")
    take(app, key, "void", why="收文单位有误")
    number = office.letters.life(key).letter.number
    registers = {}
    for login in ("lin", "zhou"):
        visitor = Visitor(app, login)
        visitor.get("/letters/numbers")
        registers[login] = visitor.texts("tbody th"), visitor.texts("tbody .tag")

    assert registers == {"lin": ([number], ["作废"]), "zhou": ([], [])}


def test_a_numbered_letter_is_found_by_its_number(office, app, key):
    until(app, key, "number")
    visitor = Visitor(app, "lin")

    visitor.get(f"/letters?q={office.letters.life(key).letter.number}")

    assert len(titles(visitor)) == 1


# --- both languages, a prefix, nobody --------------------------------------------------------


def test_the_pages_speak_english_and_the_letter_stays_as_written(office, app, key):
    visitor = Visitor(app, "lin", language="en")

    visitor.get(f"/letters/{key}")

    assert visitor.text("#next-h") == "Next step"
    assert visitor.text("h1") == office.letters.life(key).letter.title
    assert visitor.page.cssselect(".paper")[0].get("lang") == "zh-CN"


def test_the_pages_work_under_a_prefix(office, key):
    app = web_app(office, prefix="/zs/flow")
    visitor = Visitor(app, "lin")
    visitor.get("/zs/flow/letters")
    link = visitor.page.cssselect(".letters-table a")[0].get("href")

    visitor.get(link)
    form = visitor.page.cssselect("#act-review")[0]
    answer = visitor.submit(form.get("action"), {"step": "review"})

    assert link == f"/zs/flow/letters/{key}"
    assert (answer.status_code, state_of(office, key)) == (200, "reviewed")


@pytest.mark.parametrize("path", ["/letters", "/letters/numbers", "/letters/1-1-yellow"])
def test_nobody_sees_nothing(app, path):
    assert Visitor(app, "").get(path).status_code == 401
