"""Several tabs, double clicks and late answers at the same moment: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_finish, quiz_to_start
from courses.access.viewer import Viewer
from courses.quizzes import service
from courses.quizzes.rules.log import replay
from courses.shared import outbox
from courses.shared.db import commit, db
from courses.shared.errors import Conflict
from models.enums import Behaviour, StepKind
from models.quizzes import Attempt
from tests.conftest import ENGINES
from tests.support.apps import close, make_app, migrate, new_database
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import settings, slots_of, steps_of, viewer_of

TABS = 4
ANSWERS = 12


@pytest.fixture(scope="module", params=ENGINES)
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """An application that really commits, on a database of its own."""
    folder = tmp_path_factory.mktemp("busy")
    database: Any = nullcontext(f"sqlite:///{folder / 'study.db'}")
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), f"busy_{os.getpid()}")
    with database as url:
        app = make_app(folder, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


@pytest.fixture
def place(busy: Flask) -> tuple[Viewer, int]:
    """A learner and a quiz of two questions."""
    with busy.app_context():
        user, quiz = make_user(), make_quiz()
        for _ in range(2):
            make_item(quiz)
        commit()
        return viewer_of(user), quiz.id


def begin(viewer: Viewer, quiz_id: int) -> int:
    found = quiz_to_start(db.session, viewer, quiz_id, now=NOW)
    return service.start(db.session, found, viewer.learner_id, now=NOW, rng=Random(1))[0]


def at_once(app: Flask, work: Callable[[int], Any]) -> list[Any]:
    """Let every tab do its work in the same moment; what each of them got."""
    barrier = Barrier(TABS)

    def tab(number: int) -> Any:
        with app.app_context():
            barrier.wait(timeout=30)
            return work(number)

    with ThreadPoolExecutor(TABS) as pool:
        return list(pool.map(tab, range(TABS)))


def save(viewer: Viewer, attempt_id: int, position: int, choice: int, token: str) -> bool:
    """One request that saves an answer; whether the answer was written."""
    try:
        slot = attempt_to_answer(db.session, viewer, attempt_id, position)
        written = service.save_answer(db.session, slot, {"choice": choice}, token=token, now=NOW)
        commit()
    finally:
        db.session.rollback()
    return written


def begun(app: Flask, place: tuple[Viewer, int]) -> int:
    with app.app_context():
        attempt_id = begin(*place)
        commit()
    return attempt_id


def check_the_cache_equals_the_log(attempt: Attempt) -> None:
    state = replay(steps_of(attempt))
    assert {slot.position: (slot.response, slot.fraction) for slot in slots_of(attempt)} == {
        position: (slot.response, slot.fraction) for position, slot in state.slots.items()
    }
    assert (attempt.finished_at, attempt.fraction) == (state.finished_at, state.fraction)


def test_beginning_in_several_tabs_begins_once(busy: Flask, place: tuple[Viewer, int]) -> None:
    def work(_tab: int) -> int:
        attempt_id = begin(*place)
        commit()
        return attempt_id

    assert len(set(at_once(busy, work))) == 1


def test_answers_of_several_tabs_are_all_in_the_log(busy: Flask, place: tuple[Viewer, int]) -> None:
    viewer, attempt_id = place[0], begun(busy, place)

    def work(tab: int) -> int:
        return sum(save(viewer, attempt_id, 1 + n % 2, n % 2, f"tab-{tab}-number-{n}") for n in range(ANSWERS))

    assert at_once(busy, work) == [ANSWERS] * TABS
    with busy.app_context():
        attempt = db.session.get_one(Attempt, attempt_id)
        assert len(steps_of(attempt)) == 1 + TABS * ANSWERS
        check_the_cache_equals_the_log(attempt)


def test_the_same_request_sent_by_several_tabs_is_written_once(busy: Flask, place: tuple[Viewer, int]) -> None:
    viewer, attempt_id = place[0], begun(busy, place)

    def work(_tab: int) -> list[bool]:
        return [save(viewer, attempt_id, 1, n % 2, f"the-same-{n}") for n in range(ANSWERS)]

    written = at_once(busy, work)
    assert [sum(tabs) for tabs in zip(*written, strict=True)] == [1] * ANSWERS
    with busy.app_context():
        check_the_cache_equals_the_log(db.session.get_one(Attempt, attempt_id))


def test_what_was_acknowledged_before_the_end_counts_and_nothing_after_it(
    busy: Flask, place: tuple[Viewer, int]
) -> None:
    viewer, attempt_id = place[0], begun(busy, place)

    def work(tab: int) -> int:
        if tab == 0:
            service.finish(db.session, attempt_to_finish(db.session, viewer, attempt_id), now=NOW)
            commit()
            return 0
        return saved_until_the_end(viewer, attempt_id, tab)

    acknowledged = sum(at_once(busy, work))
    with busy.app_context():
        attempt = db.session.get_one(Attempt, attempt_id)
        kinds = [step.kind for step in steps_of(attempt)]
        assert kinds.count(StepKind.SAVED) == acknowledged
        assert kinds[-2:] == [StepKind.SUBMITTED, StepKind.GRADED]
        check_the_cache_equals_the_log(attempt)


def saved_until_the_end(viewer: Viewer, attempt_id: int, tab: int) -> int:
    """How many answers were acknowledged before the attempt was handed in."""
    saved = 0
    try:
        for number in range(ANSWERS):
            saved += save(viewer, attempt_id, 1, number % 2, f"tab-{tab}-number-{number}")
    except Conflict:
        assert db.session.scalar(sa.select(Attempt.finished_at).where(Attempt.id == attempt_id))
    return saved


def test_a_check_sent_by_several_tabs_is_one_check(busy: Flask) -> None:
    viewer, attempt_id = begun_with(busy, behaviour=Behaviour.INTERACTIVE)

    def work(_tab: int) -> bool:
        slot = attempt_to_answer(db.session, viewer, attempt_id, 1)
        is_new = service.check(db.session, slot, {"choice": 1}, token="of-the-same-page", now=NOW)
        commit()
        return is_new

    assert sorted(at_once(busy, work)) == [False] * (TABS - 1) + [True]
    with busy.app_context():
        attempt = db.session.get_one(Attempt, attempt_id)
        assert [step.kind for step in steps_of(attempt)].count(StepKind.CHECKED) == 1
        check_the_cache_equals_the_log(attempt)


def test_several_workers_and_the_learner_hand_in_once(busy: Flask) -> None:
    viewer, attempt_id = begun_with(busy, limit_minutes=30)
    late = NOW + timedelta(hours=1)

    def work(tab: int) -> None:
        if tab == 0:
            service.finish(db.session, attempt_to_finish(db.session, viewer, attempt_id), now=late)
            commit()
        else:
            outbox.tick(now=late)

    at_once(busy, work)
    with busy.app_context():
        attempt = db.session.get_one(Attempt, attempt_id)
        kinds = [step.kind for step in steps_of(attempt)]
        assert kinds == [StepKind.STARTED, StepKind.SUBMITTED, StepKind.GRADED]
        assert attempt.finished_at == NOW + timedelta(minutes=30)
        check_the_cache_equals_the_log(attempt)


def begun_with(app: Flask, **values: Any) -> tuple[Viewer, int]:
    """A learner and their attempt at a quiz with these settings."""
    with app.app_context():
        user, quiz = make_user(), make_quiz(settings=settings(**values))
        make_item(quiz, hints=["One", "Two"])
        commit()
        viewer, quiz_id = viewer_of(user), quiz.id
    return viewer, begun(app, (viewer, quiz_id))
