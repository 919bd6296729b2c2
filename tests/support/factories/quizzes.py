"""Attempts, made by the program itself: a log cannot be made up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_finish, quiz_to_start
from courses.access.viewer import Viewer
from courses.quizzes import service
from courses.quizzes.rules.settings import Settings
from courses.shared.db import db
from models.accounts import User
from models.enums import StepKind
from models.items import Quiz
from models.quizzes import Attempt, AttemptSlot, AttemptStep
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.items import make_item, make_quiz

_tokens = iter(range(1, 1_000_000))


def viewer_of(user: User) -> Viewer:
    """The user as the loaders see who asks."""
    return Viewer(id=user.id, name=user.name, email=user.email, is_administrator=user.is_administrator)


def new_token() -> str:
    """A token of a form nobody has sent before."""
    return f"token-{next(_tokens):06}"


def make_attempt(user: User | None = None, quiz: Quiz | None = None, *, now: datetime = NOW, seed: int = 1) -> Attempt:
    """An attempt just begun; a quiz of one question if the test gives none."""
    user = user or make_user()
    if quiz is None:
        quiz = make_quiz()
        make_item(quiz)
    found = quiz_to_start(db.session, viewer_of(user), quiz.id, now=now)
    attempt_id, _ = service.start(db.session, found, user.id, now=now, rng=Random(seed))
    return db.session.get_one(Attempt, attempt_id)


def give_answer(
    attempt: Attempt,
    position: int,
    response: Mapping[str, Any] | None,
    *,
    token: str | None = None,
    certainty: int | None = None,
    now: datetime = NOW,
) -> bool:
    """Save an answer; whether anything was written."""
    viewer = viewer_of(db.session.get_one(User, attempt.user_id))
    slot = attempt_to_answer(db.session, viewer, attempt.id, position)
    given = None if response is None else dict(response)
    return service.save_answer(db.session, slot, given, certainty=certainty, token=token or new_token(), now=now)


def check_answer(
    attempt: Attempt, position: int, response: Mapping[str, Any], *, token: str | None = None, now: datetime = NOW
) -> bool:
    """Check an answer; whether that was new."""
    viewer = viewer_of(db.session.get_one(User, attempt.user_id))
    slot = attempt_to_answer(db.session, viewer, attempt.id, position)
    return service.check(db.session, slot, dict(response), token=token or new_token(), now=now)


def settings(**values: Any) -> dict[str, Any]:
    """Settings of a quiz, as its row keeps them."""
    return Settings(**values).to_json()


def finish_attempt(attempt: Attempt, *, now: datetime = NOW) -> Attempt:
    """Hand the attempt in."""
    viewer = viewer_of(db.session.get_one(User, attempt.user_id))
    found = attempt_to_finish(db.session, viewer, attempt.id)
    service.finish(db.session, found, now=now)
    db.session.expire_all()
    return attempt


def steps_of(attempt: Attempt) -> list[AttemptStep]:
    """The log, in order."""
    log = sa.select(AttemptStep).where(AttemptStep.attempt_id == attempt.id).order_by(AttemptStep.id)
    return list(db.session.scalars(log))


def step_kinds(attempt: Attempt) -> list[StepKind]:
    """What happened, in order."""
    return [step.kind for step in steps_of(attempt)]


def slots_of(attempt: Attempt) -> list[AttemptSlot]:
    """The questions of the attempt as the database holds them now."""
    slots = sa.select(AttemptSlot).where(AttemptSlot.attempt_id == attempt.id).order_by(AttemptSlot.position)
    return list(db.session.scalars(slots.execution_options(populate_existing=True)))
