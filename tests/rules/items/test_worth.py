"""What answers are worth between everything and less than nothing, and how they carry over to another wording."""

from __future__ import annotations

from typing import Any

import pytest

from courses.items.rules.grading import describe, described_key, grade_answer, missing_of, verdict
from courses.items.rules.kinds import KINDS
from tests.support.factories.items import body_of, example

A, B, C = ({"text": "a", "correct": True}, {"text": "b", "feedback": "not b"}, {"text": "c", "feedback": "not c"})
Values = dict[str, Any]


def numeric(*answers: Values, **values: Any) -> Values:
    """A number to be typed, with several that are accepted."""
    spec = example("numeric", answers=list(answers), **values)
    del spec["answer"], spec["tolerance"]
    return body_of(spec)


@pytest.mark.parametrize(("choice", "fraction", "word"), [(0, 1, "right"), (1, 0.5, "partial"), (2, -0.25, "wrong")])
def test_a_wrong_option_is_worth_its_weight(choice: int, fraction: float, word: str) -> None:
    body = body_of(example("multiple-choice", options=[A, {**B, "weight": 0.5}, {**C, "weight": -0.25}]))

    grade = grade_answer("multiple-choice", body, {"choice": choice})

    assert (grade.fraction, verdict(grade.fraction)) == (fraction, word)
    assert grade.options == ((choice,) if choice else ())


@pytest.mark.parametrize(
    ("choices", "fraction"), [([0, 1], 1), ([0], 0.7), ([0, 2], 0.2), ([1, 2], 0), ([0, 1, 2], 0.5), ([0, 1, 3], 1)]
)
def test_weights_of_several_options_add_up_between_nothing_and_everything(choices: list[int], fraction: float) -> None:
    weighted = [{**A, "weight": 0.7}, {"text": "d", "correct": True, "weight": 0.3}, {**B, "weight": -0.5}, C]
    body = body_of(example("multiple-response", options=weighted))

    grade = grade_answer("multiple-response", body, {"choices": choices})

    assert grade.fraction == pytest.approx(fraction)
    assert grade.options == tuple(number for number in choices if number > 1)


def test_three_thirds_are_a_whole() -> None:
    thirds = [{"text": word, "correct": True, "weight": 0.33333} for word in "xyz"]
    body = body_of(example("multiple-response", options=[*thirds, B]))

    assert grade_answer("multiple-response", body, {"choices": [0, 1, 2]}).fraction == 1


def test_those_who_judge_rightly_are_praised_and_others_told_why() -> None:
    body = body_of(example("true-false", praise="Well read."))

    assert grade_answer("true-false", body, {"answer": False}).remark_html == "<p>Well read.</p>"
    assert grade_answer("true-false", body, {"answer": True}).remark_html == "<p>It came later.</p>"


@pytest.mark.parametrize(
    ("text", "fraction", "remark"),
    [
        ("toll", 1, None),
        ("a penny", 1, "<p>Exactly.</p>"),
        ("a tax", 0.5, "<p>Nearly.</p>"),
        ("not a toll", 0, "<p>It was one.</p>"),
        ("a bribe", 0, "<p>Look again.</p>"),
        ("wheat", 0, "<p>Look again.</p>"),
    ],
)
def test_the_first_answer_that_fits_counts(text: str, fraction: float, remark: str | None) -> None:
    answers = [
        "toll",
        {"text": "not *", "weight": 0, "feedback": "It was one."},
        {"text": "*penny", "feedback": "Exactly."},
        {"text": "*tax", "weight": 0.5, "feedback": "Nearly."},
        {"text": "* bribe", "weight": 0},
    ]
    body = body_of(example("short-answer", answers=answers, feedback="Look again."))

    grade = grade_answer("short-answer", body, {"text": text})

    assert (grade.fraction, grade.remark_html) == (fraction, remark)


@pytest.mark.parametrize(
    ("text", "fraction"), [("résumé", 1), ("re\u0301sume\u0301", 1), ("RÉSUMÉ", 1), ("resume", 0), ("resumé", 0)]
)
def test_accents_count_where_the_author_says_so_however_they_are_encoded(text: str, fraction: float) -> None:
    body = body_of(example("short-answer", answers=["résumé"], accents=True))

    assert grade_answer("short-answer", body, {"text": text}).fraction == fraction


