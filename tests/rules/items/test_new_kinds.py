"""What holds for texts with gaps, words to drag and questions about one text, whatever is asked and whatever is answered."""

from __future__ import annotations

import json
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.items.rules.asked import Asked
from courses.items.rules.grading import describe, described_key, grade_answer
from courses.items.rules.kinds import KINDS, Unreadable
from courses.items.rules.results import Group, summarise
from tests.rules.items.answers import HOSTILE
from tests.rules.items.new_kinds import SPECIFIC, bodies, fields, specs
from tests.support.factories.items import body_of, example, parsed

every_kind = pytest.mark.parametrize("kind", SPECIFIC)
# Texts with gaps and questions inside questions are made of many parts: on a busy machine one may take its time.
patient = settings(deadline=None)
STANDING_ALONE = ["description", "essay", "stimulus"]


def test_the_kinds_that_stand_alone_are_these() -> None:
    assert sorted(name for name, kind in KINDS.items() if getattr(kind, "STANDS_ALONE", False)) == STANDING_ALONE


@every_kind
@patient
@given(data=st.data())
def test_the_key_earns_everything(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))

    grade = grade_answer(kind, body, KINDS[kind].key(body))

    assert grade.fraction == 1
    assert all(grade.parts)
    assert grade.remark_html is None
    assert grade.options == ()
    assert KINDS[kind].missing(body, KINDS[kind].key(body)) is None


@every_kind
@patient
@given(data=st.data())
def test_an_answer_earns_what_its_parts_do(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    grade = grade_answer(kind, body, response)

    assert -1 <= grade.fraction <= 1
    assert response is not None or grade.fraction == 0
    assert (grade.fraction == 1) == (response is not None and all(grade.parts))


@every_kind
@patient
@given(data=st.data())
def test_items_and_answers_survive_being_stored(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    stored_body, stored = json.loads(json.dumps([body, response], allow_nan=False))

    assert grade_answer(kind, stored_body, stored) == grade_answer(kind, body, response)


def is_whole(order: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether an arrangement, and those inside it, hold every part once."""
    inside = {each["id"]: each["body"] for each in body.get("questions", ())}
    if inside.keys() != order.get("inside", {}).keys():
        return False
    own = {part: numbers for part, numbers in order.items() if part != "inside"}
    return all(sorted(numbers) == list(range(len(body[part]))) for part, numbers in own.items()) and all(
        is_whole(order["inside"][key], inner) for key, inner in inside.items()
    )


@every_kind
@patient
@given(data=st.data(), seed=st.integers(0, 100), shuffle=st.booleans())
def test_an_arrangement_holds_every_part_once(kind: str, data: st.DataObject, seed: int, shuffle: bool) -> None:
    body = data.draw(bodies(kind))

    order = KINDS[kind].order(body, Random(seed), shuffle=shuffle)

    assert is_whole(order, body)
    assert order == KINDS[kind].order(body, Random(seed), shuffle=shuffle)


@every_kind
@patient
@given(data=st.data())
def test_an_answer_carries_over_to_the_same_question_as_it_is(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))

    assert response is None or KINDS[kind].carry(body, body, response) == response


@every_kind
@patient
@given(data=st.data())
def test_an_answer_carried_to_another_question_of_its_kind_can_be_graded(kind: str, data: st.DataObject) -> None:
    old, new = data.draw(bodies(kind)), data.draw(bodies(kind))
    response = KINDS[kind].read(old, data.draw(fields(kind, old)))

    carried = KINDS[kind].carry(old, new, response) if response else None

    if carried is not None:
        assert -1 <= grade_answer(kind, new, carried).fraction <= 1
        assert isinstance(describe(kind, new, carried), str)


@every_kind
@patient
@given(data=st.data())
def test_answers_can_be_told_and_counted(kind: str, data: st.DataObject) -> None:
    body = data.draw(bodies(kind))
    response = KINDS[kind].read(body, data.draw(fields(kind, body)))
    grade = grade_answer(kind, body, response)

    result = summarise(kind, body, [Group(response, 3, grade.fraction)])

    assert result.asked == 3
    assert sum(line.count for line in result.lines) + result.hidden + result.unanswered > 0
    assert isinstance(described_key(kind, body), str)


@every_kind
@patient
@given(form=HOSTILE, data=st.data())
def test_a_hostile_form_is_nothing_refused_or_an_answer(
    kind: str, form: dict[str, list[str]], data: st.DataObject
) -> None:
    names = ["year.", "who.", "toll.", "when.", "gap-", "gap-a", "gap-b", "a.b.c.", "..", ""]
    body = body_of(example(kind))
    sent = {f"{data.draw(st.sampled_from(names))}{name}": values for name, values in form.items()}

    with suppress(Unreadable):
        response = KINDS[kind].read(body, sent)
        if response is None:
            return
        assert -1 <= grade_answer(kind, body, response).fraction <= 1
        assert isinstance(describe(kind, body, response), str)


@pytest.mark.parametrize("kind", [*SPECIFIC, "essay", "description"])
def test_an_empty_form_is_no_answer(kind: str) -> None:
    assert KINDS[kind].read(body_of(example(kind)), {}) is None


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["", "{a}", "a", "text", "choice", "number", "numeric", "stimulus", "p-1", "id: x", 10**400]),
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                "id kind prompt gaps questions word text marks levels points criterion answer answers options".split()  # noqa: SIM905
            ),
            inside,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@pytest.mark.parametrize("kind", [*SPECIFIC, "essay", "description"])
@patient
@given(data=st.data())
def test_whatever_a_file_holds_is_compiled_or_a_problem(kind: str, data: st.DataObject) -> None:
    keys = st.sampled_from(sorted(KINDS[kind].KEYS | {"prompt", "marks", "evidence"}))
    spec = example(kind, **data.draw(st.dictionaries(keys, ANYTHING, max_size=4)))

    item, problems = parsed(spec, is_lenient=data.draw(st.booleans()))

    assert item is not None
    assert all(message.endswith((".", "?")) for _, message in problems), problems
    assert len(set(problems)) == len(problems)
    json.dumps(item.body, allow_nan=False)


@patient
@given(data=st.data())
def test_what_stands_inside_is_asked_with_its_own_part_of_everything(data: st.DataObject) -> None:
    body = data.draw(bodies("stimulus"))
    response = KINDS["stimulus"].read(body, data.draw(fields("stimulus", body)))
    order = KINDS["stimulus"].order(body, Random(1))

    grade = grade_answer("stimulus", body, response)
    question = Asked(position=3, kind="stimulus", body=body, order=order, response=response, grade=grade)

    assert [part.prefix for part in question.inside] == [f"{each['id']}." for each in body["questions"]]
    for part in question.inside:
        assert part.grade.fraction == grade_answer(part.kind, part.body, part.response).fraction
        assert part.name.endswith(".3")
        assert is_whole(dict(part.order), dict(part.body))


@patient
@given(spec=specs("stimulus"))
def test_evidence_of_what_stands_inside_is_evidence_of_the_whole(spec: dict[str, Any]) -> None:
    item, problems = parsed({**spec, "evidence": ["p-2"]})

    assert problems == []
    assert item
    assert item.evidence[0] == "p-2"
    assert set(item.evidence) == {"p-2"}.union(*(each["evidence"] for each in spec["questions"]))
