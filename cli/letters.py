"""Commands about the life of letters, from review to the archive, and about proving them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ..store import LetterLife
from ..workflow.correspondence import Letter
from ..workflow.steps.release.standing import STATES
from .app import DEFAULT_DB, REFUSED, By, Db, Json, Why, app, opened
from .output import minute, out, print_json, table

letter = typer.Typer(
    help="函件：查看、修改、核稿、签发、编号、用印、送达、签收、归档，以及模板目录。",
    no_args_is_help=True,
)
app.add_typer(letter, name="letter")

Key = Annotated[str, typer.Argument(metavar="KEY", help="函件的编号，见 guatu letters。")]
Expect = Annotated[int | None, typer.Option("--expect", help="所依据的函件版本号。")]

DONE = {
    "drafted": "起草",
    "revised": "修改",
    "reviewed": "核稿",
    "sent_back": "退回",
    "signed": "签发",
    "numbered": "编号",
    "sealed": "用印",
    "delivered": "送达",
    "received": "签收",
    "archived": "归档",
    "voided": "作废",
}


@letter.command()
def show(
    key: Key,
    source: Annotated[
        bool, typer.Option("--source", help="输出可修改的原文，改好后用 revise 交回。")
    ] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """一件函件：全文、办理过程、签收情况、所用字体。"""
    with opened(db) as office:
        if source:
            out.print(office.letters.source(key), markup=False, soft_wrap=True)
            return
        life = office.letters.life(key)
        if json:
            print_json(life)
            return
        _show(life)
        _people(life, office.zone)


def _show(life: LetterLife) -> None:
    shown = life.letter
    out.print(shown.text, markup=False, soft_wrap=True)
    out.print(f"状态：{STATES[shown.state][1]}　发文单位：{life.issuer_name or '—'}", markup=False)
    if shown.number:
        out.print(f"发文字号：{shown.number}", markup=False)
    if shown.code:
        out.print(f"核验码：{shown.code}", markup=False)
    if shown.barred:
        out.print(f"不得行文：{shown.barred}", style="red", markup=False, soft_wrap=True)


def _people(life: LetterLife, zone: ZoneInfo) -> None:
    steps = table("办理过程", "序", "时间", "步骤", "经办", "理由", right=(0,), whole=(1, 2))
    for step in life.steps:
        done = DONE.get(step.kind, step.kind)
        steps.add_row(str(step.seq), minute(step.at, zone), done, step.by_name, step.why)
    out.print(steps)
    if life.receivers:
        shown = table("签收情况", "收文单位", "类别", "签收时间", "签收人", "说明", whole=(1, 2))
        for each in life.receivers:
            at = minute(each.at, zone) if each.at else "未签收"
            kind = "抄送" if each.is_copy else "主送"
            shown.add_row(each.unit_name, kind, at, each.by_name, each.note)
        out.print(shown)


def text_in(file: Path) -> str:
    """Read a letter or a template; raise BadParameter for a file that is no UTF-8 text."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"无法读取 {file}：须为 UTF-8 文本文件") from error


def _say(done: Letter, what: str, *, json: bool) -> None:
    if json:
        print_json(
            {
                "key": done.key,
                "state": done.state,
                "version": done.version,
                "number": done.number,
                "code": done.code,
                "title": done.title,
            }
        )
        return
    number = f"，{done.number}" if done.number else ""
    out.print(f"{what}：{done.title}（{done.key}{number}）", markup=False, soft_wrap=True)