def test_the_full_stop_of_a_pattern_can_be_typed() -> None:
    body = body_of(example("short-answer", answers=["Dr. *"]))

    assert grade_answer("short-answer", body, KINDS["short-answer"].key(body)).fraction == 1


@pytest.mark.parametrize(
    ("text", "fraction", "remark"),
    [
        ("10", 1, None),
        ("10.1", 1, None),
        ("20", 1, "<p>Also.</p>"),
        ("25", 1, "<p>Also.</p>"),
        ("30", 1, "<p>Also.</p>"),
        ("31", 0.5, "<p>Close.</p>"),
        ("9", 0.25, None),
        ("8", 0, "<p>See the first sentence.</p>"),
    ],
)
def test_numbers_and_ranges_are_worth_what_they_say(text: str, fraction: float, remark: str | None) -> None:
    body = numeric(
        {"value": 10, "tolerance": 0.1},
        {"from": 20, "to": 30, "feedback": "Also."},
        {"from": 15, "to": 35, "weight": 0.5, "feedback": "Close."},
        {"value": 9, "weight": 0.25},
    )

    grade = grade_answer("numeric", body, {"text": text})

    assert (grade.fraction, grade.remark_html) == (fraction, remark)


@pytest.mark.parametrize(
    ("pattern", "text", "fraction"),
    [
        (r"2 \* 3", "2 * 3", 1),
        (r"2 \* 3", "2 ∗ 3", 1),
        (r"2 \* 3", "2 x 3", 0),
        (r"2 \* 3", "2 3", 0),
        (r"2 \* *", "2 * 17", 1),
        (r"2 \* *", "2 + 17", 0),
        (r"\*", "*", 1),
        (r"\*", "x", 0),
        ("2 * 3", "2 * 3", 1),
        ("2 * 3", "2 x 3", 1),
    ],
)
def test_a_star_behind_a_backslash_is_a_star(pattern: str, text: str, fraction: float) -> None:
    body = body_of(example("short-answer", answers=[pattern]))

    assert grade_answer("short-answer", body, {"text": text}).fraction == fraction
    assert grade_answer("short-answer", body, KINDS["short-answer"].key(body)).fraction == 1
    assert "\\" not in described_key("short-answer", body)


@pytest.mark.parametrize("text", ["0.3", "0.30000000000000004", "0.1"])
def test_the_ends_of_a_range_belong_to_it(text: str) -> None:
    assert grade_answer("numeric", numeric({"from": 0.1, "to": 0.1 + 0.2}), {"text": text}).fraction == 1


@pytest.mark.parametrize(
    "text", ["1500 m", "1500", "m 1500", "1.5 km", "1.5km", "1,5 km", "150000 cm", "1 500 m", "km 1.5", "1.500 km"]
)
def test_a_length_may_be_given_in_any_of_its_units(text: str) -> None:
    units = [{"name": "km", "factor": 1000}, {"name": "cm", "factor": 0.01}]
    body = body_of(example("numeric", answer=1500, tolerance=0, unit="m", units=units))

    assert grade_answer("numeric", body, {"text": text}).fraction == 1
    assert missing_of("numeric", body, {"text": text}) is None


@pytest.mark.parametrize("text", ["1500 km", "1.5 m", "1.5 miles", "km", "1.5 kmkm", "1e308 km"])
def test_another_length_is_wrong(text: str) -> None:
    body = body_of(example("numeric", answer=1500, tolerance=0, unit="m", units=[{"name": "km", "factor": 1000}]))

    assert grade_answer("numeric", body, {"text": text}).fraction == 0


@pytest.mark.parametrize(
    "text",
    [
        "1.2e3",
        "1.2E+3",
        "1.2x10^3",
        "1.2 × 10^3",
        "1.2*10**3",
        "1.2·10³",
        "12000 × 10⁻¹",
        "12000×10^−1 m",
        "0.0012 × 10⁶ m",
    ],
)
def test_a_number_may_be_written_with_a_power_of_ten(text: str) -> None:
    assert (
        grade_answer(
            "numeric", body_of(example("numeric", answer=1200, tolerance=0, unit="m")), {"text": text}
        ).fraction
        == 1
    )


