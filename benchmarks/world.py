"""A site full of generated people and lessons, in a database of its own, and the keys to enter it."""

from __future__ import annotations

import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app import create_app
from benchmarks.generated import course_files
from courses.accounts.sessions import LIFETIME, hash_token
from courses.authoring.service import publish
from courses.quizzes import counting
from courses.shared import clock
from courses.shared.config import read_settings
from courses.shared.db import commit, db
from courses.shared.migrations import migrations
from models.accounts import User, UserSession
from models.base import Base
from models.catalogue import Appointment, Course, Enrolment, Lesson
from models.enums import CourseRole, GroupRole, Sharing
from models.groups import Group, GroupMember
from models.items import Quiz, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptSlot, CourseGrade, QuizGrade

SECRET = "a secret that only the measurements know"
TOKEN_SALT = "wtf-csrf-token"
BEGUN = 10
GROUP = 40
SIGNED_IN = 16
GRADED = 20
AT_ONCE = 5_000


@dataclass(frozen=True)
class World:
    """Where things are in a generated site; `cookies` and `form_tokens` belong to the same people; `instructor` is a cookie, too."""

    environ: dict[str, str]
    slug: str
    lesson: str
    quiz_id: int
    group_id: int
    cookies: list[str]
    form_tokens: list[str]
    instructor: str
    lessons: int
    learners: int


def build(folder: Path, *, lessons: int, learners: int) -> World:
    """Make the site: a course of `lessons`, and `learners` who have begun it, in one group as far as it holds them."""
    environ = {"INSTANCE_PATH": str(folder), "SECRET_KEY": SECRET, "RATE_LIMITS": "off", "LOG_LEVEL": "ERROR"}
    app = create_app(read_settings(environ))
    with app.app_context():
        migrations.upgrade()
        now = clock.now()
        course = publish(db.session, course_files(lessons), author_id=None, now=now).course
        people = _people(db.session, course, learners, now)
        group_id = _group(db.session, course, people, now)
        lesson, quiz_id = _first_lesson(db.session, course)
        _attempts(db.session, quiz_id, people, now)
        _grades(db.session, course, people)
        counting.touch(db.session, quiz_id, now=now)
        counting.count(db.session, quiz_id, now=now)
        cookies, tokens = _keys(app, db.session, people, now)
        _appoint(db.session, course, people[:SIGNED_IN][-1], now)
        slug = course.slug
        commit()
        db.session.execute(sa.text("ANALYZE"))
        commit()
        db.engine.dispose()
    return World(environ, slug, lesson, quiz_id, group_id, cookies, tokens, cookies[-1], lessons, learners)


