"""How each kind grades: what counts, what does not, and that more right is never worth less."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.grading import grade_answer, verdict
from courses.items.rules.kinds import KINDS
from courses.items.rules.quantities import readings
from tests.rules.items.answers import bodies
from tests.support.factories.items import body_of, example, parsed


def fraction(kind: str, response: dict[str, Any], **values: Any) -> float:
    return grade_answer(kind, body_of(example(kind, **values)), response).fraction


def test_a_wrong_choice_earns_nothing_and_hears_why() -> None:
    grade = grade_answer("multiple-choice", body_of(example("multiple-choice")), {"choice": 1})

    assert grade.fraction == 0
    assert grade.notes_html == {1: "<p>He never saw it.</p>"}


@pytest.mark.parametrize(
    ("choices", "expected"), [([0, 1], 1), ([0], 0.5), ([0, 2], 0), ([0, 1, 2], 0.5), ([2, 3], 0), ([0, 1, 2, 3], 0)]
)
def test_wrong_choices_cost_as_much_as_right_ones_earn(choices: list[int], expected: float) -> None:
    assert fraction("multiple-response", {"choices": choices}) == expected


@given(data=st.data())
def test_one_more_right_choice_is_never_worth_less_and_one_more_wrong_never_more(data: st.DataObject) -> None:
    body = data.draw(bodies("multiple-response"))
    numbers = range(len(body["options"]))
    choices = data.draw(st.sets(st.sampled_from(numbers)))
    more = data.draw(st.sampled_from(numbers))
    before = grade_answer("multiple-response", body, {"choices": sorted(choices)}).fraction
    after = grade_answer("multiple-response", body, {"choices": sorted(choices | {more})}).fraction

    option = body["options"][more]
    is_gain = option["correct"] if option["weight"] is None else option["weight"] >= 0
    assert after >= before - 1e-9 if is_gain else after <= before + 1e-9


@pytest.mark.parametrize("text", ["toll", "TOLL", " tôll. ", "tòll", "they paid a toll there", "A  toll"])
def test_capitals_accents_spaces_and_a_full_stop_do_not_count(text: str) -> None:
    assert fraction("short-answer", {"text": text}) == 1


@pytest.mark.parametrize("text", ["tolls", "a tax", "tol", "toll or tax"])
def test_other_words_are_wrong(text: str) -> None:
    assert fraction("short-answer", {"text": text}) == 0


@pytest.mark.parametrize(("text", "answer"), [("かぎ", "かき"), ("कताब", "किताब"), ("กน", "กิน")])
def test_marks_that_make_another_letter_count(text: str, answer: str) -> None:
    assert fraction("short-answer", {"text": text}, answers=[answer]) == 0
    assert fraction("short-answer", {"text": answer}, answers=[answer]) == 1


@pytest.mark.parametrize("text", ["война и мир", "воина и мир", "שָׁלוֹם", "שלום", "Άλφα", "αλφα"])
def test_accents_and_points_do_not_count_in_any_script(text: str) -> None:
    assert fraction("short-answer", {"text": text}, answers=["война и мир", "שלום", "Αλφα"]) == 1


@pytest.mark.parametrize("text", ["war communism", "War of the communism", "war  communism"])
def test_a_star_between_words_may_stand_for_no_word(text: str) -> None:
    assert fraction("short-answer", {"text": text}, answers=["war * communism"]) == 1


@pytest.mark.parametrize("text", ["warcommunism", "wars communism", "war xcommunism", "war"])
def test_a_star_between_words_does_not_stand_for_a_part_of_one(text: str) -> None:
    assert fraction("short-answer", {"text": text}, answers=["war * communism"]) == 0


@pytest.mark.parametrize(
    ("answer", "text"), [("Lenin *", "Lenin"), ("* Lenin", "lenin"), ("* Lenin *", "on Lenin too")]
)
def test_a_star_at_the_end_may_stand_for_no_word(answer: str, text: str) -> None:
    assert fraction("short-answer", {"text": text}, answers=[answer]) == 1
    assert fraction("short-answer", {"text": "Lenins"}, answers=["Lenin *"]) == 0


def test_capitals_count_where_the_author_says_so() -> None:
    assert fraction("short-answer", {"text": "who"}, answers=["WHO"], case=True) == 0
    assert fraction("short-answer", {"text": "WHO"}, answers=["WHO"], case=True) == 1


def test_a_star_stands_for_anything_in_time_that_does_not_explode() -> None:
    answers = ["*a" * 100 + "*b"]

    assert fraction("short-answer", {"text": "a" * 500}, answers=answers) == 0


def test_quotation_marks_and_dashes_of_any_shape_are_alike() -> None:
    assert fraction("short-answer", {"text": "'great-power' chauvinism"}, answers=["‘great–power’ chauvinism"]) == 1


@pytest.mark.parametrize("text", ["1204", "1,204", "1 204", "1203", "1205", "1204.9", "1204 AD", "1.204e3", "+1204"])
def test_a_number_within_the_tolerance_is_right_however_it_is_written(text: str) -> None:
    assert fraction("numeric", {"text": text}) == 1


@pytest.mark.parametrize("text", ["1202.9", "12", "twelve", "", "-1204", "1e999", "nan", "1204 BC"])
def test_another_number_is_wrong(text: str) -> None:
    assert fraction("numeric", {"text": text}) == 0


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3,5", (3.5,)),
        ("1,200", (1.2, 1200)),
        ("1,200.5", (1200.5,)),
        ("1.200,5", (1200.5,)),
        ("1.200.000", (1_200_000,)),
        ("−3", (-3,)),
        ("–3", (-3,)),
        ("0,123", (0.123,)),
        ("5%", ()),
        ("5 %", ()),
        ("½", ()),
        ("1/2", ()),
        ("0x10", ()),
        ("infinity", ()),
        ("1,20,000", ()),
        ("12 345", (12345,)),
        (".5", (0.5,)),
        ("1 2", ()),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, values: tuple[float, ...]) -> None:
    assert readings(text) == values


def test_a_decimal_answer_typed_exactly_is_right() -> None:
    assert fraction("numeric", {"text": "0.3"}, answer=0.1 + 0.2, tolerance=0) == 1


def test_the_edge_of_the_tolerance_is_right_and_beyond_it_is_wrong() -> None:
    for answer, tolerance, edge in (
        (0.3, 0.1, "0.4"),
        (1e-9, 0.3, "0.300000001"),
        (0, 0.1, "-0.1"),
        (1e6, 0.1, "1000000.1"),
    ):
        assert fraction("numeric", {"text": edge}, answer=answer, tolerance=tolerance) == 1
    assert fraction("numeric", {"text": "0.4001"}, answer=0.3, tolerance=0.1) == 0


@pytest.mark.parametrize("text", ["50", "50%", "50 %", "50\u00a0%"])
def test_a_unit_may_be_typed_or_not(text: str) -> None:
    assert fraction("numeric", {"text": text}, answer=50, tolerance=0, unit="%") == 1


def test_each_pair_earns_its_part() -> None:
    body = body_of(example("matching"))
    key = KINDS["matching"].key(body)["pairs"]

    assert grade_answer("matching", body, {"pairs": [key[0], None, None]}).fraction == pytest.approx(1 / 3)
    assert grade_answer("matching", body, {"pairs": [key[0], key[1], key[0]]}).parts == (True, True, False)


def test_two_left_sides_may_have_the_same_partner() -> None:
    pairs = [{"left": "a", "right": "x"}, {"left": "b", "right": "x"}, {"left": "c", "right": "y"}]
    body = body_of(example("matching", pairs=pairs))

    assert len(body["rights"]) == 3
    assert KINDS["matching"].key(body)["pairs"][0] == KINDS["matching"].key(body)["pairs"][1]


def ordered(*steps: str) -> float:
    body = body_of(example("ordering"))
    places = [steps.index(step) for step in body["steps"]]
    return grade_answer("ordering", body, {"places": places}).fraction


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("Town", "Bridge", "Toll", "Ruin"), 1),
        (("Ruin", "Town", "Bridge", "Toll"), 2 / 3),
        (("Town", "Toll", "Bridge", "Ruin"), 2 / 3),
        (("Bridge", "Town", "Ruin", "Toll"), 1 / 3),
        (("Ruin", "Toll", "Bridge", "Town"), 0),
    ],
)
def test_the_longest_run_in_the_right_order_counts(steps: tuple[str, ...], expected: float) -> None:
    assert ordered(*steps) == pytest.approx(expected)


def test_steps_without_a_place_of_their_own_belong_to_no_run() -> None:
    body = body_of(example("ordering"))
    places = KINDS["ordering"].key(body)["places"]

    assert grade_answer("ordering", body, {"places": [0] * 4}).fraction == 0
    assert grade_answer("ordering", body, {"places": [None, *places[1:]]}).fraction == pytest.approx(2 / 3)
    assert KINDS["ordering"].missing(body, {"places": [None, *places[1:]]})


def test_an_ordering_never_begins_in_the_right_order() -> None:
    body = body_of(example("ordering", steps=["a", "b"]))
    drawn = {tuple(KINDS["ordering"].order(body, Random(seed))["steps"]) for seed in range(20)}

    assert drawn == {(1, 0)}


def test_evidence_is_marked_by_the_overlap_of_characters() -> None:
    body = body_of(example("evidence"))
    first, proof = "The town was founded in 1204.", "Its bridge came later."

    grade = grade_answer("evidence", body, {"sentences": ["p-1:0", "p-1:1"]})

    assert grade.fraction == pytest.approx(len(proof) / len(first + proof))
    assert grade.parts == (False, True)
    assert verdict(grade.fraction) == "partial"


def test_the_same_sentence_of_another_passage_proves_nothing() -> None:
    assert fraction("evidence", {"sentences": ["p-2:0"]}) == 0


@given(data=st.data())
def test_one_more_proving_sentence_is_worth_more_and_any_other_less(data: st.DataObject) -> None:
    body = data.draw(bodies("evidence"))
    names = [f"{p['key']}:{n}" for p in body["passages"] for n in range(len(p["sentences"]))]
    proof = set(KINDS["evidence"].key(body)["sentences"])
    chosen = data.draw(st.sets(st.sampled_from(names), min_size=1))
    more = data.draw(st.sampled_from(sorted(set(names) - chosen) or [None]))
    before = grade_answer("evidence", body, {"sentences": sorted(chosen)}).fraction
    after = grade_answer("evidence", body, {"sentences": sorted(chosen | {more} - {None})}).fraction

    assert after == before if more is None else after > before if more in proof else after <= before


def test_white_space_of_an_old_transcription_does_not_hide_a_proof() -> None:
    passages = {"p-1": "The toll  was\tpaid. By all."}

    item, problems = parsed(example("evidence", proof=[{"passage": "p-1", "text": "The toll was paid."}]), passages)

    assert problems == []
    assert item
    assert KINDS["evidence"].key(item.body)["sentences"] == ["p-1:0"]


def test_a_proof_far_down_a_long_lesson_can_be_found() -> None:
    passages = {f"p-{number}": f"Sentence {number}." for number in range(1, 71)}

    item, problems = parsed(example("evidence", proof=[{"passage": "p-65", "text": "Sentence 65"}]), passages)

    assert problems == []
    assert item
    assert KINDS["evidence"].key(item.body)["sentences"] == ["p-65:0"]


def test_a_proof_is_rounded_out_to_whole_sentences() -> None:
    body = body_of(example("evidence", proof=[{"passage": "p-1", "text": "later. The toll was"}]))

    assert KINDS["evidence"].key(body)["sentences"] == ["p-1:1", "p-1:2"]
