"""Moving things about: what learners have done stays theirs, and the second time nothing is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.authoring.editing import save_quiz
from courses.authoring.queries import newest_version
from courses.authoring.rules.planning import Plan
from courses.authoring.rules.records import Thing
from courses.authoring.service import publish
from models.accounts import User
from models.catalogue import Lesson
from models.items import Item, Quiz, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt
from tests.support.factories.catalogue import NOW, make_user
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt
from tests.support.small_course import FIRST_PATH, FIRST_QUIZ, QUIZ_PATH, SECOND_PATH, course_files

LATER = NOW + timedelta(days=1)
SECOND_QUIZ_PATH = "modules/01-town/02-quarrel.quiz.yaml"
SECOND_QUIZ = """id: the-quarrel-quiz
items:
  - id: was-it-just
    kind: true-false
    prompt: The abbot called it just.
    evidence: [the-bridge#a-10-council]
    answer: false
    feedback: Read again.
"""
NUMBER = "  - id: when-was-it-built\n    kind: numeric\n    prompt: When was the bridge built?\n    evidence: [a-8]\n    answer: 1204\n"


def published(session: Session, files: dict[str, bytes] | None = None) -> Plan:
    """Publish, and once more: the second time nothing is done."""
    done = publish(session, files or course_files(), author_id=None, now=LATER).plan
    assert publish(session, files or course_files(), author_id=None, now=LATER).plan.is_empty
    session.expire_all()
    return done


def quiz(session: Session, key: str = "the-bridge-quiz") -> Quiz:
    return session.scalars(sa.select(Quiz).where(Quiz.key == key)).one()


def half_right(session: Session, user: User | None = None) -> Attempt:
    """A finished attempt at the first quiz that earned half of the marks."""
    attempt = make_attempt(user or make_user(), quiz(session))
    give_answer(attempt, 2, {"text": "1204"})
    return finish_attempt(attempt)


def progress(session: Session, attempt: Attempt, lesson: str) -> LessonProgress | None:
    lesson_id = session.scalars(sa.select(Lesson.id).where(Lesson.key == lesson)).one()
    return session.get(LessonProgress, (attempt.user_id, lesson_id), populate_existing=True)


def at_the_second_lesson(passes: float = 0.5) -> dict[str, bytes]:
    """The first lesson's quiz beside the second lesson, which is complete when it is passed."""
    moved = FIRST_QUIZ.replace("[a-", "[the-bridge#a-").replace("items:", f"pass: {passes}\nitems:")
    second = course_files()[SECOND_PATH].replace(b"[read, marked]", b"[quiz]")
    return course_files(quiz=None, second=second, **{SECOND_QUIZ_PATH: moved})


def test_whoever_has_passed_a_quiz_has_passed_it_at_its_new_lesson(session: Session) -> None:
    published(session, course_files(quiz=FIRST_QUIZ.replace("items:", "pass: 0.5\nitems:")))
    attempt = half_right(session)

    done = published(session, at_the_second_lesson())

    assert (done.of(Thing.QUIZ, done.added), done.of(Thing.QUIZ, done.retired)) == ([], [])
    there = progress(session, attempt, "the-quarrel")
    assert there
    assert (there.best_fraction, there.quiz_passed_at, there.completed_at) == (0.5, NOW, NOW)


def test_an_attempt_begun_before_the_move_counts_where_the_quiz_is(session: Session) -> None:
    published(session)
    attempt = make_attempt(quiz=quiz(session))
    give_answer(attempt, 2, {"text": "1204"})

    published(session, at_the_second_lesson())
    finish_attempt(attempt)

    there = progress(session, attempt, "the-quarrel")
    assert attempt.fraction == 0.5
    assert there
    assert there.quiz_passed_at == NOW
    assert progress(session, attempt, "the-bridge") is None


@pytest.mark.parametrize("in_browser", [False, True])
def test_a_lower_pass_mark_passes_those_who_reached_it(session: Session, in_browser: bool) -> None:
    files = course_files(
        second=None, first=course_files()[FIRST_PATH].replace(b"terms:", b"completion: [quiz]\nterms:")
    )
    published(session, files)
    attempt, nobody = half_right(session), finish_attempt(make_attempt(make_user(), quiz(session)))
    before = progress(session, attempt, "the-bridge")
    assert before
    assert before.quiz_passed_at is None

    change_pass_mark(session, files, "0.5", in_browser=in_browser)

    after, other = progress(session, attempt, "the-bridge"), progress(session, nobody, "the-bridge")
    assert after
    assert other
    assert (after.quiz_passed_at, after.completed_at) == (NOW, NOW)
    assert other.quiz_passed_at is None


def test_a_higher_pass_mark_takes_nothing_away(session: Session) -> None:
    published(session, course_files(quiz=FIRST_QUIZ.replace("items:", "pass: 0.5\nitems:")))
    attempt = half_right(session)

    change_pass_mark(session, course_files(), "0.9", in_browser=False)

    kept = progress(session, attempt, "the-bridge")
    assert kept
    assert kept.quiz_passed_at == NOW


def change_pass_mark(session: Session, files: dict[str, bytes], mark: str, *, in_browser: bool) -> None:
    text = FIRST_QUIZ.replace("items:", f"pass: {mark}\nitems:").encode()
    if not in_browser:
        published(session, {**files, QUIZ_PATH: text})
        return
    course = publish(session, files, author_id=None, now=LATER).course
    version = newest_version(session, course.id)
    assert version
    save_quiz(session, course, "the-bridge", QUIZ_PATH, text, base=version.digest, author_id=None, now=LATER)
    session.expire_all()


def test_a_question_moved_to_another_quiz_is_the_same_question(session: Session) -> None:
    published(session, course_files(**{SECOND_QUIZ_PATH: SECOND_QUIZ}))
    attempt = make_attempt(quiz=quiz(session))
    give_answer(attempt, 2, {"text": "1204"})
    elsewhere = SECOND_QUIZ + NUMBER.replace("[a-8]", "[the-bridge#a-8]")

    done = published(session, course_files(quiz=FIRST_QUIZ.replace(NUMBER, ""), **{SECOND_QUIZ_PATH: elsewhere}))
    finish_attempt(attempt)

    assert (done.of(Thing.ITEM, done.added), done.of(Thing.ITEM, done.retired)) == ([], [])
    assert places(session) == [
        ("the-bridge-quiz", "who-called-it-unjust"),
        ("the-quarrel-quiz", "was-it-just"),
        ("the-quarrel-quiz", "when-was-it-built"),
    ]
    assert attempt.fraction == 0.5


def places(session: Session) -> list[tuple[str, str]]:
    rows = sa.select(Quiz.key, Item.key).join(QuizItem, QuizItem.quiz_id == Quiz.id).join(Item)
    return [tuple(row) for row in session.execute(rows.order_by(Quiz.key, QuizItem.position))]


def test_two_lessons_that_exchange_their_ids_exchange_everything(session: Session) -> None:
    published(session)
    attempt = half_right(session)
    files = course_files()
    first = files[FIRST_PATH].replace(b"id: the-bridge\n", b"id: the-quarrel\n")
    second = files[SECOND_PATH].replace(b"the-bridge", b"x").replace(b"the-quarrel", b"the-bridge")

    published(session, {**files, FIRST_PATH: first, SECOND_PATH: second.replace(b"x", b"the-quarrel")})

    titles = dict(session.execute(sa.select(Lesson.key, Lesson.title)).all())
    assert titles == {"the-quarrel": "The bridge", "the-bridge": "The quarrel"}
    assert quiz(session).lesson_id == session.scalars(sa.select(Lesson.id).where(Lesson.key == "the-quarrel")).one()
    moved = progress(session, attempt, "the-quarrel")
    assert moved
    assert moved.best_fraction == 0.5


def test_an_attempt_at_a_quiz_that_got_another_id_can_be_finished(session: Session) -> None:
    published(session)
    attempt = make_attempt(quiz=quiz(session))
    give_answer(attempt, 2, {"text": "1204"})

    published(session, course_files(quiz=FIRST_QUIZ.replace("id: the-bridge-quiz", "id: other-quiz")))
    finish_attempt(attempt)
    published(session)

    assert attempt.fraction == 0.5
    assert {each.key: each.retired_at is None for each in session.scalars(sa.select(Quiz))} == {
        "the-bridge-quiz": True,
        "other-quiz": False,
    }


def test_lessons_move_between_modules_and_back(session: Session) -> None:
    published(session)
    files = course_files(**{"modules/02-new/module.yaml": "id: new\ntitle: New\n"})
    files["modules/02-new/01-quarrel.md"] = files.pop(SECOND_PATH)

    there = published(session, files)
    back = published(session)

    assert there.of(Thing.LESSON, (*there.added, *there.retired)) == []
    assert [each[1] for each in back.of(Thing.MODULE, back.retired)] == ["new"]
    assert back.of(Thing.LESSON, (*back.added, *back.retired, *back.returned)) == []