@letter.command()
def revise(
    key: Key,
    file: Annotated[Path, typer.Argument(help="改好的原文，见 show --source。")],
    by: By,
    why: Why,
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """修改未签发的函件；已核稿的须重新核稿。"""
    text = text_in(file)
    with opened(db) as office:
        done = office.engine.letters.revise(key, text, by=by, why=why, expect=expect)
    _say(done, "已修改", json=json)


@letter.command()
def review(
    key: Key, by: By, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """核稿：确认可以送签。"""
    with opened(db) as office:
        _say(office.engine.letters.review(key, by=by, expect=expect), "已核稿", json=json)


@letter.command("send-back")
def send_back(
    key: Key, by: By, why: Why, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """退回：把已核稿的退回重拟，须写明理由。"""
    with opened(db) as office:
        done = office.engine.letters.send_back(key, by=by, why=why, expect=expect)
    _say(done, "已退回", json=json)


@letter.command()
def sign(key: Key, by: By, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False) -> None:
    """签发：由发文单位负责人办理；成文日期为当日，此后内容不可改动。"""
    with opened(db) as office:
        _say(office.engine.letters.sign(key, by=by, expect=expect), "已签发", json=json)


@letter.command()
def number(
    key: Key, by: By, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """编号：按机关代字和年份取下一个发文字号。"""
    with opened(db) as office:
        _say(office.engine.letters.number(key, by=by, expect=expect), "已编号", json=json)


@letter.command()
def seal(
    key: Key,
    by: By,
    image: Annotated[
        list[Path] | None,
        typer.Option("--image", help="印章图片（PNG 或 JPEG），联合行文按署名次序各一张。"),
    ] = None,
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """用印：加盖电子印章图片；不给图片即登记为纸面用印。"""
    try:
        images = [each.read_bytes() for each in image or ()]
    except OSError as error:
        raise typer.BadParameter(f"无法读取印章图片 {error.filename}") from error
    with opened(db) as office:
        done = office.engine.letters.seal(key, images, by=by, expect=expect)
    _say(done, "已用印", json=json)


@letter.command()
def deliver(
    key: Key, by: By, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """送达：发给主送、抄送单位；答复期限自此起算。"""
    with opened(db) as office:
        _say(office.engine.letters.deliver(key, by=by, expect=expect), "已送达", json=json)


@letter.command()
def receive(
    key: Key,
    by: By,
    unit: Annotated[
        str, typer.Option("--unit", help="收文单位编号，名册外的写名称；发文单位代为登记时须写明。")
    ] = "",
    note: Annotated[str, typer.Option("--note", help="说明，如送达方式、签收人。")] = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """签收：收文单位签收，或由发文单位代为登记。"""
    with opened(db) as office:
        done = office.engine.letters.receive(key, by=by, unit=unit, note=note)
    _say(done, "已签收", json=json)


@letter.command()
def archive(
    key: Key, by: By, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """归档。"""
    with opened(db) as office:
        _say(office.engine.letters.archive(key, by=by, expect=expect), "已归档", json=json)


@letter.command()
def void(
    key: Key, by: By, why: Why, expect: Expect = None, db: Db = DEFAULT_DB, json: Json = False
) -> None:
    """作废，须写明理由；已编的字号保留为作废，不再使用。"""
    with opened(db) as office:
        done = office.engine.letters.void(key, by=by, why=why, expect=expect)
    _say(done, "已作废", json=json)


@letter.command()
def register(
    year: Annotated[int | None, typer.Option("--year", help="只看这一年。")] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """发文登记簿：各机关代字、各年份的字号，作废的也在内。"""
    with opened(db) as office:
        numbers = office.letters.numbers(year=year)
        if json:
            print_json(numbers)
            return
        shown = table("发文登记", "发文字号", "标题", "编号时间", "经办", "状态", whole=(0, 2, 4))
        for each in numbers:
            said = f"{each.code}〔{each.year}〕{each.serial}号"
            state = "作废" if each.void_at else "有效"
            at = minute(each.at, office.zone)
            shown.add_row(said, each.title, at, each.by_name, state)
        out.print(shown)


@app.command("verify-letter")
def verify_letter(
    code: Annotated[str, typer.Argument(help="函件上印的核验码。")],
    file: Annotated[
        Path | None, typer.Option("--file", help="要核对的文件：是否就是本机关印出的那一份。")
    ] = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """按核验码核验函件的真伪；不符时退出码为 1。"""
    try:
        content = file.read_bytes() if file else None
    except OSError as error:
        raise typer.BadParameter(f"无法读取 {file}") from error
    with opened(db) as office:
        proof = office.letters.proof(code, content)
        if json:
            print_json(proof)
        else:
            verdict = "内容与签发时一致" if proof.is_genuine else "内容与签发时不一致"
            out.print(f"《{proof.title}》{proof.number or '（未编号）'}", markup=False)
            out.print(
                f"{proof.issuer}，{minute(proof.signed_at, office.zone)}签发，"
                f"{STATES[proof.state][1]}；{verdict}。",
                markup=False,
                style=None if proof.is_genuine else "red",
            )
            if proof.is_this_file is not None:
                same = "就是" if proof.is_this_file else "不是"
                out.print(f"所给文件{same}本机关印出的那一份。")
    if not proof.is_genuine or proof.is_this_file is False:
        raise typer.Exit(REFUSED)
