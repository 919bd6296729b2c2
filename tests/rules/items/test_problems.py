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
    ("multiple-choice", {"options": [RIGHT, {**WRONG, "weight": 1.5}]}, ("options", 1, "weight"), "-1 to 1"),
    ("multiple-choice", {"options": [RIGHT, {**WRONG, "weight": float("nan")}]}, ("options", 1, "weight"), "a number"),
    ("multiple-choice", {"options": [{**RIGHT, "weight": 0.5}, WRONG]}, ("options", 0, "weight"), "Leave its"),
    ("multiple-choice", {"options": [RIGHT, {**WRONG, "evidence": ["p-9"]}]}, ("options", 1, "evidence", 0), "p-9"),
    ("multiple-choice", {"options": [{**RIGHT, "evidence": ["p-1"]}, WRONG]}, ("options", 0, "evidence"), "Write it"),
    ("multiple-choice", {"options": [RIGHT, *[WRONG] * 9999]}, ("options",), "2 to 200 entries, not 10000"),
    ("multiple-choice", {"shuffle": "no"}, ("shuffle",), "true or false"),
    ("multiple-response", {"options": [{**RIGHT, "weight": 0.9}, WRONG]}, ("options",), "add up to 1, not 0.9"),
    ("multiple-response", {"options": [RIGHT, {**WRONG, "weight": -1}]}, ("options",), "add up to 1, not 0"),
    ("true-false", {"praise": []}, ("praise",), "text"),
    ("short-answer", {"answers": [{"text": "toll", "weight": 0.5}]}, ("answers",), "worth 1"),
    ("short-answer", {"answers": ["toll", {"text": "tax", "weight": -0.5}]}, ("answers", 1, "weight"), "0 to 1"),
    ("short-answer", {"answers": [{"text": "*t*", "weight": 0.5}, "toll"]}, ("answers", 1), "Put this one first"),
    ("short-answer", {"answers": ["toll", {"text": "toll", "weight": 0}]}, ("answers", 1), "twice"),
    ("short-answer", {"answers": [{"weight": 1}]}, ("answers", 0, "text"), "missing"),
    ("short-answer", {"answers": ["toll", {"text": "*"}]}, ("answers", 1, "text"), "anything"),
    ("short-answer", {"accents": 1}, ("accents",), "true or false"),
    ("short-answer", {"answers": ["toll", 10**2000]}, ("answers", 1), "too many digits"),
    ("numeric", {"answer": float("inf")}, ("answer",), "number"),
    ("numeric", {"tolerance": "1e999"}, ("tolerance",), "number"),
    ("numeric", {"answers": [{"value": 1}]}, ("answer",), "either 'answer'"),
    ("numeric", {"units": [{"name": "km", "factor": 0}]}, ("units", 0, "factor"), "above 0"),
    ("numeric", {"units": [{"name": "AD", "factor": 1}]}, ("units", 0, "name"), "itself"),
    ("numeric", {"units": [{"name": "a", "factor": 1}, {"name": "a", "factor": 2}]}, ("units", 1, "name"), "twice"),
    ("matching", {"pairs": [{"left": "a", "right": "b"}] * 51}, ("pairs",), "not 51"),
    ("ordering", {"scoring": "best"}, ("scoring",), "longest-run, adjacent-pairs, exact"),
    ("ordering", {"steps": [f"s{n}" for n in range(51)]}, ("steps",), "not 51"),
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


