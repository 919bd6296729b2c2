"""What the compiler says of keys, said of the fields that a form shows."""

from __future__ import annotations

import pytest

from courses.authoring.draft import Problem
from courses.authoring.quiz_editor.places import PlacedProblem
from courses.authoring.quiz_editor.wording import FIELDS, field_name, told, worded
from courses.items.rules.kinds import KINDS
from courses.items.rules.spec import COMMON_KEYS

FILE = "items:\n  - id: one\n    kind: numeric\n    prompt: When?\n    answer: soon\n"


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("'prompt' is missing.", "Fill in “Question”."),
        ("'text' is empty.", "Fill in “Words”."),
        ("'draw' is missing: how many questions does the pool draw?", "Fill in “How many questions”."),
        (
            "'evidence' is missing.",
            "Say what proves the answer: tick a passage, or select words and press “This proves it”.",
        ),
        ("'options' should have 2 to 200 entries, not 0.", "“Options”: fill in at least 2; here are 0."),
        (
            "'steps' should have 2 to 20 entries, not 21.",
            "“Steps in the right order”: at most 20 are allowed; here are 21.",
        ),
        ("Exactly one option should be 'correct: true', not 2.", "Choose the one option that is right; 2 are chosen."),
        ("At least one option should be 'correct: true'.", "Choose at least one option that is right."),
        ("'words_max' should not be below 'words_min'.", "“Most words” should not be below “Fewest words”."),
        ("There is no passage 'a-99'.", "There is no passage 'a-99'."),
    ],
)
def test_a_problem_is_said_in_the_words_of_the_form(message: str, words: str) -> None:
    assert worded(message) == words


@pytest.mark.parametrize(
    ("key", "entry", "name"),
    [
        ("options", 2, "Options 2"),
        ("prompt", None, "Question"),
        ("questions.2.evidence", None, "Question 2 inside: Passages that prove the answer"),
    ],
)
def test_a_field_is_called_as_it_is_above_it(key: str, entry: int | None, name: str) -> None:
    assert field_name(PlacedProblem(key, entry, "")) == name


def test_a_problem_of_a_line_names_its_field() -> None:
    problem = Problem("quiz.yaml", 5, "'answer' should be a number.")

    assert told(FILE, "one", [problem]) == [
        PlacedProblem("answer", None, "“Right answer” should be a number.", "Right answer")
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_of_a_kind_has_a_name_in_the_form(kind: str) -> None:
    unwritten = {"kept", "shuffle", "case", "accents", "reuse"}

    assert (COMMON_KEYS | KINDS[kind].KEYS) - unwritten - set(FIELDS) == set()
