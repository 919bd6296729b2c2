"""Two requests that record different facts about one lesson at the same time lose neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.progress import service
from courses.shared.db import commit, db
from models.progress import LessonProgress
from tests.support.apps import close, make_app, migrate, new_database
from tests.support.factories.catalogue import make_course, make_lesson, make_module, make_user

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LESSONS = 15
PATIENCE = 60


@pytest.fixture(params=["sqlite", "postgresql"])
def own_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application on a database whose transactions are real."""
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), "progress_at_once")
    else:
        database = nullcontext(f"sqlite:///{tmp_path / 'study.db'}")
    with database as url:
        app = make_app(tmp_path, DATABASE_URL=url)
        migrate(app)
        yield app
        close(app)


def test_reading_and_passing_at_the_same_time_complete_the_lesson(own_app: Flask) -> None:
    with own_app.app_context():
        course = make_course()
        module = make_module(course)
        lesson_ids = [make_lesson(course, module, needs_quiz=True).id for _ in range(LESSONS)]
        user_id = make_user().id
        commit()

    def read(session: Session, lesson_id: int) -> None:
        service.record_read(session, user_id, lesson_id, NOW)

    def passed(session: Session, lesson_id: int) -> None:
        service.record_quiz(session, user_id, lesson_id, passed=True, fraction=0.9, now=NOW)

    at_once(own_app, lesson_ids, [read, passed])

    with own_app.app_context():
        rows = db.session.scalars(sa.select(LessonProgress)).all()
        assert [(row.read_at, row.quiz_passed_at, row.completed_at) for row in rows] == [(NOW, NOW, NOW)] * LESSONS


def at_once(app: Flask, lesson_ids: list[int], acts: list[Callable[[Session, int], None]]) -> None:
    """Let one thread for each act go through the lessons, all of them beginning each lesson together."""
    barrier = Barrier(len(acts), timeout=PATIENCE)
    failures: list[BaseException] = []

    def work(act: Callable[[Session, int], None]) -> None:
        try:
            for lesson_id in lesson_ids:
                barrier.wait()
                with app.app_context():
                    act(db.session, lesson_id)
                    commit()
        except BaseException as error:
            failures.append(error)
            barrier.abort()

    threads = [Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert failures == []
