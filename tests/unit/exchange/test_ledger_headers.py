from __future__ import annotations

import pytest

from guatu.errors import InvalidValues, UnreadableFile
from guatu.exchange import read_ledger
from guatu.exchange.headers import letter_of
from guatu.exchange.lexicon import told_fields

HEAD = ["项目名称", "投资企业", "落户地区", "计划投资（万元）"]
ROW = ["甲项目", "乙公司", "望溪区", 6000]


@pytest.mark.parametrize(
    "header",
    [
        "计划投资",
        "计划投资（万元）",
        "计划投资(万元)",
        "计划投资【万元】",
        "计划投资（单位：万元）",
        "计划投资万元",
        " 计划\n投资 （万元） ",
        "*计划投资（必填）",
        "investment",
        "Investment",
    ],
)
def test_a_column_is_matched_by_title_or_key_with_or_without_its_unit(xlsx, fields, header):
    ledger = read_ledger(xlsx([[*HEAD[:3], header], ROW]), fields)

    assert ledger.rows[0].values["investment"] == 6000


def test_an_english_title_matches_too(xlsx, fields):
    ledger = read_ledger(xlsx([["Project", *HEAD[1:]], ROW]), fields)

    assert ledger.columns["name"].letter == "A"


def test_a_title_with_brackets_of_its_own_is_matched_whole(xlsx, fields):
    ledger = read_ledger(xlsx([[*HEAD, "退出条款（合同条款号）"], [*ROW, "第九条"]]), fields)

    assert ledger.rows[0].values["clause"] == "第九条"


def test_a_remark_in_brackets_is_no_unit_where_the_field_has_none(xlsx, fields):
    ledger = read_ledger(xlsx([[*HEAD, "计划开工日期（年月日）"], [*ROW, "2026-03-02"]]), fields)

    assert ledger.rows[0].values["start"] == "2026-03-02"


def test_a_column_in_another_unit_is_refused_for_it_would_be_wrong_by_far(xlsx, fields):
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(xlsx([[*HEAD[:3], "计划投资（亿元）"], ROW]), fields)

    assert "D 列“计划投资（亿元）”的单位应为万元" in refused.value.sentence("zh")


def test_missing_columns_are_named_all_in_one_error(xlsx, fields):
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(xlsx([["项目名称", "联系电话"], ["甲", "0"]]), fields)

    assert "第 1 行表头有误，缺少列：投资企业、落户地区、计划投资" in refused.value.sentence("zh")


def test_a_missing_column_names_the_way_to_explain_a_header(xlsx, fields):
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(xlsx([["项目名称", "联系电话"], ["甲", "0"]]), fields)

    assert "用 --map 列名=字段 说明" in refused.value.sentence("zh")
    assert "--map HEADER=FIELD" in refused.value.sentence("en")


def test_the_reference_is_no_field_to_explain_and_says_how_its_column_is_called(fields):
    with pytest.raises(InvalidValues) as refused:
        told_fields(fields, {"合同号": "项目编号"})

    assert "列名写项目编号或编号或ref即可" in refused.value.sentence("zh")


def test_two_columns_for_one_field_are_refused(xlsx, fields):
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(xlsx([[*HEAD, "项目名称"], [*ROW, "乙"]]), fields)

    assert "A 列和 E 列是同一字段“项目名称”" in refused.value.sentence("zh")


def test_a_sheet_without_a_header_row_is_refused_with_the_columns_it_needs(xlsx, fields):
    with pytest.raises(UnreadableFile) as refused:
        read_ledger(xlsx([ROW, ROW]), fields)

    assert "请在首行写明列名：项目名称、投资企业、落户地区、计划投资" in refused.value.sentence(
        "zh"
    )


@pytest.mark.parametrize(
    ("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_columns_have_the_letters_a_sheet_shows(index, letter):
    assert letter_of(index) == letter
