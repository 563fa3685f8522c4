from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from guatu.definitions.model import Field, Title


@pytest.fixture
def fields() -> Mapping[str, Field]:
    """A few fields, one of every type."""
    listed = [
        Field(key="name", title=Title("项目名称", "Project"), type="text", is_required=True),
        Field(key="enterprise", title=Title("投资企业"), type="text", is_required=True),
        Field(key="district", title=Title("落户地区"), type="territory", is_required=True),
        Field(
            key="investment",
            title=Title("计划投资"),
            type="number",
            unit="万元",
            is_required=True,
            minimum=1,
        ),
        Field(key="jobs", title=Title("就业人数"), type="integer", unit="人"),
        Field(key="clause", title=Title("退出条款（合同条款号）"), type="text"),
        Field(key="phone", title=Title("联系电话"), type="text"),
        Field(key="start", title=Title("计划开工日期"), type="date"),
        Field(key="green", title=Title("绿色项目"), type="boolean"),
        Field(
            key="industry",
            title=Title("产业类别"),
            type="choice",
            options={"energy": Title("绿色能源"), "other": Title("其他")},
        ),
    ]
    return {field.key: field for field in listed}


@pytest.fixture
def places() -> Mapping[str, str]:
    return {"wangxi": "望溪区", "luming": "鹿鸣区"}


Sheet = Sequence[Sequence[Any]]


@pytest.fixture
def xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Writes a workbook: rows of the first sheet, then what else is to be done to it."""

    def write(rows: Sheet, *, then: Callable[[Workbook], None] | None = None) -> Path:
        book = Workbook()
        for row in rows:
            book.active.append(list(row))
        if then:
            then(book)
        path = tmp_path / "ledger.xlsx"
        book.save(path)
        return path

    return write


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Writes a CSV file in an encoding."""

    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "ledger.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write
