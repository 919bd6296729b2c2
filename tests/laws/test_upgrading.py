"""A site that is older than the newest migration keeps everything, and gets what the new columns are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.shared.db import db
from courses.shared.migrations import migrations
from models.accounts import User
from models.catalogue import Course
from models.items import Item, ItemVersion, Quiz, QuizItem
from models.quizzes import Attempt, AttemptSlot, AttemptStep, CourseGrade, QuizGrade
from tests.laws.test_migrations import dialect_of
from tests.support.apps import close, make_app, new_database

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY: tuple[tuple[type[Any], Any], ...] = (
    (sa.Boolean, False),
    (sa.DateTime, NOW),
    (sa.Integer, 0),
    (sa.Float, 0.0),
    (sa.JSON, {}),
    (sa.String, ""),
)


@pytest.fixture
def old_site(migrated_app: Flask, request: pytest.FixtureRequest, instance: Path) -> Iterator[Flask]:
    """A site as the second migration left it, on a database of its own, in use."""
    if dialect_of(migrated_app) == "postgresql":
        database = new_database(request.getfixturevalue("postgres"), "older")
    else:
        database = nullcontext(f"sqlite:///{instance / 'older.db'}")
    with database as url:
        app = make_app(instance, DATABASE_URL=url)
        with app.app_context():
            migrations.upgrade("0002")
            fill(db.engine)
            yield app
        close(app)


def fill(engine: sa.Engine) -> None:
    """Two quizzes of a course, one of them with a repaired question and finished attempts of two people; a third attempt is open."""
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.begin() as connection:

        def put(table: str, **values: Any) -> None:
            connection.execute(sa.insert(tables.tables[table]), whole(tables.tables[table], values))

        for user_id in (1, 2):
            put("user", id=user_id, name=f"Ämilia  Ørsted {user_id}")
        put("course", id=1, slug="river", title="Ο Ποταμός")
        put("module", id=1, course_id=1, key="m")
        for number in (1, 2, 3):
            put("lesson", id=number, course_id=1, module_id=1, key=f"l-{number}", needs_quiz=True)
            put("quiz", id=number, course_id=1, lesson_id=number, key=f"q-{number}", pass_fraction=0.5)
        connection.execute(tables.tables["quiz"].update().where(sa.text("id = 3")).values(retired_at=NOW))
        for key in (1, 2):
            put("item", id=key, course_id=1, key=f"i-{key}")
            for version in range(1, key + 1):
                body = {"prompt_html": f"<p>{key}.{version}</p>"}
                put(
                    "item_version",
                    id=10 * key + version,
                    item_id=key,
                    number=version,
                    kind="true-false",
                    body=body,
                    spec={"prompt": f"Größe {version}"},
                )
            put("quiz_item", quiz_id=1, item_id=key, item_version_id=11 * key, position=key, marks=1.0)
        attempts = ((1, 1, 1, 0.25), (2, 1, 2, 0.75), (3, 2, 1, 1.0), (4, 2, 2, None))
        for attempt_id, user_id, number, fraction in attempts:
            put(
                "attempt",
                id=attempt_id,
                quiz_id=1,
                user_id=user_id,
                number=number,
                fraction=fraction,
                finished_at=None if fraction is None else NOW,
            )
            slot = {"item_id": 2, "item_version_id": 22, "position": 1, "marks": 1.0, "response": {"choice": True}}
            put("attempt_slot", attempt_id=attempt_id, **slot, fraction=fraction)
            put("attempt_step", attempt_id=attempt_id, kind="started", token=":started")


def whole(table: sa.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """A row with something in every column that must have it; other columns stay empty."""
    needed = {
        column.name: next(value for kind, value in EMPTY if isinstance(column.type, kind))
        for column in table.columns
        if not column.nullable and column.name != "id"
    }
    return {**needed, **values}


def test_questions_know_their_newest_version_and_quizzes_how_much_they_ask(old_site: Flask) -> None:
    migrations.upgrade()

    assert dict(db.session.execute(sa.select(Item.id, Item.newest)).all()) == {1: 1, 2: 2}
    asked = sa.select(Quiz.id, Quiz.question_count, Quiz.settings).order_by(Quiz.id)
    assert db.session.execute(asked).all() == [(1, 2, {}), (2, 0, {}), (3, 0, {})]
    assert db.session.scalars(sa.select(QuizItem.section)).all() == [0, 0]


def test_finished_attempts_become_grades(old_site: Flask) -> None:
    migrations.upgrade()

    grades = sa.select(QuizGrade.user_id, QuizGrade.quiz_id, QuizGrade.fraction, QuizGrade.attempts, QuizGrade.pending)
    assert db.session.execute(grades.order_by(QuizGrade.user_id)).all() == [(1, 1, 0.75, 2, 0), (2, 1, 1.0, 1, 0)]
    courses = sa.select(CourseGrade.user_id, CourseGrade.course_id, CourseGrade.fraction).order_by(CourseGrade.user_id)
    assert db.session.execute(courses).all() == [(1, 1, 0.375), (2, 1, 0.5)]


def test_attempts_and_what_was_answered_stay(old_site: Flask) -> None:
    migrations.upgrade()

    slots = sa.select(AttemptSlot.response, AttemptSlot.fraction, AttemptSlot.tries, AttemptSlot.item_version_id)
    answered = db.session.execute(slots.order_by(AttemptSlot.attempt_id)).all()
    assert answered == [({"choice": True}, fraction, 0, 22) for fraction in (0.25, 0.75, 1.0, None)]
    assert db.session.scalar(sa.select(sa.func.count()).select_from(AttemptStep)) == 4
    assert db.session.scalars(sa.select(Attempt.pending)).all() == [0, 0, 0, 0]


def test_questions_get_what_every_question_has_now(old_site: Flask) -> None:
    migrations.upgrade()

    body = db.session.scalar(sa.select(ItemVersion.body).where(ItemVersion.id == 22))
    assert body == {"prompt_html": "<p>2.2</p>", "hints_html": [], "penalty": pytest.approx(1 / 3)}


def test_who_and_what_was_there_before_is_found_in_every_alphabet(old_site: Flask) -> None:
    migrations.upgrade()

    people = sa.select(User.folded_name).order_by(User.id)
    assert db.session.scalars(people).all() == ["amilia orsted 1", "amilia orsted 2"]
    assert db.session.scalar(sa.select(Course.folded_title)) == "ο ποταμοσ"
    questions = sa.select(ItemVersion.folded_words).where(ItemVersion.item_id == 2).order_by(ItemVersion.number)
    assert db.session.scalars(questions).all() == ["grosse 1", "grosse 2"]


def test_an_upgrade_that_is_undone_keeps_the_attempts(old_site: Flask) -> None:
    migrations.upgrade()
    db.session.execute(sa.update(AttemptSlot).where(AttemptSlot.attempt_id == 1).values(fraction=-2))
    db.session.commit()
    db.session.close()

    migrations.downgrade("0002")

    with db.engine.connect() as connection:
        fractions = connection.execute(sa.text("SELECT fraction FROM attempt_slot ORDER BY attempt_id")).scalars().all()
    assert fractions == [0, 0.75, 1.0, None]
