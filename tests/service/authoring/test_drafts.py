"""Drafts of questions: one a person and question, put into the file only when they are published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.authoring import service
from courses.authoring.quiz_editor import drafts
from courses.authoring.quiz_editor.service import OpenFile, Place, open_file
from courses.shared.db import commit, db
from courses.shared.errors import Invalid, NotFound
from models.authoring import Draft
from models.catalogue import Course
from models.items import Quiz
from tests.support.factories.catalogue import NOW, make_user
from tests.support.overlap import overlap
from tests.support.small_course import FIRST_QUIZ, QUIZ_PATH, course_files

KEY = "when-was-it-built"
SHEETS = {"sheet": ["0123456789abcdef"]}, {"sheet": ["fedcba9876543210"]}
SAME = {**SHEETS[0], "prompt": ["When was the bridge built?"], "answer": ["1204"], "evidence": ["a-8"]}


@pytest.fixture
def course(session: Session) -> Course:
    return service.publish(session, course_files(), author_id=None, now=NOW).course


@pytest.fixture
def opened(session: Session, course: Course) -> OpenFile:
    quiz = session.scalars(sa.select(Quiz)).one()
    return open_file(session, Place(course, QUIZ_PATH, quiz.title, "the-bridge", "The bridge", quiz.id))


def found(session: Session, course: Course, user_id: int | None) -> list[Draft]:
    """Everything that this person has kept."""
    return list(drafts.of_file(session, user_id, course.id, QUIZ_PATH))


def kept(session: Session, course: Course, user_id: int, **fields: list[str]) -> Draft:
    drafts.keep(session, user_id, course.id, QUIZ_PATH, KEY, {**SAME, **fields}, "base", NOW)
    [draft] = found(session, course, user_id)
    return draft


def test_a_later_draft_takes_the_place_of_the_earlier(session: Session, course: Course) -> None:
    user = make_user()
    kept(session, course, user.id, prompt=["First"])

    later = NOW + timedelta(hours=1)
    said = {**SHEETS[0], "prompt": ["Second"]}
    drafts.keep(session, user.id, course.id, QUIZ_PATH, KEY, said, "other", later)

    [draft] = session.scalars(sa.select(Draft).execution_options(populate_existing=True))
    assert (draft.fields, draft.base, draft.saved_at) == (said, "other", later)


def test_what_another_page_has_kept_is_set_aside_unless_it_says_the_same(session: Session, course: Course) -> None:
    user = make_user()
    kept(session, course, user.id)

    for prompt, count in ((SAME["prompt"], 1), (["Second"], 1)):
        drafts.keep(session, user.id, course.id, QUIZ_PATH, KEY, {**SAME, **SHEETS[1], "prompt": prompt}, "base", NOW)
        assert len(found(session, course, user.id)) == count
    drafts.keep(session, user.id, course.id, QUIZ_PATH, KEY, {**SAME, "prompt": ["Third"]}, "base", NOW)

    assert {drafts.words_of(draft): draft.key for draft in found(session, course, user.id)} == {
        "Third": KEY,
        "Second": "=fedcba9876543210",
    }


def test_what_two_pages_keep_at_the_same_moment_is_kept_of_both(busy: Flask) -> None:
    """As when the connection is back for two tabs."""
    with busy.app_context():
        user_id = make_user().id
        course_id = service.publish(db.session, course_files(), author_id=None, now=NOW).course.id
        commit()

    def keep(sheet: dict[str, list[str]], words: str) -> Callable[[Session], None]:
        said = {**sheet, "prompt": [words]}
        return lambda session: drafts.keep(session, user_id, course_id, QUIZ_PATH, KEY, said, "base", NOW)

    overlap(busy, keep(SHEETS[0], "First"), keep(SHEETS[1], "Second"))

    with busy.app_context():
        kept_now = drafts.of_file(db.session, user_id, course_id, QUIZ_PATH)
        assert sorted(drafts.words_of(draft) for draft in kept_now) == ["First", "Second"]


def test_drafts_follow_a_file_that_is_there_at_last(session: Session, course: Course) -> None:
    one, two = make_user(), make_user()
    for user in (one, two):
        drafts.keep(session, user.id, course.id, "new.yaml", KEY, SAME, "base", NOW)
    kept(session, course, two.id)

    drafts.move(session, course.id, "new.yaml", QUIZ_PATH)

    assert [len(found(session, course, user.id)) for user in (one, two)] == [1, 1]
    assert len(drafts.of_file(session, two.id, course.id, "new.yaml")) == 1


def test_drafts_of_others_are_not_found(session: Session, course: Course) -> None:
    kept(session, course, make_user().id)

    assert found(session, course, make_user().id) == []
    assert found(session, course, None) == []


def test_a_draft_thrown_away_is_gone(session: Session, course: Course) -> None:
    user, other = make_user(), make_user()
    kept(session, course, user.id)
    kept(session, course, other.id)

    drafts.discard(session, user.id, course.id, QUIZ_PATH, KEY)

    assert found(session, course, user.id) == []
    assert len(found(session, course, other.id)) == 1


def test_what_no_database_holds_and_what_belongs_to_the_page_is_left_out(session: Session, course: Course) -> None:
    draft = kept(session, course, make_user().id, prompt=["a\0b\ud800c"], csrf_token=["secret"], base=["b"])

    assert draft.fields["prompt"] == ["abc"]
    assert not {"csrf_token", "base"} & set(draft.fields)


def test_more_than_a_question_can_hold_is_refused(session: Session, course: Course) -> None:
    with pytest.raises(Invalid, match="more than a question"):
        kept(session, course, make_user().id, prompt=["x" * (drafts.MOST_CHARACTERS + 1)])
    with pytest.raises(Invalid, match="more than a question"):
        kept(session, course, make_user().id, step=["x"] * (drafts.MOST_FIELDS + 1))


def test_the_file_gets_the_question_of_the_draft(session: Session, course: Course, opened: OpenFile) -> None:
    draft = kept(session, course, make_user().id, answer=["1205"])

    text, spec = drafts.text_with_draft(session, opened, KEY, draft)

    assert spec["answer"] == 1205
    assert "answer: 1205" in text
    assert text.partition(f"- id: {KEY}")[0] == FIRST_QUIZ.partition(f"- id: {KEY}")[0]


def test_a_draft_that_says_the_same_leaves_the_file_as_it_is(
    session: Session, course: Course, opened: OpenFile
) -> None:
    text, _spec = drafts.text_with_draft(session, opened, KEY, kept(session, course, make_user().id))

    assert text == FIRST_QUIZ


def test_the_draft_of_a_question_that_is_gone_cannot_be_put_in(
    session: Session, course: Course, opened: OpenFile
) -> None:
    draft = kept(session, course, make_user().id)

    with pytest.raises(NotFound, match="taken out"):
        drafts.text_with_draft(session, opened, "gone", draft)
