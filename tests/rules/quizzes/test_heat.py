"""What answers say about passages."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from courses.quizzes.rules.heat import LEAST_READERS, PassageFigures, Proven, Readings, misunderstood
from models.enums import Behaviour
from tests.support.factories.items import body_of, example

CHOICE = body_of(example("multiple-choice"))
QUESTION, PROOF, OF_OPTION = 5, 1, 2


@dataclass
class Given:
    """An answer."""

    fraction: float | None
    response: str | None = '{"choice": 1}'
    marks: float = 1.0
    version_id: int = QUESTION


def readings(
    by_option: dict[int, frozenset[int]] | None = None, *, behaviour: Behaviour = Behaviour.DEFERRED
) -> Readings:
    proven = Proven("multiple-choice", CHOICE, frozenset({PROOF}), by_option or {})
    return Readings({QUESTION: proven}, behaviour=behaviour)


def test_marks_lost_are_weighed_by_what_the_question_is_worth() -> None:
    found = readings()

    found.add(1, [Given(0.0, marks=3.0)])
    found.add(2, [Given(1.0, marks=1.0)])

    assert found.figures()[PROOF] == PassageFigures(readers=2, answers=2, wrong=1, lost=0.75)


def test_one_reader_who_answers_twice_is_one_reader() -> None:
    found = readings()

    found.add(1, [Given(0.0), Given(1.0)])

    assert (found.figures()[PROOF].readers, found.figures()[PROOF].answers) == (1, 2)


@pytest.mark.parametrize(
    "given",
    [Given(0.0, response=None), Given(None), Given(0.0, marks=0.0), Given(0.0, version_id=99)],
    ids=["left out", "not marked yet", "worth nothing", "proved by nothing"],
)
def test_an_answer_that_says_nothing_is_not_counted(given: Given) -> None:
    found = readings()

    found.add(1, [given])

    assert found.figures() == {}


def test_how_certain_a_reader_is_does_not_say_what_was_understood() -> None:
    found = readings(behaviour=Behaviour.CERTAINTY)

    found.add(1, [Given(1 / 3, response='{"choice": 0}')])
    found.add(2, [Given(0.0)])

    assert found.figures()[PROOF] == PassageFigures(readers=2, answers=2, wrong=1, lost=0.5)


def test_what_a_person_marks_is_what_the_person_says_however_certain_the_reader() -> None:
    found = Readings(
        {QUESTION: Proven("essay", body_of(example("essay")), frozenset({PROOF}), {})}, behaviour=Behaviour.CERTAINTY
    )

    found.add(1, [Given(0.75, response='{"text": "Stone costs more."}')])

    assert found.figures()[PROOF].lost == 0.25


def test_minus_marks_lose_no_more_than_everything() -> None:
    found = readings()

    found.add(1, [Given(-2.0)])

    assert found.figures()[PROOF].lost == 1


def test_a_passage_that_proves_an_option_wrong_is_misread_by_those_who_choose_it() -> None:
    body = body_of(example("multiple-choice"))
    found = Readings({QUESTION: Proven("multiple-choice", body, frozenset(), {1: frozenset({OF_OPTION})})})

    for reader in range(4):
        found.add(reader, [Given(1.0, response='{"choice": 0}')])
    found.add(5, [Given(0.0, response='{"choice": 1}')])

    assert found.figures()[OF_OPTION] == PassageFigures(readers=5, answers=5, wrong=1, lost=0.2)


def test_a_passage_that_proves_answer_and_option_is_counted_once() -> None:
    found = readings({1: frozenset({PROOF})})

    found.add(1, [Given(0.0)])

    assert found.figures()[PROOF].answers == 1


def figures(readers: int, lost: float) -> PassageFigures:
    return PassageFigures(readers, readers, round(readers * lost), lost)


def test_below_five_readers_nothing_is_told() -> None:
    assert not figures(LEAST_READERS - 1, 1.0).is_told
    assert figures(LEAST_READERS, 1.0).is_told


def test_the_worst_come_first_and_those_that_lost_nothing_or_may_not_be_told_not_at_all() -> None:
    passages = {1: figures(10, 0.2), 2: figures(4, 1.0), 3: figures(10, 0.9), 4: figures(10, 0.0), 5: figures(20, 0.2)}

    assert [number for number, _ in misunderstood(passages, most=9)] == [3, 5, 1]
    assert [number for number, _ in misunderstood(passages, most=1)] == [3]


@pytest.mark.parametrize(("lost", "shade"), [(0.0, 0), (0.09, 0), (0.1, 1), (0.3, 2), (0.5, 3), (0.6, 4), (1.0, 4)])
def test_shades_grow_with_what_is_lost(lost: float, shade: int) -> None:
    assert figures(10, lost).shade == shade
