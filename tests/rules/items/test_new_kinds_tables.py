"""New kinds by example: what an answer is worth, what is missing, what is wrong with an item."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.grading import describe, described_key, grade_answer
from courses.items.rules.inside import option_of
from courses.items.rules.kinds import KINDS
from courses.items.rules.rubric import rubric_fraction
from tests.support.factories.items import body_of, example, parsed


def answered(kind: str, form: dict[str, list[str]], **values: Any) -> tuple[dict[str, Any], Any]:
    """The body of an example and what its kind reads from a form."""
    body = body_of(example(kind, **values))
    return body, KINDS[kind].read(body, form)


CORRECT = {"text": "right", "correct": True}
CLOZE = {"year.text": ["1204"], "who.choice": ["0"], "toll.text": ["Toll."]}


@pytest.mark.parametrize(
    ("changes", "fraction", "parts"),
    [
        ({}, 1, (True, True, True)),
        ({"year.text": ["1207"]}, 3 / 4, (False, True, True)),
        ({"who.choice": ["1"]}, 2 / 4, (True, False, True)),
        ({"toll.text": ["tax"]}, 3.5 / 4, (True, True, False)),
        ({"year.text": [""], "toll.text": [" "]}, 2 / 4, (False, True, False)),
    ],
)
def test_a_text_with_gaps_earns_what_its_gaps_do(
    changes: dict[str, list[str]], fraction: float, parts: tuple[bool, ...]
) -> None:
    body, response = answered("cloze", {**CLOZE, **changes})

    grade = grade_answer("cloze", body, response)

    assert grade.fraction == pytest.approx(fraction)
    assert grade.parts == parts
    assert grade.remark_html == (None if fraction == 1 else "<p>See the last sentence.</p>")


def test_feedback_of_a_gap_is_that_of_its_own_kind() -> None:
    body, response = answered("cloze", {**CLOZE, "who.choice": ["1"], "toll.text": ["fish"]})

    grade = grade_answer("cloze", body, response)

    assert grade.inner["who"].notes_html == {1: "<p>All paid.</p>"}
    assert grade.inner["toll"].remark_html == "<p>Read on.</p>"


def test_gaps_are_counted_in_the_order_of_the_text() -> None:
    gaps = [{"id": key, "kind": "text", "answers": [key]} for key in ("b", "a")]
    body, response = answered("cloze", {"a.text": ["x"], "b.text": ["b"]}, prompt="First {a}, then {b}.", gaps=gaps)

    assert grade_answer("cloze", body, response).parts == (False, True)
    assert describe("cloze", body, response) == "1: x; 2: b"
    assert described_key("cloze", body) == "1: a; 2: b"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, None),
        ({"who.choice": [""]}, "Not every gap is filled yet."),
        ({"year.text": ["soon"]}, "This is no number. Write it in digits, for example 12 or 3.5."),
    ],
)
def test_what_a_text_with_gaps_lacks_is_said(changes: dict[str, list[str]], words: str | None) -> None:
    body, response = answered("cloze", {**CLOZE, **changes})

    assert KINDS["cloze"].missing(body, response) == words


def test_a_gap_that_takes_marks_off_takes_them_off_the_whole() -> None:
    options = [{"text": "yes", "correct": True}, {"text": "no", "weight": -1}]
    gaps = [{"id": "a", "kind": "choice", "options": options}]
    body, response = answered("cloze", {"a.choice": ["1"]}, prompt="{a}", gaps=gaps)

    assert grade_answer("cloze", body, response).fraction == -1


@pytest.mark.parametrize(
    ("form", "fraction", "missing"),
    [
        ({"gap-a": ["0"], "gap-b": ["2"]}, 1, None),
        ({"gap-a": ["1"], "gap-b": ["2"]}, 0.5, None),
        ({"gap-a": ["0"]}, 0.5, "Not every gap has its word yet."),
        ({"gap-a": ["0"], "gap-b": ["0"]}, 0.5, "The word “bridge” stands in 2 gaps, but may stand in 1 only."),
    ],
)
def test_words_earn_what_stands_in_its_gap(form: dict[str, list[str]], fraction: float, missing: str | None) -> None:
    body, response = answered("drag-words", form)

    assert grade_answer("drag-words", body, response).fraction == fraction
    assert KINDS["drag-words"].missing(body, response) == missing


def test_a_word_of_two_gaps_may_stand_in_both_in_any_case() -> None:
    gaps = [{"id": "a", "word": "bridge"}, {"id": "b", "word": "bridge"}]
    body, response = answered("drag-words", {"gap-a": ["0"], "gap-b": ["0"]}, gaps=gaps)

    assert body["words"] == ["bridge", "king"]
    assert body["copies"] == [2, 1]
    assert KINDS["drag-words"].missing(body, response) is None
    assert grade_answer("drag-words", body, response).fraction == 1


def test_a_word_to_reuse_may_stand_anywhere() -> None:
    body, response = answered("drag-words", {"gap-a": ["0"], "gap-b": ["0"]}, reuse=True)

    assert body["copies"] == [None, None, None]
    assert KINDS["drag-words"].missing(body, response) is None


def test_words_stay_in_the_gaps_when_others_are_added() -> None:
    body, response = answered("drag-words", {"gap-a": ["0"], "gap-b": ["1"]})
    new = body_of(example("drag-words", distractors=["abbot", "king"]))

    carried = KINDS["drag-words"].carry(body, new, response)

    assert carried
    assert describe("drag-words", new, carried) == describe("drag-words", body, response) == "1: bridge; 2: king"


def test_the_answer_to_a_gap_with_another_name_is_carried_over() -> None:
    body, response = answered("cloze", CLOZE)
    renamed = [{**gap, "id": gap["id"].replace("who", "people")} for gap in example("cloze")["gaps"]]
    new = body_of(example("cloze", prompt="{year} {people} {toll}", gaps=renamed))

    carried = KINDS["cloze"].carry(body, new, response)

    assert carried == {"answers": {"year": {"text": "1204"}, "people": {"choice": 0}, "toll": {"text": "Toll."}}}


def test_the_answer_to_a_gap_that_is_gone_or_of_another_kind_is_left_out() -> None:
    body, response = answered("cloze", CLOZE)
    other = [{"id": "who", "kind": "text", "answers": ["all"]}, {"id": "toll", "kind": "text", "answers": ["a toll"]}]
    new = body_of(example("cloze", prompt="{who} paid {toll}", gaps=other))

    assert KINDS["cloze"].carry(body, new, response) == {"answers": {"toll": {"text": "Toll."}}}


@pytest.mark.parametrize(
    ("form", "fraction", "missing"),
    [
        ({"who.choice": ["0"], "when.text": ["1204"]}, 1, None),
        ({"who.choice": ["0"], "when.text": ["5"]}, 0.75, None),
        ({"when.text": ["1204"]}, 0.25, "Not every question is answered yet."),
    ],
)
def test_several_questions_earn_their_shares(form: dict[str, list[str]], fraction: float, missing: str | None) -> None:
    body, response = answered("stimulus", form)

    assert grade_answer("stimulus", body, response).fraction == fraction
    assert KINDS["stimulus"].missing(body, response) == missing


def test_the_evidence_of_a_wrong_option_is_found_by_the_number_of_the_option() -> None:
    questions = [example("true-false", id="first"), *example("stimulus")["questions"]]
    item, problems = parsed(example("stimulus", questions=questions))
    assert item
    assert problems == []

    response = KINDS["stimulus"].read(item.body, {"who.choice": ["1"]})

    (number,) = grade_answer("stimulus", item.body, response).options
    assert item.option_evidence == {number: ("p-2",)}
    assert option_of(item.body, number)["html"] == "The king"


def test_options_of_gaps_inside_a_stimulus_keep_evidence_of_their_own() -> None:
    gap = {"id": "b", "kind": "choice", "options": [CORRECT, {"text": "in the gap", "evidence": ["p-1"]}]}
    filled = example("cloze", id="filled", prompt="{a} {b}", gaps=[{"id": "a", "kind": "text", "answers": ["x"]}, gap])
    wrong = {"text": "in the choice", "feedback": "No.", "evidence": ["p-2"]}
    chosen = example("multiple-choice", id="chosen", options=[CORRECT, wrong])
    item, problems = parsed(example("stimulus", questions=[filled, chosen]))
    assert item
    assert problems == []

    response = KINDS["stimulus"].read(item.body, {"filled.b.choice": ["1"], "chosen.choice": ["1"]})

    numbers = grade_answer("stimulus", item.body, response).options
    assert [option_of(item.body, number)["html"] for number in numbers] == ["in the gap", "in the choice"]
    assert [item.option_evidence[number] for number in numbers] == [("p-1",), ("p-2",)]


def test_an_essay_waits_for_a_person() -> None:
    body, response = answered("essay", {"text": ["One two three.\r\nFour"]})

    grade = grade_answer("essay", body, response)

    assert response == {"text": "One two three.\nFour"}
    assert (grade.fraction, grade.is_pending) == (0, True)
    assert describe("essay", body, response) == "One two three. Four"


def test_the_words_that_were_in_the_field_before_are_no_answer() -> None:
    assert answered("essay", {"text": ["I think that "]})[1] is None


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (2, "It should have at least 3 words; it has 2."),
        (3, None),
        (100, None),
        (101, "It should have at most 100 words; it has 101."),
    ],
)
def test_an_essay_says_when_it_is_too_short_or_too_long(words: int, sentence: str | None) -> None:
    body, response = answered("essay", {"text": [" ".join(["word"] * words)]})

    assert KINDS["essay"].missing(body, response) == sentence


@pytest.mark.parametrize(
    ("levels", "fraction"),
    [({}, 0), ({"sides": 2, "words": 1}, 1), ({"sides": 1}, 0.25), ({"sides": 2}, 0.75), ({"words": 1}, 0.25)],
)
def test_levels_of_a_rubric_are_worth_their_points(levels: dict[str, int], fraction: float) -> None:
    assert rubric_fraction(body_of(example("essay")), levels) == fraction


@pytest.mark.parametrize("levels", [{"style": 0}, {"sides": 3}, {"sides": -1}])
def test_there_are_no_other_levels(levels: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="no such"):
        rubric_fraction(body_of(example("essay")), levels)


@pytest.mark.parametrize(("line", "points"), [("2 Good", 2), ("1.5 Good", 1.5), ("1.50 Good", 1.5), ("007 Good", 7)])
def test_a_level_begins_with_its_points_however_they_are_written(line: str, points: float) -> None:
    form = {"rubric-id": ["a"], "rubric-criterion": ["Style"], "rubric-levels": [f"0 None\n{line}"]}

    body = body_of(example("essay", rubric=KINDS["essay"].draft(form)["rubric"]))

    assert [(level["html"], level["points"]) for level in body["rubric"][0]["levels"]] == [
        ("None", 0),
        ("Good", points),
    ]


POINTS = st.lists(st.integers(0, 10) | st.floats(0, 10), min_size=2, max_size=4).filter(
    lambda points: max(points) > 0.1
)


@given(criteria=st.lists(POINTS, min_size=1, max_size=4), data=st.data())
def test_a_rubric_is_worth_between_nothing_and_everything(criteria: list[list[float]], data: st.DataObject) -> None:
    rubric = [
        {"id": f"c{n}", "criterion": "x", "levels": [{"text": "y", "points": each} for each in points]}
        for n, points in enumerate(criteria)
    ]
    body = body_of(example("essay", rubric=rubric))
    levels = {f"c{n}": data.draw(st.integers(0, len(points) - 1)) for n, points in enumerate(criteria)}
    best = {f"c{n}": points.index(max(points)) for n, points in enumerate(criteria)}

    assert 0 <= rubric_fraction(body, levels) <= 1 + 1e-9
    assert rubric_fraction(body, best) == pytest.approx(1)


GAP = {"id": "a", "kind": "text", "answers": ["x"]}
PART = {"id": "a", "kind": "true-false", "prompt": "x", "evidence": ["p-1"], "answer": True, "feedback": "y"}
LEVELS = [{"text": "a", "points": 0}, {"text": "b", "points": 1}]
ALONE = "cannot stand inside another"

MISTAKES: list[tuple[str, dict[str, Any], tuple[str | int, ...], str]] = [
    ("cloze", {"prompt": "None.", "gaps": [GAP]}, ("gaps", 0, "id"), "does not stand"),
    ("cloze", {"prompt": "{a} {b}", "gaps": [GAP]}, ("prompt",), "no gap 'b'"),
    ("cloze", {"prompt": "{a} {a}", "gaps": [GAP]}, ("prompt",), "twice"),
    ("cloze", {"prompt": "{a}", "gaps": [GAP, GAP]}, ("gaps", 1, "id"), "twice"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "id": "A 1"}]}, ("gaps", 0, "id"), "lower-case"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "kind": "words"}]}, ("gaps", 0, "kind"), "text, choice, number"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "unit": "km"}]}, ("gaps", 0, "unit"), "has no 'unit'"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "colour": "red"}]}, ("gaps", 0, "colour"), "Unknown key"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "marks": 0}]}, ("gaps", 0, "marks"), "above 0"),
    ("cloze", {"prompt": "{a}", "gaps": [{**GAP, "answers": ["*"]}]}, ("gaps", 0, "answers", 0), "anything"),
    ("cloze", {"gaps": []}, ("gaps",), "1 to 50"),
    ("cloze", {"prompt": ""}, ("prompt",), "empty"),
    ("drag-words", {"distractors": ["town"]}, ("distractors", 0), "fit no gap"),
    ("drag-words", {"gaps": [{"id": "a"}, {"id": "b", "word": "x"}]}, ("gaps", 0, "word"), "missing"),
    ("drag-words", {"reuse": "yes"}, ("reuse",), "true or false"),
    ("essay", {"words_min": 9, "words_max": 3}, ("words_max",), "below"),
    ("essay", {"words_min": 1.5}, ("words_min",), "whole number"),
    ("essay", {"lines": 0}, ("lines",), "1 to 60"),
    (
        "essay",
        {"rubric": [{"id": "a", "criterion": "x", "levels": LEVELS}] * 2},
        ("rubric", 1, "id"),
        "twice",
    ),
    (
        "essay",
        {"rubric": [{"id": "a", "criterion": "x", "levels": [LEVELS[0], LEVELS[0]]}]},
        ("rubric",),
        "more than 0",
    ),
    (
        "essay",
        {"rubric": [{"id": "a", "criterion": "x", "levels": [LEVELS[1], {"text": "c", "points": -1}]}]},
        ("rubric", 0, "levels", 1, "points"),
        "from 0",
    ),
    ("stimulus", {"questions": [PART, PART]}, ("questions", 1, "id"), "twice"),
    ("stimulus", {"questions": [{**PART, "kind": "essay"}]}, ("questions", 0, "kind"), ALONE),
    ("stimulus", {"questions": [{**PART, "kind": "stimulus"}]}, ("questions", 0, "kind"), ALONE),
    ("stimulus", {"questions": [{**PART, "kind": "description"}]}, ("questions", 0, "kind"), ALONE),
    ("stimulus", {"questions": [{**PART, "tags": ["x"]}]}, ("questions", 0, "tags"), "whole"),
    ("stimulus", {"questions": [{**PART, "hints": ["x"]}]}, ("questions", 0, "hints"), "whole"),
    ("stimulus", {"questions": [{**PART, "penalty": 0}]}, ("questions", 0, "penalty"), "whole"),
    ("stimulus", {"questions": [{**PART, "difficulty": "easy"}]}, ("questions", 0, "difficulty"), "whole"),
    ("stimulus", {"questions": [{**PART, "answer": 1}]}, ("questions", 0, "answer"), "true or false"),
    ("stimulus", {"questions": [{**PART, "evidence": ["p-9"]}]}, ("questions", 0, "evidence", 0), "p-9"),
    ("stimulus", {"questions": [PART, "id: [a"]}, ("questions", 1), "not valid YAML"),
    ("stimulus", {"questions": ["id: a"]}, ("questions", 0), "mapping"),
    ("stimulus", {"questions": []}, ("questions",), "1 to 20"),
    ("description", {"marks": 2}, ("marks",), "no 'marks'"),
    ("description", {"hints": ["x"]}, ("hints",), "no 'hints'"),
]


@pytest.mark.parametrize(("kind", "values", "place", "words"), MISTAKES)
def test_a_mistake_is_named_where_it_stands(
    kind: str, values: dict[str, Any], place: tuple[str | int, ...], words: str
) -> None:
    _, problems = parsed({**example(kind), **values})

    assert [path for path, message in problems if words in message] == [place]


@pytest.mark.parametrize("kind", ["essay", "description"])
def test_what_nothing_proves_needs_no_evidence(kind: str) -> None:
    spec = example(kind)
    del spec["evidence"]

    item, problems = parsed(spec)

    assert problems == []
    assert item
    assert item.evidence == ()


def test_a_text_has_no_marks() -> None:
    item, _ = parsed(example("description"))

    assert item
    assert item.marks == 0