@pytest.mark.parametrize(
    ("answers", "place", "words"),
    [
        ([{"value": 1, "weight": 0.5}], ("answers",), "worth 1"),
        ([{"value": 1, "tolerance": 5, "weight": 0.5}, {"value": 2}], ("answers", 1), "Put this one first"),
        ([{"from": 2, "to": 1}], ("answers", 0, "to"), "below 'from'"),
        ([{"from": 2}], ("answers", 0, "to"), "missing"),
        ([{"from": 1, "to": 2, "tolerance": 1}], ("answers", 0, "tolerance"), "no 'tolerance'"),
        ([{"from": 1, "value": 2}], ("answers", 0, "from"), "either"),
        ([{"feedback": "x"}], ("answers", 0, "value"), "needs a 'value'"),
        ([{"value": float("inf")}], ("answers", 0, "value"), "number"),
        ([{"from": 0, "to": float("inf")}], ("answers", 0, "to"), "number"),
        ([], ("answers",), "1 to 200"),
    ],
)
def test_a_mistake_in_a_list_of_numbers_is_named_where_it_stands(
    answers: list[Any], place: tuple[str | int, ...], words: str
) -> None:
    spec = example("numeric", answers=answers)
    del spec["answer"], spec["tolerance"]

    _, problems = parsed(spec)

    assert [path for path, message in problems if words in message] == [place]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("multiple-choice", {"options": [RIGHT, {"text": "no"}]}),
        ("multiple-response", {"options": [RIGHT, {"text": "no", "weight": -0.5}, {**OTHER, "weight": 0}]}),
        ("true-false", {"feedback": None}),
        ("short-answer", {"answers": ["a *", {"text": "* b", "weight": 0.5}, "c b", {"text": "*", "weight": 0}]}),
    ],
)
def test_questions_from_elsewhere_need_neither_proof_nor_feedback(kind: str, values: dict[str, Any]) -> None:
    spec = example(kind, **values)
    if kind == "multiple-response":
        spec["options"][0] = {**RIGHT, "weight": 1}
    del spec["evidence"]

    item, problems = parsed(spec, is_lenient=True)

    assert problems == []
    assert item
    assert item.evidence == ()


def test_questions_from_elsewhere_need_two_pairs_and_one_way_to_be_right() -> None:
    pairs = example("matching", pairs=[{"left": "a", "right": "b"}])
    hidden = example("short-answer", answers=[{"text": "*t*", "weight": 0.5}, "toll"])

    assert [path for path, _ in parsed(pairs, is_lenient=True)[1]] == [("pairs",)]
    assert [path for path, _ in parsed(hidden, is_lenient=True)[1]] == [("answers", 1)]


def test_what_proves_an_option_wrong_is_handed_on_by_its_number() -> None:
    options = [{**OTHER, "evidence": ["p-2", "p-1"]}, RIGHT, WRONG]

    item, problems = parsed(example("multiple-choice", options=options))

    assert problems == []
    assert item
    assert item.option_evidence == {0: ("p-2", "p-1")}
    assert "option_proves" not in item.body
    assert [option["evidence"] for option in item.body["options"]] == [["p-2", "p-1"], [], []]


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


@pytest.mark.parametrize(
    ("weights", "is_whole", "is_whole_in_the_bank"),
    [
        ([1], True, True),
        ([0.7, 0.3], True, True),
        ([0.1] * 10, True, True),
        # Equal parts, rounded as people and other programs do it.
        ([0.333] * 3, True, True),
        ([0.3333333] * 3, True, True),
        ([0.16666] * 6, True, True),
        ([0.167] * 6, True, True),
        ([0.33] * 3, False, False),
        ([0.7, 0.2999999], True, True),
        ([0.7, 0.29999], False, True),
        ([0.7, 0.30001], False, True),
        ([0.5, 0.6], False, True),
        ([1, 1], False, True),
        ([0.5, 0.5, 0.5], False, True),
        ([0.5, 0.4], False, False),
        ([1, -0.5], False, False),
    ],
)
def test_weights_of_right_options_add_up_to_one(
    weights: list[float], is_whole: bool, is_whole_in_the_bank: bool
) -> None:
    rights = [{"text": f"right {number}", "correct": True, "weight": each} for number, each in enumerate(weights)]
    spec = example("multiple-response", options=[*rights, WRONG])

    problems = [parsed(spec, is_lenient=is_lenient)[1] for is_lenient in (False, True)]

    assert [found == [] for found in problems] == [is_whole, is_whole_in_the_bank]
    if not is_whole:
        assert problems[0] == [
            (("options",), f"The weights of the right options should add up to 1, not {sum(weights):.7g}.")
        ]


def test_wrong_options_may_cost_more_than_everything_together() -> None:
    wrongs = [{**WRONG, "text": f"wrong {number}", "weight": -0.5} for number in range(3)]

    assert parsed(example("multiple-response", options=[{**RIGHT, "weight": 1}, *wrongs]))[1] == []
