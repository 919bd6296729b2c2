"""Wherever the database points at a person, it is known what becomes of it: no new table may forget them."""

from __future__ import annotations

from flask import Flask
from sqlalchemy.orm import Session

from courses.accounts.holdings import HOLDINGS, OnMerge
from courses.accounts.queries import SECTIONS, TOLD, everything_about
from courses.shared.db import db
from models import Base
from models.accounts import User
from models.authoring import CourseVersion
from models.enums import TokenPurpose
from models.items import Quiz
from models.quizzes import Attempt
from tests.support.factories.accounts import make_link, make_session
from tests.support.factories.catalogue import (
    NOW,
    appoint,
    join,
    kept,
    make_course,
    make_lesson,
    make_progress,
    make_proposal,
    make_user,
)
from tests.support.factories.gradebook import (
    make_change,
    make_course_grade,
    make_extension,
    make_grade,
    make_instructors_deeds,
)
from tests.support.factories.groups import make_group, make_membership
from tests.support.factories.quizzes import give_answer, make_attempt

# Columns that point at a person but hold nothing of theirs, with the reason. None so far.
EXCEPTIONS: dict[str, str] = {}


def references_to_people() -> set[str]:
    columns = (column for table in Base.metadata.tables.values() for column in table.columns)
    return {str(column) for column in columns if column.references(User.__table__.c.id)}


def test_every_reference_to_a_person_is_exported_erased_and_merged() -> None:
    known = {str(holding.column) for holding in HOLDINGS}

    assert known.isdisjoint(EXCEPTIONS)
    assert references_to_people() == known | EXCEPTIONS.keys()


def test_every_section_of_the_export_belongs_to_a_reference(app: Flask) -> None:
    assert sorted([*SECTIONS, *TOLD]) == sorted(holding.section for holding in HOLDINGS)


def test_rows_are_united_by_a_column_that_their_key_holds() -> None:
    for holding in HOLDINGS:
        key = {column.name for column in holding.table.primary_key}

        assert (holding.merged is OnMerge.UNITE) == (holding.by is not None)
        assert holding.by is None or key == {holding.name, holding.by}


def test_the_export_holds_something_from_every_place(session: Session) -> None:
    user = person_with_everything()

    exported = everything_about(session, user.id, now=NOW)

    assert [section for section in (*SECTIONS, *TOLD) if not exported[section]] == []
    assert exported["account"]["email"] == user.email


def test_the_export_holds_nothing_of_others(session: Session) -> None:
    person_with_everything()
    newcomer = make_user()

    exported = everything_about(session, newcomer.id, now=NOW)

    assert [section for section in (*SECTIONS, *TOLD) if exported[section]] == []
    assert exported["account"]["id"] == newcomer.id


def quiz_of(attempt: Attempt) -> Quiz:
    return db.session.get_one(Quiz, attempt.quiz_id)


def person_with_everything() -> User:
    """Someone in every table that may hold people."""
    user, course = make_user(), make_course()
    make_session(user)
    make_link(TokenPurpose.PASSWORD_RESET, user)
    join(user, course)
    appoint(user, course)
    make_progress(user, make_lesson(course), read_at=NOW)
    attempt = make_attempt(user)
    give_answer(attempt, 1, {"choice": 0})
    quiz = quiz_of(attempt)
    make_extension(user, quiz)
    make_grade(user, quiz)
    make_course_grade(user, quiz.course_id)
    make_change(user, quiz)
    make_instructors_deeds(user, quiz, make_attempt(quiz=quiz))
    make_membership(make_group(course), user)
    make_proposal(user=user)
    make_proposal(decided_by_id=user.id)
    kept(CourseVersion(course_id=course.id, number=1, digest="0" * 64, author_id=user.id, created_at=NOW))
    return user