def _insert(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        session.execute(sa.insert(model), rows[start : start + AT_ONCE])


def _people(session: Session, course: Course, learners: int, now: datetime) -> list[int]:
    """Members who have joined the course and completed some of its first lessons."""
    people = list(range(1, learners + 1))
    common = {"password_hash": "!", "is_administrator": False, "created_at": now}
    users = [{"id": each, "email": f"reader{each}@example.org", "name": f"Reader {each}", **common} for each in people]
    _insert(session, User, users)
    _insert(session, Enrolment, [{"user_id": each, "course_id": course.id, "joined_at": now} for each in people])
    lessons = list(session.scalars(sa.select(Lesson.id).where(Lesson.course_id == course.id).order_by(Lesson.position)))
    chance = random.Random(learners)
    rows = []
    for person in people:
        for place, lesson_id in enumerate(lessons[: chance.randint(1, BEGUN)]):
            at = now - timedelta(hours=100 - place)
            done = {"read_at": at, "quiz_passed_at": at, "completed_at": at, "best_fraction": 0.8}
            rows.append({"user_id": person, "lesson_id": lesson_id, "position_at": at, "position_key": "q-1", **done})
    _insert(session, LessonProgress, rows)
    return people


def _group(session: Session, course: Course, people: list[int], now: datetime) -> int:
    group = Group(course_id=course.id, name="Measured", about="", invite_token=secrets.token_hex(8), created_at=now)
    session.add(group)
    session.flush()
    common = {"group_id": group.id, "sharing": Sharing.EVERYTHING, "joined_at": now}
    roles = [GroupRole.FACILITATOR] + [GroupRole.MEMBER] * (GROUP - 1)
    _insert(
        session,
        GroupMember,
        [{"user_id": each, "role": role, **common} for each, role in zip(people, roles, strict=False)],
    )
    return group.id


def _first_lesson(session: Session, course: Course) -> tuple[str, int]:
    row = session.execute(
        sa.select(Lesson.key, Quiz.id)
        .join(Quiz, Quiz.lesson_id == Lesson.id)
        .where(Lesson.course_id == course.id)
        .order_by(Lesson.position)
        .limit(1)
    ).one()
    return row[0], row[1]


def _attempts(session: Session, quiz_id: int, people: list[int], now: datetime) -> None:
    """A finished attempt of everyone at the quiz, so that results have something to count."""
    items = session.execute(
        sa.select(QuizItem.item_id, QuizItem.item_version_id).where(QuizItem.quiz_id == quiz_id)
    ).all()
    common: dict[str, Any] = {"quiz_id": quiz_id, "number": 1, "started_at": now, "finished_at": now, "fraction": 0.5}
    common |= {"ends_at": None, "pending": 0}
    _insert(session, Attempt, [{"id": each, "user_id": each, **common} for each in people])
    chance = random.Random(quiz_id)
    rows = [
        {
            "attempt_id": each,
            "position": position,
            "item_id": item_id,
            "item_version_id": version_id,
            "section": 0,
            "marks": 1.0,
            "order": {},
            "response": {"choice": chance.randrange(4)},
            "certainty": None,
            "tries": 0,
            "closed_at": None,
            "comment": None,
            "fraction": float(chance.random() < 0.6),
            "answered_at": now,
        }
        for each in people
        for position, (item_id, version_id) in enumerate(items)
    ]
    _insert(session, AttemptSlot, rows)


def _grades(session: Session, course: Course, people: list[int]) -> None:
    """What everyone has in the first quizzes of the course, and in all of it."""
    chance = random.Random(course.id)
    quizzes = session.scalars(
        sa.select(Quiz.id)
        .join(Lesson, Lesson.id == Quiz.lesson_id)
        .where(Quiz.course_id == course.id)
        .order_by(Lesson.position)
        .limit(GRADED)
    ).all()
    common = {"attempts": 1, "pending": 0, "override": None, "override_reason": None, "override_at": None}
    common["override_by_id"] = None
    _insert(
        session,
        QuizGrade,
        [
            {"user_id": each, "quiz_id": quiz, "fraction": chance.random(), **common}
            for each in people
            for quiz in quizzes
        ],
    )
    totals = [{"user_id": each, "course_id": course.id, "fraction": chance.random()} for each in people]
    _insert(session, CourseGrade, totals)


def _appoint(session: Session, course: Course, person: int, now: datetime) -> None:
    """Let one of the people look into results."""
    session.add(Appointment(course_id=course.id, user_id=person, role=CourseRole.INSTRUCTOR, appointed_at=now))


def _keys(app: Flask, session: Session, people: list[int], now: datetime) -> tuple[list[str], list[str]]:
    """Cookies of people who are signed in, and the tokens their forms carry."""
    cookies, tokens = [], []
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    for person in people[:SIGNED_IN]:
        key, form_key = secrets.token_urlsafe(16), secrets.token_hex(20)
        kept = {"user_id": person, "token_hash": hash_token(key), "browser": "", "created_at": now}
        session.execute(sa.insert(UserSession), [{**kept, "expires_at": now + LIFETIME}])
        cookies.append(f"study={signer.dumps({'_user_id': key, '_fresh': True, 'csrf_token': form_key})}")
        tokens.append(str(URLSafeTimedSerializer(SECRET, salt=TOKEN_SALT).dumps(form_key)))
    return cookies, tokens
