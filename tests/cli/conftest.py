"""A command line to call, and an office to call it on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from guatu.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        return json.loads(self.out)


Command = Callable[..., Said]

PROJECT = {
    "name": "青石数据中心项目",
    "enterprise": "青石数科示例有限公司",
    "district": "望溪区",
    "industry": "数字经济",
    "investment": "8,000",
}
CLERK = "fang_xiaohe"


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch, tmp_path) -> None:
    for name in [name for name in os.environ if name.startswith("GUATU_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def guatu(capsys) -> Command:
    def call(*arguments: object) -> Said:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        heard = capsys.readouterr()
        return Said(int(ended.value.code or 0), heard.out, heard.err)

    return call


@pytest.fixture
def office(database_kind, test_room, tmp_path, request, monkeypatch) -> Iterator[str]:
    """Give an office with the shipped flows and the sample roster, also set as GUATU_DB."""
    if database_kind == "sqlite":
        made = test_room.sqlite(tmp_path, "sample")
    else:
        request.getfixturevalue("postgres_server")
        made = test_room.postgresql("sample")
    with made as url:
        monkeypatch.setenv("GUATU_DB", url)
        yield url


@pytest.fixture
def opened(guatu, office) -> int:
    """Give the number of a case just opened."""
    fields = [part for key, value in PROJECT.items() for part in ("--field", f"{key}={value}")]
    said = guatu("open", "full_service", "--by", CLERK, "--ref", "P-1", *fields, "--json")
    return said.json()["id"]


@pytest.fixture
def flow_with_five_mistakes(tmp_path) -> Path:
    """Give the smallest flow that has five unrelated mistakes."""
    file = tmp_path / "wrong.yaml"
    file.write_text(
        """\
flow: wrong
title: 有错的流程
title_field: name
fields:
  name: {title: 名称, type: text, required: true}
  amount: {title: 金额, type: number, unnit: 万元}
roles:
  desk: {title: 窗口, holder: unit, assign: {duty: desk}}
stages:
  intake: {title: 受理, owner: desc, limit: 3 workday s}
terminals:
  done: {title: 办结, kind: completed}
transitions:
  finish:
    title: 办结
    from: intake
    to: dome
    who: [desk]
    requires:
      - {fact: "amount > 'x'", title: 金额已定, owner: desk, mend: 填写金额}
""",
        encoding="utf-8",
    )
    return file
