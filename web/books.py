"""The board as a workbook."""

from __future__ import annotations

from ..exchange import Table, TableColumn, packed_tables
from ..store import Cell, Wall
from .visits import Visit


def book_of(visit: Visit, wall: Wall) -> bytes:
    """Write what a wall shows as XLSX: a row a case, a column a stage."""
    titles = {stage.key: stage.title for stage in wall.stages}
    says = visit.say
    lights = {
        "green": says("绿灯"),
        "blue": says("蓝灯"),
        "yellow": says("黄灯"),
        "orange": says("橙灯"),
        "red": says("红灯"),
    }
    head = (("序号", 8), ("项目", 36), ("编号", 16), ("地区", 14), ("分级", 10), ("灯", 8))
    columns = [TableColumn(header=says(words), width=width) for words, width in head]
    columns += [
        TableColumn(header=says(words), width=width)
        for words, width in (("阶段", 16), ("期限", 12), ("专员", 12))
    ]
    columns += [TableColumn(header=titles.get(key, key), width=16) for key in wall.columns]
    rows = [
        [
            row.id,
            row.title,
            row.ref,
            row.territory,
            row.grade,
            lights[row.light] if row.status != "ended" else None,
            row.stage_title,
            row.due_at.astimezone(visit.office.zone).date() if row.due_at else None,
            row.holder_name,
            *(_cell(visit, cell) for cell in row.cells),
        ]
        for row in wall.rows
    ]
    table = Table(title=says("挂图作战"), columns=columns, rows=rows)
    return packed_tables([table], written_at=wall.at)


def _cell(visit: Visit, cell: Cell) -> str | None:
    day = cell.day.isoformat() if cell.day else ""
    words = {
        "done": visit.say("{day} 完成", day=day),
        "now": visit.say("{day} 到期", day=day) if day else visit.say("不限时"),
        "ahead": visit.say("计划 {day}", day=day) if day else None,
    }.get(cell.state)
    if words and cell.late:
        words = f"{words}，{visit.say('迟 {days} 个工作日', days=cell.late)}"
    return words
