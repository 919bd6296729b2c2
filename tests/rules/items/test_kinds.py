"""What holds for every kind of item, whatever is asked and whatever is answered."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.items.rules.grading import describe, described_key, grade_answer, verdict
from courses.items.rules.kinds import KINDS, Unreadable
from courses.items.rules.spec import COMMON_KEYS
from tests.rules.items.answers import HOSTILE, SPECIFIC, SPECS, bodies, fields
from tests.support.factories.items import body_of, example, parsed

every_kind = pytest.mark.parametrize("kind", SPECIFIC)


def test_every_kind_is_tried_here() -> None:
    assert set(SPECS) == set(KINDS)
    assert set(SPECIFIC) <= set(KINDS)


@every_kind
@given(data=st.data())
def test_the_key_earns_everything(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))

    grade = grade_answer(kind, body, KINDS[kind].key(body))

    assert grade.fraction == 1
    assert verdict(grade.fraction) == "right"
    assert grade.remark_html is None or grade.remark_html != body["feedback_html"]
    assert grade.options == ()
    assert all(grade.parts)


@every_kind
@given(data=st.data())
def test_an_answer_earns_between_everything_taken_and_everything(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    grade = grade_answer(kind, body, response)

    assert (-1 if kind == "multiple-choice" else 0) <= grade.fraction <= 1
    assert response is not None or grade.fraction == 0


@every_kind
@given(data=st.data())
def test_items_and_answers_survive_being_stored(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    stored_body, stored = json.loads(json.dumps([body, response], allow_nan=False))

    assert grade_answer(kind, stored_body, stored) == grade_answer(kind, body, response)


@every_kind
@given(data=st.data(), seed=st.integers(0, 100))
def test_an_arrangement_holds_every_part_once(kind: str, data: st.DataObject, seed: int) -> None:
    body = data.draw(bodies(kind))

    order = KINDS[kind].order(body, Random(seed))

    assert order == KINDS[kind].order(body, Random(seed))
    for part, numbers in order.items():
        assert sorted(numbers) == list(range(len(body[part])))


@every_kind
@given(data=st.data(), seed=st.integers(0, 100))
def test_unshuffled_is_as_written_and_gives_nothing_away(kind: str, data: st.DataObject, seed: int) -> None:
    body = data.draw(bodies(kind))

    order = KINDS[kind].order(body, Random(seed), shuffle=False)

    assert order == KINDS[kind].order({**body, "shuffle": False}, Random(seed))
    for part, numbers in order.items():
        if part == "steps":
            assert [body["places"][number] for number in numbers] != list(range(len(numbers)))
        else:
            assert numbers == list(range(len(body[part])))


@every_kind
@given(data=st.data())
def test_an_answer_carries_over_to_the_same_question_as_it_is(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    assert response is None or KINDS[kind].carry(body, body, response) == response


@every_kind
@given(data=st.data())
def test_an_answer_carried_to_another_question_of_its_kind_can_be_graded(kind: str, data: st.DataObject) -> None:
    old, new = data.draw(bodies(kind)), data.draw(bodies(kind))
    response = KINDS[kind].read(old, data.draw(fields(kind, old)))

    carried = KINDS[kind].carry(old, new, response) if response else None

    if carried is not None:
        assert -1 <= grade_answer(kind, new, carried).fraction <= 1
        assert isinstance(describe(kind, new, carried), str)
        assert KINDS[kind].carry(new, new, carried) == carried


def read(kind: str, form: dict[str, list[str]]) -> dict[str, Any] | str | None:
    """What a kind makes of a form: an answer, nothing, or the sentence with which it refuses."""
    try:
        return KINDS[kind].read(body_of(example(kind)), form)
    except Unreadable as refusal:
        return str(refusal)


@every_kind
@given(form=HOSTILE)
def test_a_hostile_form_is_nothing_refused_or_an_answer(kind: str, form: dict[str, list[str]]) -> None:
    response = read(kind, form)

    assert len(json.dumps(response)) < 10_000
    if isinstance(response, dict):
        body = body_of(example(kind))
        assert 0 <= grade_answer(kind, body, response).fraction <= 1
        assert isinstance(describe(kind, body, response), str)
        assert isinstance(KINDS[kind].missing(body, response), str | None)


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("multiple-choice", {"choice": ["2"]}),
        ("multiple-choice", {"choice": ["-1"]}),
        ("multiple-choice", {"choice": ["²"]}),
        ("multiple-response", {"choice": ["0"] * 21}),
        ("true-false", {"choice": ["maybe"]}),
        ("short-answer", {"text": ["x" * 501]}),
        ("numeric", {"text": ["1\0"]}),
        ("matching", {"pair-0": ["4"]}),
        ("ordering", {"position-0": ["0"]}),
        ("ordering", {"position-0": ["5"]}),
        ("evidence", {"sentence": ["p-1:3"]}),
    ],
)
def test_what_no_page_could_have_sent_is_refused_with_what_to_do(kind: str, form: dict[str, list[str]]) -> None:
    response = read(kind, form)

    assert isinstance(response, str)
    assert response.endswith(".")


@every_kind
def test_an_empty_form_is_no_answer(kind: str) -> None:
    assert KINDS[kind].read(body_of(example(kind)), {}) is None


@every_kind
def test_the_right_answer_can_be_told(kind: str) -> None:
    body = body_of(example(kind))

    assert described_key(kind, body)
    assert KINDS[kind].missing(body, KINDS[kind].key(body)) is None


@every_kind
def test_an_unknown_key_is_a_problem_where_it_stands(kind: str) -> None:
    _, problems = parsed(example(kind, colour="red"))

    assert [path for path, _ in problems] == [("colour",)]
    assert "colour" in problems[0][1]


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([10**400, "p-1", "p-9"]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "text correct weight feedback evidence value tolerance from to name factor left right passage".split()  # noqa: SIM905
            ),
            inside,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@every_kind
@given(data=st.data())
def test_whatever_a_file_holds_is_compiled_or_a_problem(kind: str, data: st.DataObject) -> None:
    keys = st.sampled_from(sorted(KINDS[kind].KEYS | COMMON_KEYS - {"id", "kind"}))
    spec = example(kind, **data.draw(st.dictionaries(keys, ANYTHING, max_size=4)))

    item, problems = parsed(spec, is_lenient=data.draw(st.booleans()))

    assert item is not None
    assert all(message.endswith((".", "?")) for _, message in problems)
    json.dumps(item.body, allow_nan=False)
    if not problems:
        assert grade_answer(kind, item.body, KINDS[kind].key(item.body)).fraction == 1
