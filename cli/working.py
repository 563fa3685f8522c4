"""Commands for those who work on cases with others: rounds, tasks that change hands, moves back."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, cast

import typer

from ..office import Office
from ..workflow.values import Verdict
from .app import DEFAULT_DB, By, Db, Json, Why, app, opened
from .cases import Expect, Named, say
from .output import out, print_json

rounds = typer.Typer(help="会签：加签、减签、撤回意见、重新征求。", no_args_is_help=True)
app.add_typer(rounds, name="round")
task = typer.Typer(help="任务：转办、委派、催办、交办、报送、抄送和已阅。", no_args_is_help=True)
app.add_typer(task, name="task")

Round = Annotated[str, typer.Argument(metavar="ROUND", help="会签的编号。")]
TaskKey = Annotated[str, typer.Argument(metavar="TASK", help="任务的编号，见 guatu tasks。")]
Whom = Annotated[str, typer.Argument(metavar="TO", help="人员或单位在名册中的编号。")]
Text = Annotated[str, typer.Option("--text", help="内容。")]
VERDICTS = ("agree", "conditional", "disagree", "abstain")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@app.command()
def opine(
    case: Named,
    round_: Round,
    verdict: Annotated[
        str,
        typer.Argument(help="agree 同意，conditional 有条件同意，disagree 不同意，abstain 弃权。"),
    ],
    by: By,
    text: Text = "",
    condition: Annotated[
        list[str] | None, typer.Option("--condition", help="有条件同意的条件，可重复。")
    ] = None,
    ground: Annotated[str, typer.Option("--ground", help="一票否决所依据的否决事项编号。")] = "",
    expect: Expect = None,
    db: Db = DEFAULT_DB,
    json: Json = False,
) -> None:
    """回复会签意见。"""
    if verdict not in VERDICTS:
        raise typer.BadParameter(f"意见只能是 {'、'.join(VERDICTS)}")
    with opened(db) as office:
        given = office.engine.decide(
            case,
            round_,
            cast("Verdict", verdict),
            by=by,
            text=text,
            conditions=condition or (),
            ground=ground,
            expect=expect,
        )
        if json:
            print_json(given)
            return
        say(given, "已回复意见", json=False)
        _standing(office, case)


def _standing(office: Office, case: str) -> None:
    """Say how the rounds of the present stage stand."""
    words = {"": "进行中", "passed": "已通过", "refused": "未通过", "void": "已中止"}
    for state in office.engine.explain(case).rounds:
        out.print(f"  {state.title}：{words[state.outcome]}，{state.standing}", markup=False)


@rounds.command("add")
def add(case: Named, round_: Round, to: Whom, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """加签：再征求一家的意见，须写明理由。"""
    with opened(db) as office:
        say(office.engine.rounds.add(case, round_, to, by=by, why=why), "已加签", json=False)


@rounds.command("remove")
def remove(case: Named, round_: Round, to: Whom, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """减签：不再征求尚未回复的一家，须写明理由。"""
    with opened(db) as office:
        done = office.engine.rounds.remove(case, round_, to, by=by, why=why)
        say(done, "已减签", json=False)


@rounds.command("recall")
def recall(case: Named, round_: Round, by: By, db: Db = DEFAULT_DB) -> None:
    """撤回本人（本单位）的意见，会签结束前可用。"""
    with opened(db) as office:
        say(office.engine.rounds.recall(case, round_, by=by), "已撤回意见", json=False)


@rounds.command("again")
def again(case: Named, round_: Round, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """会签未通过的，处理后重新征求，须写明理由。"""
    with opened(db) as office:
        say(office.engine.rounds.ask_again(case, round_, by=by, why=why), "已重新征求", json=False)


@task.command("pass")
def pass_(case: Named, task_: TaskKey, to: Whom, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """转办：把自己的任务交给别人办，期限不变，须写明理由。"""
    with opened(db) as office:
        say(office.engine.tasks.pass_on(case, task_, to, by=by, why=why), "已转办", json=False)


@task.command()
def delegate(case: Named, task_: TaskKey, to: Whom, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """委派：请别人先提意见，办完仍回到自己，须写明理由。"""
    with opened(db) as office:
        say(office.engine.tasks.delegate(case, task_, to, by=by, why=why), "已委派", json=False)


@task.command()
def advise(case: Named, task_: TaskKey, by: By, text: Text, db: Db = DEFAULT_DB) -> None:
    """回复委派的意见。"""
    with opened(db) as office:
        say(office.engine.tasks.advise(case, task_, by=by, text=text), "已回复", json=False)


@task.command()
def urge(
    case: Named,
    task_: TaskKey,
    by: By,
    holder: Annotated[str, typer.Option("--holder", help="只催这一家；不写则催全部。")] = "",
    text: Text = "",
    db: Db = DEFAULT_DB,
) -> None:
    """催办尚未办结的任务。"""
    with opened(db) as office:
        done = office.engine.tasks.urge(case, task_, by=by, holder=holder, text=text)
        say(done, "已催办", json=False)


@task.command("set")
def set_(
    case: Named,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="交办事项的编号。")],
    to: Whom,
    what: Annotated[str, typer.Argument(help="办什么。")],
    by: By,
    due: Annotated[
        str | None, typer.Option("--due", help="何时办完：2026-04-10，或 10 workdays。")
    ] = None,
    db: Db = DEFAULT_DB,
) -> None:
    """交办事项：写明谁办、办什么、何时办完。"""
    with opened(db) as office:
        done = office.engine.tasks.set(case, item, to, what, by=by, due=_due(due))
        say(done, "已交办", json=False)


def _due(text: str | None) -> date | str | None:
    try:
        return date.fromisoformat(text) if text and DAY.fullmatch(text) else text
    except ValueError:
        raise typer.BadParameter(f"“{text}”不是日期，例如 2026-04-10") from None


@task.command("done")
def done_(case: Named, task_: TaskKey, by: By, text: Text, db: Db = DEFAULT_DB) -> None:
    """报送办结（销号）：定期任务、交办事项、有条件同意的条件。"""
    with opened(db) as office:
        say(office.engine.tasks.complete(case, task_, by=by, text=text), "已报送", json=False)


@task.command()
def copy(
    case: Named,
    to: Annotated[list[str], typer.Argument(metavar="TO", help="人员或单位，可写多个。")],
    by: By,
    text: Text = "",
    db: Db = DEFAULT_DB,
) -> None:
    """抄送，由对方阅知。"""
    with opened(db) as office:
        say(office.engine.tasks.copy(case, to, by=by, text=text), "已抄送", json=False)


@task.command()
def read(case: Named, task_: TaskKey, by: By, db: Db = DEFAULT_DB) -> None:
    """已阅。"""
    with opened(db) as office:
        say(office.engine.tasks.read(case, task_, by=by), "已阅", json=False)


@app.command("take-back")
def take_back(case: Named, by: By, why: Why, db: Db = DEFAULT_DB) -> None:
    """拿回：转段后无人办理时，转段的人可以拿回，期限接着原来的算；须写明理由。"""
    with opened(db) as office:
        say(office.engine.moves.take_back(case, by=by, why=why), "已拿回", json=False)


@app.command()
def jump(
    case: Named,
    stage: Annotated[str, typer.Argument(help="要转到的阶段编号。")],
    by: By,
    why: Why,
    db: Db = DEFAULT_DB,
) -> None:
    """跳转到任一阶段，只有管理员可以，须写明理由。"""
    with opened(db) as office:
        say(office.engine.moves.jump(case, stage, by=by, why=why), "已跳转", json=False)
