"""Whatever the text, reading a flow gives a flow or faults: never a traceback, never a hang."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guatu.definitions import read_flow
from guatu.definitions.document import Document
from guatu.errors import DefinitionFaults

BOMB = "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(20))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["desk", "one", "done", "any", "3 workdays", "amount > 1.0", "text", "unit"]),
)  # fmt: skip
KEYS = st.one_of(
    st.text(max_size=5),
    st.sampled_from([*Document.model_fields, "title", "to", "from", "who", "requires", "when"]),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=30,
)


def read(source: str) -> tuple[str, ...]:
    try:
        read_flow(source, file="f.yaml", templates={"handover.txt.j2": "x"}, rules={"fee_paid"})
    except DefinitionFaults as caught:
        faults = caught
    else:
        return ()
    assert faults.sentence("zh")
    assert faults.sentence("en")
    assert all(f.line >= 1 and f.column >= 1 for f in faults.faults)
    return tuple(f.code for f in faults.faults)


@settings(deadline=None)
@given(st.text())
def test_any_text_gives_faults(text: str) -> None:
    assert read(text)


@settings(deadline=None)
@given(st.text(alphabet="ab:-{}[]'\"&*!|>%@`#?, \n\t\\：，0xU", max_size=60))
def test_any_punctuation_gives_faults(text: str) -> None:
    assert read(text)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(list(Document.model_fields)), TREES, max_size=12))
def test_any_tree_gives_faults(tree: dict[str, Any]) -> None:
    assert read(json.dumps(tree, ensure_ascii=False))


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=10**9))
def test_a_flow_with_a_part_exchanged_gives_faults_or_a_flow(example: str, seed: int) -> None:
    chance = random.Random(seed)
    lines = example.split("\n")
    for _ in range(chance.randrange(1, 6)):
        n, m = chance.randrange(len(lines)), chance.randrange(len(lines))
        act = chance.randrange(4)
        if act == 0:
            lines[n] = lines[m]
        elif act == 1:
            del lines[n]
        elif act == 2:
            cut = chance.randrange(len(lines[n]) + 1)
            lines[n] = lines[n][:cut] + lines[m][chance.randrange(len(lines[m]) + 1) :]
        else:
            words = lines[n].split(" ")
            words[chance.randrange(len(words))] = chance.choice(example.split())
            lines[n] = " ".join(words)

    read("\n".join(lines))


@pytest.mark.parametrize(("source", "code"), [
    ("a: " + "x" * 1024 * 1024, "too-large"),
    ("字: " + "字" * 400_000, "too-large"),
    ("a: \x00", "control-character"),
    ('flow: "\\x07"', "control-character"),
    ('flow: "\\ud800"', "control-character"),
    ('flow: "\\UFFFFFFFF"', "syntax"),
    ("flow: '\ud800'", "control-character"),
    ("[" * 500_000, "too-deep"),
    ("{a: " * 200_000, "too-deep"),
    ("- " * 500_000, "too-deep"),
    (BOMB, "anchor"),
    ("flow: " + "9" * 5000, "bad-key"),
    ("\n\n", "empty-file"),
    ("# nothing\n", "empty-file"),
    ("flow", "not-a-mapping"),
    ("%YAML 9.9\n---\na: 1", "syntax"),
    ("flow: *nobody", "anchor"),
    ("flow: !!binary gA==", "tag"),
    ("flow: !!timestamp 2026-99-99", "tag"),
    ("flow: 2026-99-99", "bad-key"),
])  # fmt: skip
def test_known_tricks_are_faults(source: str, code: str) -> None:
    assert code in read(source)


@pytest.mark.parametrize("bound", [".inf", ".nan", "-.inf", "1e999"])
def test_a_bound_is_an_ordinary_number(example: str, bound: str) -> None:
    assert {"wrong-type", "bad-number"} & set(read(example.replace("min: 0", f"min: {bound}")))
