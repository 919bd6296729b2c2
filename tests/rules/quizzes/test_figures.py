"""The figures of a generated class of 200 against an independent calculation, and what counts where."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy import stats

from courses.quizzes.rules.figures import Answer, Asked, Figures, Taken, Tally
from courses.quizzes.rules.heat import Proven, Readings
from tests.support.factories.items import body_of, example

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
MARKS = (1.0, 2.0, 1.0, 0.5, 3.0, 1.0)
CHOICE = body_of(example("multiple-choice"))
CLASS = 200


def asked(count: int, *, drawn: int = 0) -> dict[int, Asked]:
    questions = {item: Asked(item * 10, "multiple-choice", CHOICE, is_fixed=True) for item in range(1, count + 1)}
    pool = {
        item: Asked(item * 10, "multiple-choice", CHOICE, is_fixed=False)
        for item in range(count + 1, count + 1 + drawn)
    }
    return questions | pool


def answer(attempt_id: int, item_id: int, fraction: float | None, **values: Any) -> Answer:
    usual = {"version_id": item_id * 10, "marks": 1.0, "response": '{"choice": 0}', "answered_at": None}
    row: dict[str, Any] = {"attempt_id": attempt_id, "item_id": item_id, "fraction": fraction, **usual, **values}
    return Answer(**row)


def taken(attempt_id: int, fraction: float = 0.5, pending: int = 0) -> Taken:
    return Taken(attempt_id, attempt_id + 1_000, START, fraction, pending)


def figures_of(attempts: list[Taken], answers: list[Answer], questions: dict[int, Asked]) -> Figures:
    tally = Tally(attempts, Readings({}))
    tally.add(answers)
    return tally.figures(questions)


class Sample:
    """A class of 200: fractions, what was chosen and when, drawn from a seed."""

    def __init__(self) -> None:
        rng = Random(20261120)
        ability = [rng.gauss(0, 1) for _ in range(CLASS)]
        self.fractions = np.array(
            [[self._fraction(rng, able, number) for number in range(len(MARKS))] for able in ability]
        )
        self.is_left_out = np.array([[rng.random() < 0.05 for _ in MARKS] for _ in range(CLASS)])
        self.fractions[self.is_left_out] = 0.0
        self.gaps = np.array([[rng.uniform(5, 300) for _ in MARKS] for _ in range(CLASS)])
        self.orders = [rng.sample(range(len(MARKS)), len(MARKS)) for _ in range(CLASS)]
        self.totals = (self.fractions * MARKS).sum(axis=1) / sum(MARKS)

    @staticmethod
    def _fraction(rng: Random, able: float, number: int) -> float:
        if able + rng.gauss(0, 1) > number / 3 - 1:
            return 1.0
        return rng.choice([0.0, 0.0, 0.25, 0.5, -0.5])

    def figures(self) -> Figures:
        attempts = [taken(number, float(total)) for number, total in enumerate(self.totals)]
        tally = Tally(attempts, Readings({}))
        for begin in range(0, CLASS, 37):
            tally.add([one for number in range(begin, min(CLASS, begin + 37)) for one in self._answers(number)])
        return tally.figures(asked(len(MARKS)))

    def _answers(self, number: int) -> list[Answer]:
        at, answers = START, []
        for place in self.orders[number]:
            is_given = not self.is_left_out[number, place]
            at += timedelta(seconds=float(self.gaps[number, place])) if is_given else timedelta()
            choice = json.dumps({"choice": 0 if self.fractions[number, place] > 0.5 else 1})
            given = {"response": choice, "answered_at": at} if is_given else {"response": None}
            answers.append(answer(number, place + 1, float(self.fractions[number, place]), marks=MARKS[place], **given))
        return answers


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample()


def alpha_of(scores: Any) -> float:
    """Cronbach's alpha from the covariance matrix, another formula than the program's."""
    covariance, count = np.cov(scores, rowvar=False), scores.shape[1]
    return count / (count - 1) * (1 - np.trace(covariance) / covariance.sum())


def test_facility_and_discrimination_of_a_class_of_200(sample: Sample) -> None:
    figures, scores = sample.figures(), sample.fractions * MARKS

    for number in range(len(MARKS)):
        question, rest = figures.questions[number + 1], np.delete(scores, number, axis=1).sum(axis=1)
        assert question.result.facility == pytest.approx(sample.fractions[:, number].mean(), abs=1e-9)
        assert question.discrimination == pytest.approx(stats.pearsonr(scores[:, number], rest).statistic, abs=1e-9)
        assert (question.result.asked, question.compared) == (CLASS, CLASS)


def test_reliability_of_a_class_of_200_with_its_interval(sample: Sample) -> None:
    found, scores = sample.figures().reliability, sample.fractions * MARKS
    alpha, count = alpha_of(scores), len(MARKS)
    degrees = (CLASS - 1, (CLASS - 1) * (count - 1))

    assert found is not None
    assert found.alpha == pytest.approx(alpha, abs=1e-9)
    assert found.low == pytest.approx(1 - (1 - alpha) * stats.f.ppf(0.975, *degrees), abs=1e-9)
    assert found.high == pytest.approx(1 - (1 - alpha) * stats.f.ppf(0.025, *degrees), abs=1e-9)
    assert (found.attempts, found.questions) == (CLASS, count)


def test_alpha_without_each_question_of_a_class_of_200(sample: Sample) -> None:
    figures, scores = sample.figures(), sample.fractions * MARKS

    for number in range(len(MARKS)):
        without = alpha_of(np.delete(scores, number, axis=1))
        assert figures.questions[number + 1].alpha_without == pytest.approx(without, abs=1e-9)


def test_choices_by_thirds_of_a_class_of_200(sample: Sample) -> None:
    figures = sample.figures()
    places = np.floor(3 * (stats.rankdata(np.round(sample.totals, 9)) - 0.5) / CLASS).astype(int)

    assert figures.thirds == tuple(np.bincount(places, minlength=3))
    for number in range(len(MARKS)):
        is_right, is_given = sample.fractions[:, number] > 0.5, ~sample.is_left_out[:, number]
        for line, chosen in zip(
            figures.questions[number + 1].result.lines, (is_right & is_given, ~is_right & is_given), strict=True
        ):
            assert line.thirds == tuple(np.bincount(places[chosen], minlength=3))
            assert line.count == chosen.sum()


def test_times_and_what_was_left_out_by_a_class_of_200(sample: Sample) -> None:
    figures = sample.figures()

    for number in range(len(MARKS)):
        question, is_given = figures.questions[number + 1], ~sample.is_left_out[:, number]
        # Instants hold microseconds.
        assert question.seconds == pytest.approx(float(np.median(sample.gaps[is_given, number])), abs=2e-6)
        assert question.timed == is_given.sum()
        assert question.result.unanswered == sample.is_left_out[:, number].sum()


def test_the_spread_of_a_class_of_200(sample: Sample) -> None:
    edges = [0, *np.arange(0.1, 1, 0.1) - 1e-9, 1.0]
    attempts = [taken(number, float(total)) for number, total in enumerate(sample.totals.clip(0, 1))]

    found = Tally(attempts, Readings({})).figures({})

    assert found.spread == tuple(np.histogram(sample.totals.clip(0, 1), edges)[0])


def test_what_waits_to_be_marked_is_not_in_the_spread() -> None:
    attempts = [taken(1, 1.0), taken(2, 0.5)._replace(pending=1)]

    assert Tally(attempts, Readings({})).figures({}).spread == (0,) * 9 + (1,)


def test_figures_stored_before_there_was_a_spread_are_read() -> None:
    stored = Figures().to_json()
    del stored["spread"]

    assert Figures.from_json(stored) == Figures()


def test_figures_survive_being_stored(sample: Sample) -> None:
    figures = sample.figures()

    assert Figures.from_json(json.loads(json.dumps(figures.to_json()))) == figures


def test_figures_of_nothing_survive_being_stored() -> None:
    assert Figures.from_json(json.loads(json.dumps(Figures().to_json()))) == Figures()


def test_drawn_questions_have_a_discrimination_but_no_part_in_alpha() -> None:
    attempts = [taken(number, (number % 3) / 2) for number in range(30)]
    answers = []
    for number in range(30):
        right = float(number % 3 > 0)
        answers += [answer(number, 1, right), answer(number, 2, float(number % 3 > 1))]
        answers.append(answer(number, 3 + number % 2, right))

    figures = figures_of(attempts, answers, asked(2, drawn=2))

    assert figures.reliability is not None
    assert (figures.reliability.questions, figures.reliability.attempts) == (2, 30)
    assert [figures.questions[item].compared for item in (1, 3, 4)] == [30, 15, 15]
    assert figures.questions[3].discrimination is not None
    assert figures.questions[3].alpha_without is None


def test_alpha_counts_only_attempts_that_were_asked_everything() -> None:
    attempts = [taken(number) for number in range(20)]
    answers = [answer(number, item, float(number % (item + 1) > 0)) for number in range(20) for item in (1, 2, 3)]
    # The third question came into the quiz when half had finished.
    answers = [each for each in answers if each.item_id < 3 or each.attempt_id >= 8]

    found = figures_of(attempts, answers, asked(3)).reliability

    assert found is not None
    assert found.attempts == 12


def test_what_waits_to_be_marked_counts_neither_as_right_nor_as_wrong() -> None:
    attempts = [taken(number, pending=number == 0) for number in range(12)]
    answers = [answer(number, 1, float(number % 2)) for number in range(12)]
    answers += [answer(number, 2, float(number % 3 > 0)) for number in range(1, 12)] + [answer(0, 2, None)]

    figures = figures_of(attempts, answers, asked(2))

    assert figures.pending == 1
    assert (figures.questions[2].pending, figures.questions[2].result.asked) == (1, 11)
    assert figures.questions[1].compared == 11
    assert figures.questions[1].result.asked == 12


def test_below_ten_attempts_only_means_and_counts_are_given() -> None:
    attempts = [taken(number, number / 9) for number in range(9)]
    answers = [answer(number, item, float(number > 4)) for number in range(9) for item in (1, 2)]

    figures = figures_of(attempts, answers, asked(2))

    assert (figures.thirds, figures.reliability, figures.questions[1].discrimination) == (None, None, None)
    assert figures.questions[1].result.facility == pytest.approx(4 / 9)


def test_a_response_to_an_earlier_wording_is_not_read() -> None:
    answers = [answer(0, 1, 1.0, version_id=9, response='{"of": "another shape"}'), answer(1, 1, 0.0)]

    figures = figures_of([taken(0), taken(1)], answers, asked(1))

    assert (figures.questions[1].result.asked, figures.questions[1].result.earlier) == (2, 1)


def test_a_question_answered_again_at_the_end_counts_from_the_answer_before() -> None:
    seconds = {1: 100, 2: 30, 3: 60}
    answers = [
        answer(number, item, 1.0, answered_at=START + timedelta(seconds=at))
        for number in range(5)
        for item, at in seconds.items()
    ]

    figures = figures_of([taken(number) for number in range(5)], answers, asked(3))

    assert [figures.questions[item].seconds for item in (2, 3, 1)] == [30, 30, 40]


def test_passages_are_counted_along() -> None:
    proven = {10: Proven("multiple-choice", CHOICE, frozenset({77}), {})}
    tally = Tally([taken(number) for number in range(6)], Readings(proven))
    tally.add([answer(number, 1, float(number > 1)) for number in range(6)])

    passage = tally.figures(asked(1)).passages[77]

    assert (passage.readers, passage.wrong, passage.lost) == (6, 2, pytest.approx(1 / 3))