@pytest.mark.parametrize("text", ["1.2 x 10", "1.2 × 10³³³³", "x10^3", "1.2 × 10^", "1.2²", "1.2 × 2^3"])
def test_what_is_no_power_of_ten_is_no_number(text: str) -> None:
    assert missing_of("numeric", body_of(example("numeric")), {"text": text}) is not None


@pytest.mark.parametrize(
    ("unit", "typed"), [("\u00b5m", "\u03bcm"), ("\u03bcm", "\u00b5m"), ("\u2126", "\u03a9"), ("\u00c5", "\u212b")]
)
def test_letters_of_units_that_look_alike_are_the_same(unit: str, typed: str) -> None:
    own = body_of(example("numeric", answer=5, tolerance=0, unit=unit))
    other = body_of(example("numeric", answer=500, tolerance=0, unit="x", units=[{"name": unit, "factor": 100}]))

    assert [grade_answer("numeric", body, {"text": f"5 {typed}"}).fraction for body in (own, other)] == [1, 1]


@pytest.mark.parametrize(
    ("text", "words"), [("5", "5 $"), ("5 $", "5 $"), ("€5", "€5"), ("5 €", "5 €"), ("no idea", "no idea")]
)
def test_an_answer_is_told_with_the_unit_it_was_given_in(text: str, words: str) -> None:
    body = body_of(example("numeric", answer=5, unit="$", units=[{"name": "€", "factor": 1.1}]))

    assert describe("numeric", body, {"text": text}) == words


@pytest.mark.parametrize(
    ("scoring", "places", "right"),
    [
        ("longest-run", [3, 0, 1, 2], "bcd"),
        ("longest-run", [0, 2, 1, 3], "abd"),
        ("longest-run", [3, 2, 1, 0], ""),
        ("longest-run", [0, 1, 1, 3], "ad"),
        ("longest-run", [0, 1, 2, 3], "abcd"),
        ("adjacent-pairs", [2, 3, 0, 1], "abcd"),
        ("adjacent-pairs", [0, 2, 3, 1], "bc"),
        ("exact", [0, 2, 1, 3], "ad"),
        ("exact", [0, None, 1, 3], "ad"),
    ],
)
def test_the_steps_that_count_are_right(scoring: str, places: list[int | None], right: str) -> None:
    body = body_of(example("ordering", steps=["a", "b", "c", "d"], scoring=scoring))

    parts = grade_answer("ordering", body, {"places": places}).parts

    assert "".join(step for step, is_right in zip("abcd", parts, strict=True) if is_right) == right


def test_the_right_number_of_a_range_is_its_middle() -> None:
    assert described_key("numeric", numeric({"from": 1200, "to": 1210}, unit="AD")) == "1205 AD"
    assert described_key("numeric", numeric({"from": 0.1, "to": 0.2}, unit="m")) == "0.15 m"


@pytest.mark.parametrize(
    ("scoring", "places", "fraction"),
    [
        ("longest-run", [1, 2, 3, 0], 2 / 3),
        ("adjacent-pairs", [0, 1, 2, 3], 1),
        ("adjacent-pairs", [1, 2, 3, 0], 2 / 3),
        ("adjacent-pairs", [3, 2, 1, 0], 0),
        ("adjacent-pairs", [0, 1, None, 3], 1 / 3),
        ("adjacent-pairs", [0, 1, 1, 3], 0),
        ("adjacent-pairs", [None] * 4, 0),
        ("exact", [0, 1, 2, 3], 1),
        ("exact", [0, 1, 3, 2], 0),
        ("exact", [0, 1, 2, None], 0),
    ],
)
def test_an_order_is_scored_in_the_way_its_author_chose(
    scoring: str, places: list[int | None], fraction: float
) -> None:
    body = body_of(example("ordering", steps=["a", "b", "c", "d"], scoring=scoring))

    assert grade_answer("ordering", body, {"places": places}).fraction == pytest.approx(fraction)


