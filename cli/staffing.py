"""Commands about who plays which part on cases: naming, claiming, passing on, handing over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from ..office import Office
from ..workflow.handover import HandedOver
from ..workflow.steps.staffing.candidates import Candidates
from .app import DEFAULT_DB, By, Db, Json, Why, app, opened
from .cases import Named, say
from .output import out, print_json, table
from .people import people

Whom = Annotated[str, typer.Argument(metavar="TO", help="人员或单位在名册中的编号。")]


@app.command()
def assign(
    case: Named,
    role: Annotated[str, typer.Argument(help="角色编号。")],
    holder: Annotated[str | None, typer.Argument(help="人员或单位编号。")] = None,
    by: Annotated[str, typer.Option("--by", help="经办人在名册中的编号。")] = "",
    why: Why = "",
    explain: Annotated[
        bool, typer.Option("--explain", help="只说明按规则会选谁、为什么，不指定。")
    ] = False,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """指定某角色的人员或单位，须写明理由；--explain 说明规则会选谁。"""
    if explain is (holder is not None) or not (explain or by):
        raise typer.BadParameter("请写明 HOLDER、--by 和 --why，或者只用 --explain")
    with opened(db) as office:
        if explain:
            found = office.engine.staff.candidates(case, role, by=by or None)
            if json:
                print_json(found)
            else:
                show_candidates(office, case, role, found)
            return
        given = office.engine.assign(case, role, holder or "", by=by, why=why)
        say(given, "已指定", json=json)


@app.command()
def claim(
    case: Named,
    role: Annotated[str, typer.Argument(help="角色编号。")],
    by: By,
    db: Db = DEFAULT_DB,
) -> None:
    """认领开放认领的角色，先认领者承办。"""
    with opened(db) as office:
        say(office.engine.staff.claim(case, role, by=by), "已认领", json=False)


@app.command("pass-role")
def pass_role(
    case: Named,
    role: Annotated[str, typer.Argument(help="角色编号。")],
    to: Whom,
    by: By,
    why: Why,
    db: Db = DEFAULT_DB,
) -> None:
    """转办角色：把自己承担的角色转给别人，附转办单；须写明理由。"""
    with opened(db) as office:
        say(office.engine.staff.pass_on(case, role, to, by=by, why=why), "已转办", json=False)


@people.command()
def handover(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="移交人在名册中的编号。")],
    by: By,
    why: Why,
    to: Annotated[str, typer.Option("--to", help="接收人；不写则各按流程的分派规则另选。")] = "",
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """移交某人名下全部在办角色和任务，只出一份移交单；须写明理由。"""
    with opened(db) as office:
        done = office.engine.staff.hand_over(person, to, by=by, why=why)
        if json:
            print_json(done)
            return
        _handed(done)


def _handed(done: HandedOver) -> None:
    shown = table("工作移交", "序号", "项目", "内容", "接收", right=(0,), whole=(0,))
    for line in (*done.done, *done.stays):
        shown.add_row(str(line.case), line.title, line.what, line.to_name or "[red]待定[/]")
    out.print(shown)
    stays = f"，{len(done.stays)} 项无人可接" if done.stays else ""
    letter = f"移交单 {done.letter}" if done.letter else "名下没有在办事项"
    out.print(f"已移交 {len(done.done)} 项{stays}；{letter}。", markup=False, soft_wrap=True)


def show_candidates(office: Office, case: str, role: str, found: Sequence[Candidates]) -> None:
    """Print who holds a role and why, and whom each of its rules would look at and take now."""
    for held in office.engine.explain(case).people:
        if held.role == role:
            out.print(f"现由{held.name}承担{held.title}：{held.why}", markup=False, soft_wrap=True)
    for number, look in enumerate(found, 1):
        out.print(f"\n第{number}条规则：{look.rule}", markup=False, soft_wrap=True)
        shown = table("人选", "人选", "在办", "不选的原因", right=(1,))
        for candidate in look.considered:
            mark = "→ " if candidate.name in look.chosen else ""
            shown.add_row(
                f"{mark}{candidate.name}", str(candidate.work.open), candidate.passed_over or "—"
            )
        out.print(shown)
        out.print(f"  {look.why or '没有符合的人选'}", markup=False, soft_wrap=True)
    if not found:
        out.print("该角色没有分派规则，须由人指定。")
