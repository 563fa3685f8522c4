"""A trial as JUnit XML, which build servers show."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from .results import Trial


def junit(trial: Trial) -> str:
    """Write a trial as JUnit XML: a case for each scenario, its failure told day by day."""
    bad = sum(not ran.ok for ran in trial.runs)
    suite = ET.Element("testsuite", name=trial.flow, tests=str(len(trial.runs)), failures=str(bad))
    for ran in trial.runs:
        case = ET.SubElement(
            suite,
            "testcase",
            classname=trial.flow,
            name=ran.scenario,
            file=trial.file,
            line=str(ran.line),
        )
        if not ran.ok:
            first = next(check for day in ran.days for check in day.checks if not check.ok)
            failure = ET.SubElement(case, "failure", message=first.sentence())
            failure.text = "\n".join(ran.sentences())
    ET.indent(suite)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
