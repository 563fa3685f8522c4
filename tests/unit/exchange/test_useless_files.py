from __future__ import annotations

import zipfile

import pytest
from openpyxl import Workbook

from guatu.errors import UnreadableFile
from guatu.exchange import package, read_ledger, sheets

HEAD = ["项目名称", "投资企业", "落户地区", "计划投资"]
ROW = ["甲项目", "乙公司", "望溪区", 6000]
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def refusal(path, fields) -> str:
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(path, fields)
    assert str(path) in refused.value.sentence("en")
    return refused.value.sentence("zh")


def test_a_file_that_is_not_there_is_said_so(tmp_path, fields):
    assert "文件不存在" in refusal(tmp_path / "none.xlsx", fields)


def test_an_empty_file_is_said_to_be_empty(tmp_path, fields):
    path = tmp_path / "ledger.xlsx"
    path.touch()

    assert "文件是空的" in refusal(path, fields)


def test_a_workbook_without_a_word_is_said_to_be_blank(xlsx, fields):
    assert "没有可见的内容" in refusal(xlsx([]), fields)


def test_a_csv_file_of_blank_lines_is_said_to_be_blank(csv_file, fields):
    assert "没有可见的内容" in refusal(csv_file("\n , ,\n"), fields)


def test_text_named_like_a_workbook_is_no_workbook(tmp_path, fields):
    path = tmp_path / "ledger.xlsx"
    path.write_text("<html><table></table></html>", encoding="utf-8")

    assert "既不是 XLSX 工作簿也不是 CSV 文件" in refusal(path, fields)


def test_an_old_workbook_is_to_be_saved_anew(tmp_path, fields):
    path = tmp_path / "ledger.xls"
    path.write_bytes(OLE + bytes(600))

    assert "旧版 .xls" in refusal(path, fields)


def test_a_workbook_with_a_password_is_to_be_opened_first(tmp_path, fields):
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"))

    assert "打开密码" in refusal(path, fields)


def test_a_zip_of_other_things_is_no_workbook(tmp_path, fields):
    path = tmp_path / "ledger.xlsx"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("word/document.xml", "<w/>")

    assert "不是 XLSX 工作簿" in refusal(path, fields)


def test_a_workbook_that_breaks_off_is_damaged(xlsx, fields):
    path = xlsx([HEAD, ROW])
    path.write_bytes(path.read_bytes()[:-400])

    assert "工作簿已损坏" in refusal(path, fields)


def test_a_workbook_whose_sheet_is_no_xml_is_damaged(xlsx, fields, tmp_path):
    path = changed(xlsx([HEAD, ROW]), tmp_path, "xl/worksheets/sheet1.xml", lambda text: text[:-60])

    assert "工作簿已损坏" in refusal(path, fields)


def test_a_workbook_with_entities_is_refused_before_it_is_read(xlsx, fields, tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]>'
    path = changed(
        xlsx([HEAD, ROW]), tmp_path, "xl/worksheets/sheet1.xml", lambda text: bomb + text
    )

    assert "不应有的声明" in refusal(path, fields)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    xlsx, fields, monkeypatch
):
    monkeypatch.setattr(package, "UNPACKED_LIMIT", 2_000)

    assert "解压后超过" in refusal(xlsx([HEAD, ROW]), fields)


def test_a_row_number_no_sheet_can_have_is_refused_not_waited_for(
    xlsx, fields, tmp_path, monkeypatch
):
    monkeypatch.setattr(sheets, "ROW_NUMBER_LIMIT", 1_000)
    path = changed(
        xlsx([HEAD, ROW]),
        tmp_path,
        "xl/worksheets/sheet1.xml",
        lambda text: text.replace('<row r="2"', '<row r="99999999999"'),
    )

    assert "工作簿已损坏" in refusal(path, fields)


def test_too_many_merged_cells_are_refused(xlsx, fields, monkeypatch):
    monkeypatch.setattr(sheets, "MERGE_LIMIT", 1)

    def merge(book: Workbook) -> None:
        for cells in ("A2:A3", "B2:B3", "C2:C3"):
            book.active.merge_cells(cells)

    assert "合并单元格超过 1 处" in refusal(xlsx([HEAD, ROW, ROW], then=merge), fields)


def test_too_many_columns_are_refused(xlsx, fields):
    assert "超过 256 列" in refusal(xlsx([[*HEAD, *range(300)], ROW]), fields)


def test_bytes_that_are_no_text_are_refused(tmp_path, fields):
    path = tmp_path / "ledger.csv"
    path.write_bytes(b"\x00\x01\x02\xff\xff\x80")

    assert "编码" in refusal(path, fields)


def test_an_endless_csv_cell_is_refused(csv_file, fields):
    path = csv_file('项目名称,投资企业\n"' + "长" * 140_000)

    assert "CSV 格式有误" in refusal(path, fields)


def test_a_workbook_with_scrambled_bytes_is_damaged(xlsx, fields):
    path = xlsx([HEAD, ROW])
    content = path.read_bytes()
    path.write_bytes(content[:60] + b"\xff" * 60 + content[120:])

    assert "工作簿已损坏" in refusal(path, fields)


def changed(path, folder, part, edit):
    """Give a copy of a workbook with one part edited."""
    copy = folder / "changed.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == part:
                content = edit(content.decode()).encode()
            target.writestr(entry.filename, content)
    return copy
