"""What is wrong with an item is named where it stands, all of it at once."""

from __future__ import annotations

from typing import Any

import pytest

from courses.items.rules.kinds import Context
from courses.items.rules.spec import parse_item
from tests.support.factories.items import example, parsed

RIGHT = {"text": "yes", "correct": True}
WRONG = {"text": "no", "feedback": "why not"}
OTHER = {"text": "perhaps", "feedback": "why not"}

MISTAKES: list[tuple[str, dict[str, Any], tuple[str | int, ...], str]] = [
    ("multiple-choice", {"options": [WRONG, OTHER]}, ("options",), "Exactly one"),
    ("multiple-choice", {"options": [RIGHT, {**RIGHT, "text": "also"}]}, ("options",), "Exactly one"),
    ("multiple-choice", {"options": [RIGHT]}, ("options",), "2 to 200"),
    ("multiple-choice", {"options": [RIGHT, {"text": "no"}]}, ("options", 1, "feedback"), "why is it wrong"),
    ("multiple-choice", {"options": [RIGHT, WRONG, WRONG]}, ("options", 2, "text"), "twice"),
    ("multiple-choice", {"options": [RIGHT, {**WRONG, "why": "x"}]}, ("options", 1, "why"), "Unknown key"),
    (
        "multiple-choice",
        {"options": [{**RIGHT, "correct": "yes"}, {**OTHER, "correct": True}]},
        ("options", 0, "correct"),
        "true",
    ),
    ("multiple-choice", {"options": [RIGHT, "no"]}, ("options", 1), "keys"),
    ("multiple-response", {"options": [WRONG, OTHER]}, ("options",), "At least one"),
    ("true-false", {"answer": "maybe"}, ("answer",), "true or false"),
    ("true-false", {"feedback": None}, ("feedback",), "missing"),
    ("short-answer", {"answers": []}, ("answers",), "1 to 200"),
    ("short-answer", {"answers": ["toll", "*"]}, ("answers", 1), "anything"),
    ("numeric", {"answer": "twelve"}, ("answer",), "number"),
    ("numeric", {"answer": float("nan")}, ("answer",), "number"),
    ("numeric", {"tolerance": -1}, ("tolerance",), "below 0"),
    ("matching", {"pairs": [{"left": "a", "right": "b"}]}, ("pairs",), "2 to 50"),
    ("matching", {"distractors": ["later"]}, ("distractors", 0), "fit nothing"),
    ("ordering", {"steps": ["a", "b", "a"]}, ("steps", 2), "twice"),
    ("ordering", {"steps": ["a", ""]}, ("steps", 1), "empty"),
    ("evidence", {"proof": [{"passage": "p-9", "text": "x"}]}, ("proof", 0, "passage"), "p-9"),
    ("evidence", {"proof": [{"passage": "p-1", "text": "Its bridge came never"}]}, ("proof", 0, "text"), "exactly"),
    ("evidence", {"proof": [{"passage": "p-1", "text": "."}]}, ("proof", 0, "text"), "more than once"),
    ("evidence", {"passages": ["p-2"]}, ("passages",), "p-1"),
    ("evidence", {"passages": ["p-1", "p-9"]}, ("passages", 1), "p-9"),
    ("numeric", {"id": "Item 1"}, ("id",), "lower-case"),
    ("numeric", {"kind": "essai"}, ("kind",), "essai"),
    ("numeric", {"prompt": ""}, ("prompt",), "empty"),
    ("numeric", {"prompt": ["a"]}, ("prompt",), "text"),
    ("numeric", {"evidence": []}, ("evidence",), "1 to 20"),
    ("numeric", {"evidence": ["p-1", "p-9"]}, ("evidence", 1), "p-9"),
    ("numeric", {"evidence": ["p-1", "p-1"]}, ("evidence", 1), "twice"),
    ("numeric", {"marks": 0}, ("marks",), "above 0"),
    ("numeric", {"marks": 101}, ("marks",), "at most 100"),
    ("numeric", {"tags": "dates"}, ("tags",), "list"),
]


@pytest.mark.parametrize(("kind", "values", "place", "words"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(
    kind: str, values: dict[str, Any], place: tuple[str | int, ...], words: str
) -> None:
    _, problems = parsed({**example(kind), **values})

    assert [path for path, message in problems if words in message] == [place]


def test_all_mistakes_are_named_at_once() -> None:
    spec = example("multiple-choice", prompt="", marks=-1, colour="red", options=[{"text": ""}, WRONG])

    _, problems = parsed(spec)

    assert {path[0] for path, _ in problems} == {"prompt", "marks", "colour", "options"}


def test_an_item_needs_evidence() -> None:
    spec = example("numeric")
    del spec["evidence"]

    _, problems = parsed(spec)

    assert problems == [(("evidence",), "'evidence' is missing.")]


def test_what_proves_a_claim_is_its_evidence() -> None:
    spec = example("evidence")
    del spec["evidence"]

    item, problems = parsed(spec)

    assert problems == []
    assert item
    assert item.evidence == ("p-1",)


def test_a_proof_that_does_not_hold_asks_for_no_evidence_beside_it() -> None:
    spec = example("evidence", proof=[{"passage": "p-9", "text": "x"}])
    del spec["evidence"]

    _, problems = parsed(spec)

    assert [path for path, _ in problems] == [("proof", 0, "passage")]


def test_a_label_is_one_paragraph() -> None:
    problems: list[tuple[str | int, ...]] = []
    spec = example("multiple-choice")

    context = Context(
        render=lambda text, _path: "<ul><li>a</li></ul>" if text == "The king" else f"<p>{text}</p>",
        passages={"p-1": "x"},
        problem=lambda path, message: problems.append(path),
    )
    parse_item(spec, context)

    assert problems == [("options", 1, "text")]
