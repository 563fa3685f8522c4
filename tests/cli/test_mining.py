"""What really happened, told by a command, and drawn."""

from __future__ import annotations

import gzip


def test_the_history_of_a_flow_is_told_in_sentences_and_tables(guatu, opened) -> None:
    said = guatu("mine", "full_service")

    assert (said.code, "流程挖掘" in said.out) == (0, True)
    told = guatu("mine", "full_service", "--json").json()
    assert told["mined"]["cases"] == 1


def test_a_flow_nobody_has_is_refused(guatu, office) -> None:
    assert guatu("mine", "nothing").code == 3


def test_only_ended_or_running_cases_can_be_asked_for(guatu, office) -> None:
    said = guatu("mine", "full_service", "--only", "paused")

    assert (said.code, "ended" in said.err) == (2, True)


def test_the_picture_is_warmed_by_the_history(guatu, opened, tmp_path) -> None:
    cold, warm = tmp_path / "cold.svg", tmp_path / "warm.svg"
    guatu("diagram", "full_service", "--out", str(cold))

    said = guatu("diagram", "full_service", "--heat", "count", "--out", str(warm))

    assert said.code == 0
    assert cold.read_text(encoding="utf-8") != warm.read_text(encoding="utf-8")


def test_the_event_log_is_written_as_xes_and_csv(guatu, opened, tmp_path) -> None:
    xes, csv = tmp_path / "log.xes.gz", tmp_path / "log.csv"

    said = guatu("mine", "full_service", "--xes", str(xes), "--csv", str(csv))

    assert (said.code, str(xes) in said.out, str(csv) in said.out) == (0, True, True)
    starts = gzip.decompress(xes.read_bytes()).decode().count('value="start"')
    assert starts == csv.read_text(encoding="utf-8-sig").count(",start,") == 1


def test_an_event_log_of_another_ending_is_refused(guatu, opened, tmp_path) -> None:
    said = guatu("mine", "full_service", "--xes", str(tmp_path / "log.xml"))

    assert (said.code, ".xes.gz" in said.err) == (1, True)


def test_a_log_that_can_not_be_written_is_one_sentence(guatu, opened, tmp_path) -> None:
    for option, name in (("--xes", "log.xes"), ("--csv", "log.csv")):
        said = guatu("mine", "full_service", option, str(tmp_path / "nowhere" / name))

        assert (said.code, "无法写入" in said.err) == (2, True)