OLD_BODIES: list[tuple[str, Values, Values, float]] = [
    ("multiple-choice", {"options": [{"html": "a", "correct": True, "feedback_html": None}]}, {"choice": 0}, 1),
    ("multiple-choice", {"options": [{"html": "a", "correct": False, "feedback_html": "x"}]}, {"choice": 0}, 0),
    ("multiple-response", {"options": [{"html": "a", "correct": True, "feedback_html": None}]}, {"choices": [0]}, 1),
    ("true-false", {"answer": True, "feedback_html": "x"}, {"answer": True}, 1),
    ("short-answer", {"answers": ["toll"], "case": False, "feedback_html": None}, {"text": "Tóll"}, 1),
    ("numeric", {"answer": 5.0, "tolerance": 1.0, "unit": "", "feedback_html": None}, {"text": "4"}, 1),
    ("ordering", {"steps": ["a", "b"], "places": [0, 1], "feedback_html": None}, {"places": [0, 1]}, 1),
]


@pytest.mark.parametrize(("kind", "body", "response", "fraction"), OLD_BODIES)
def test_questions_compiled_before_there_were_weights_are_graded_as_then(
    kind: str, body: Values, response: Values, fraction: float
) -> None:
    assert grade_answer(kind, body, response).fraction == fraction


CARRIED: list[tuple[str, Values, Values, Values, Values | None]] = [
    ("multiple-choice", {"options": [A, B]}, {"options": [B, A]}, {"choice": 1}, {"choice": 0}),
    ("multiple-choice", {"options": [A, B]}, {"options": [A, {**B, "text": "b!"}]}, {"choice": 1}, {"choice": 1}),
    ("multiple-choice", {"options": [A, B, C]}, {"options": [A, C]}, {"choice": 1}, None),
    ("multiple-response", {"options": [A, B, C]}, {"options": [C, A]}, {"choices": [0, 1, 2]}, {"choices": [0, 1]}),
    ("multiple-response", {"options": [A, B, C]}, {"options": [C, A]}, {"choices": [1]}, None),
    ("true-false", {}, {"answer": True}, {"answer": True}, {"answer": True}),
    ("short-answer", {}, {"answers": ["tax"]}, {"text": "tax"}, {"text": "tax"}),
    ("numeric", {}, {"answer": 3}, {"text": "3"}, {"text": "3"}),
    (
        "matching",
        {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "distractors": []},
        {"pairs": [{"left": "b", "right": "2"}, {"left": "a", "right": "1"}, {"left": "c", "right": "0"}]},
        {"pairs": [0, None]},
        {"pairs": [None, 1, None]},
    ),
    (
        "matching",
        {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "distractors": ["3"]},
        {"pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}], "distractors": []},
        {"pairs": [2, None]},
        None,
    ),
    ("ordering", {"steps": ["a", "b", "c"]}, {"steps": ["c", "b", "a"]}, {"places": [2, 0, 1]}, {"places": [2, 0, 1]}),
    ("ordering", {"steps": ["a", "b", "c"]}, {"steps": ["a", "c"]}, {"places": [2, 1, 0]}, {"places": [1, 0]}),
    ("ordering", {"steps": ["a", "b"]}, {"steps": ["a", "b", "c"]}, {"places": [1, 0]}, {"places": [1, 0, None]}),
    ("evidence", {"passages": ["p-1", "p-2"]}, {}, {"sentences": ["p-1:1"]}, {"sentences": ["p-1:1"]}),
    ("evidence", {"passages": ["p-1", "p-2"]}, {"passages": ["p-1"]}, {"sentences": ["p-2:0"]}, None),
]


@pytest.mark.parametrize(("kind", "before", "after", "response", "carried"), CARRIED)
def test_an_answer_carries_over_to_what_says_the_same(
    kind: str, before: Values, after: Values, response: Values, carried: Values | None
) -> None:
    old, new = body_of(example(kind, **before)), body_of(example(kind, **after))

    assert KINDS[kind].carry(old, new, response) == carried
