"""Attempts, marks, repairs and their undoing in any order: the rows are always what the log says, and what is taken back is as before."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from courses.quizzes import repairing
from courses.quizzes.rules.log import replay
from courses.shared.db import db
from models.enums import Behaviour, GradingMethod
from models.items import Item, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot, Repair
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import (
    check_answer,
    finish_attempt,
    give_answer,
    make_attempt,
    settings,
    slots_of,
    steps_of,
)

pytestmark = pytest.mark.usefixtures("session")

COLUMNS = [column.name for column in AttemptSlot.__table__.columns if column.name not in ("attempt_id", "position")]
CHECKED = (Behaviour.INTERACTIVE, Behaviour.IMMEDIATE, Behaviour.PRACTICE)
STEPS = ("start", "start", "answer", "answer", "answer", "finish", "finish", "switch", "repair", "repair", "undo")
HINTS: dict[str, Any] = {"hints": ["One", "Two"]}


def worded(rng: Random, kind: str) -> dict[str, Any]:
    """The question in other words: another answer is right, other options stand in another order, tries cost another share."""
    about = {**HINTS, "penalty": rng.choice([0.1, 0.25, 0.5])}
    if kind == "short-answer":
        return {"answers": [rng.choice("xyz"), {"text": "w", "weight": 0.4}], **about}
    options: list[dict[str, Any]] = [
        {"text": text, "feedback": "No."} for text in rng.sample("ABCD", rng.choice([3, 4]))
    ]
    options[0] = {"text": options[0]["text"], "correct": True}
    return {"options": rng.sample(options, len(options)), **about}


class World:
    """A quiz of two questions and what three learners do while its author changes it."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.behaviour = self.rng.choice(list(Behaviour))
        self.grade = self.rng.choice(list(GradingMethod))
        self.quiz: Quiz = make_quiz(settings=settings(behaviour=self.behaviour, grade=self.grade))
        self.kinds = ("multiple-choice", "short-answer")
        self.places: list[QuizItem] = [
            make_item(self.quiz, kind, marks=marks, **worded(self.rng, kind))
            for kind, marks in zip(self.kinds, (0.7, 3.3), strict=True)
        ]
        self.learners = [make_user() for _number in range(3)]
        self.attempts: dict[int, tuple[Attempt, Behaviour]] = {}
        self.versions = 1
        self.repaired: list[tuple[Repair, dict[int, Any]]] = []

    def of(self, *, finished: bool) -> list[tuple[Attempt, Behaviour]]:
        return [each for each in self.attempts.values() if (each[0].finished_at is not None) == finished]

    def start(self) -> None:
        attempt = make_attempt(self.rng.choice(self.learners), self.quiz, seed=self.rng.randrange(99))
        self.attempts.setdefault(attempt.id, (attempt, self.behaviour))

    def answer(self) -> None:
        for attempt, began_as in self.of(finished=False)[:1]:
            slot = self.rng.choice(slots_of(attempt))
            chosen = {"choice": self.rng.randrange(3)} if slot.position == 1 else {"text": self.rng.choice("xyzw")}
            if slot.closed_at is not None:
                continue
            if began_as in CHECKED and self.rng.random() < 0.6:
                check_answer(attempt, slot.position, chosen)
            else:
                certainty = self.rng.choice([None, 1, 2, 3]) if began_as is Behaviour.CERTAINTY else None
                give_answer(attempt, slot.position, chosen, certainty=certainty)

    def finish(self) -> None:
        for attempt, _began_as in self.of(finished=False)[:1]:
            finish_attempt(attempt)

    def switch(self) -> None:
        self.behaviour = self.rng.choice(list(Behaviour))
        self.quiz.settings = settings(behaviour=self.behaviour, grade=self.grade)

    def repair(self) -> None:
        number = self.rng.randrange(2)
        place, kind = self.places[number], self.kinds[number]
        before = {attempt.id: state_of(attempt) for attempt, _began_as in self.of(finished=True)}
        self.versions += 1
        item = db.session.get_one(Item, place.item_id)
        version = make_version(item, kind, number=self.versions, **worded(self.rng, kind))
        place.item_version_id = version.id
        about = {"reason": "A key was wrong.", "now": NOW}
        self.repaired.append((repairing.begin(db.session, item.id, version.id, author_id=None, **about), before))
        self.work()

    def undo(self) -> None:
        if not self.repaired:
            return
        repair, before = self.repaired.pop()
        repairing.undo(db.session, repair, now=NOW)
        self.work(repair)
        for attempt_id, state in before.items():
            assert state_of(self.attempts[attempt_id][0]) == state

    def work(self, *others: Repair) -> None:
        for repair in (*(repair for repair, _before in self.repaired), *others):
            while repairing.advance(db.session, repair.id, now=NOW):
                db.session.expire_all()

    def check(self) -> None:
        db.session.flush()
        db.session.expire_all()
        for attempt, began_as in self.attempts.values():
            told = replay(steps_of(attempt))
            assert told.behaviour is began_as
            assert (told.finished_at, told.fraction) == (attempt.finished_at, attempt.fraction)
            assert [columns_of(slot) for _position, slot in sorted(told.slots.items())] == state_of(attempt)[1]


def columns_of(slot: Any) -> list[Any]:
    return [getattr(slot, name) for name in COLUMNS]


def state_of(attempt: Attempt) -> tuple[float | None, list[list[Any]]]:
    """The result of an attempt and every column of its questions."""
    db.session.refresh(attempt)
    return attempt.fraction, [columns_of(slot) for slot in slots_of(attempt)]


@pytest.mark.parametrize("seed", range(2))
def test_rows_are_what_the_log_says_and_undoing_restores_them(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repairing, "PORTION", 2)
    world = World(seed)

    for _number in range(40):
        getattr(world, world.rng.choice(STEPS))()
        world.check()
    while world.repaired:
        world.undo()
        world.check()

    assert len(world.of(finished=True)) > 1
