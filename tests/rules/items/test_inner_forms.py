"""The fields of questions inside a question: read by their numbers, arranged by buttons, whatever anybody sends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.drafting import spec_from
from courses.items.rules.inner_forms import drafted_questions, kinds_inside
from courses.items.rules.kinds import KINDS

Form = dict[str, list[str]]


def form_of(*prompts: str, **fields: str) -> Form:
    """The form of statements with these words."""
    blocks = {
        f"questions.{number}.{name}": [value]
        for number, prompt in enumerate(prompts, start=1)
        for name, value in (("kind", "true-false"), ("prompt", prompt))
    }
    return {**blocks, **{name.replace("_", "-"): [value] for name, value in fields.items()}}


def ids(form: Form) -> list[str]:
    return [each.get("id", "") for each in drafted_questions(form)]


def test_kinds_that_stand_alone_cannot_stand_inside() -> None:
    assert set(KINDS) - set(kinds_inside()) == {"stimulus", "essay", "description"}


@pytest.mark.parametrize(
    ("action", "left"),
    [
        ("questions up 2", ["b", "a", "c"]),
        ("questions up 1", ["a", "b", "c"]),
        ("questions down 1", ["b", "a", "c"]),
        ("questions down 3", ["a", "b", "c"]),
        ("questions remove 2", ["a", "c"]),
        ("questions remove 0", ["a", "b", "c"]),
        ("questions remove 4", ["a", "b", "c"]),
        ("questions remove -1", ["a", "b", "c"]),
        ("questions remove ²", ["a", "b", "c"]),
        ("questions remove 99999", ["a", "b", "c"]),
        ("questions remove", ["a", "b", "c"]),
        ("questions add", ["a", "b", "c", ""]),
        ("save", ["a", "b", "c"]),
    ],
)
def test_a_button_arranges(action: str, left: list[str]) -> None:
    assert ids(form_of("A", "B", "C", action=action, questions_kind="numeric")) == left


def test_numbers_need_not_follow_each_other() -> None:
    form = {name.replace("questions.2", "questions.11"): values for name, values in form_of("A", "B").items()}

    assert ids(form) == ["a", "b"]


def test_a_question_without_words_gets_its_id_when_it_is_saved() -> None:
    assert ids(form_of("", action="questions add", questions_kind="numeric")) == ["", ""]
    assert ids(form_of("", action="save")) == ["question"]


def test_a_text_inside_a_text_goes_no_deeper() -> None:
    name = "questions.1."
    form = {f"{name * depth}kind": ["stimulus"] for depth in range(1, 2_000)}

    assert drafted_questions(form) == [{"id": "question", "kind": "stimulus"}]


def test_what_was_ticked_inside_keeps_its_order() -> None:
    before: dict[str, Any] = {"questions": [{"id": "a", "evidence": ["p-2", "p-1"]}, "no mapping"]}
    form = {**form_of("A"), "questions.1.evidence": ["p-1", "p-3", "p-2"], "prompt": ["Read."]}

    (question,) = spec_from(form, "stimulus", "whole", before)["questions"]

    assert question["evidence"] == ["p-2", "p-1", "p-3"]


NAMES = st.sampled_from(
    ["questions.1.kind", "questions.2.kind", "questions.x.kind", "questions..kind", "questions.1.id"]
)
VALUES = st.lists(st.sampled_from([*KINDS, "", "questions up 1", "questions remove 2", "\x85"]), max_size=3)


@given(form=st.dictionaries(NAMES | st.sampled_from(["action", "questions-kind", "question"]), VALUES))
def test_whatever_is_sent_is_read(form: Form) -> None:
    assert all(isinstance(each, dict) for each in drafted_questions(form))
