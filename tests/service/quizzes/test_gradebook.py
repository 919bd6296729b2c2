"""Grades set by hand: in place of the attempts, on record, and taken back; the order and the sheet of the gradebook."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.access.loaders.gradebook import GradeToSee, grade_to_set
from courses.accounts import erasure, merging
from courses.quizzes import gradebook as service
from courses.quizzes.grades import settle_course
from courses.quizzes.queries import gradebook as queries
from courses.quizzes.queries.gradebook import LEARNERS_A_PAGE, Order, QuizColumn
from courses.shared.errors import Conflict
from models.accounts import User
from models.catalogue import Course
from models.items import Quiz
from models.quizzes import CourseGrade, GradeOverride, QuizGrade
from tests.support.delivery import deliver_due
from tests.support.factories.catalogue import (
    NOW,
    join,
    make_course,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
)
from tests.support.factories.gradebook import make_change, make_course_grade, make_grade
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.quizzes import finish_attempt, give_answer, make_attempt, viewer_of

LATER = NOW + timedelta(days=1)


@pytest.fixture
def course(session: Session) -> Course:
    return make_course()


@pytest.fixture
def quizzes(course: Course) -> list[Quiz]:
    made = [make_quiz(make_lesson(course, needs_quiz=True)) for _ in range(2)]
    for quiz in made:
        make_item(quiz)
    return made


@pytest.fixture
def instructor(course: Course) -> User:
    return make_instructor(course)


def found_for(session: Session, instructor: User, course: Course, learner: User, quiz: Quiz) -> GradeToSee:
    return grade_to_set(session, viewer_of(instructor), course.slug, learner.id, quiz.id)


def names(session: Session, course: Course, order: Order, name: str = "") -> list[str]:
    return [row.name for row in queries.gradebook(session, course.id, order=order, name=name, page=1).rows]


def grade_of(session: Session, learner: User, quiz: Quiz) -> QuizGrade:
    return session.get_one(QuizGrade, (learner.id, quiz.id), populate_existing=True)


def total_of(session: Session, learner: User, course: Course) -> float | None:
    row = session.get(CourseGrade, (learner.id, course.id), populate_existing=True)
    return row.fraction if row else None


def test_a_grade_set_by_hand_counts_in_place_of_the_attempts_and_of_later_ones(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    finish_attempt(make_attempt(learner, quizzes[0]))
    found = found_for(session, instructor, course, learner, quizzes[0])

    service.set_grade(session, found, 0.8, reason="Ill.", author_id=instructor.id, now=NOW)
    again = make_attempt(learner, quizzes[0], now=LATER)
    give_answer(again, 1, {"choice": 0}, now=LATER)
    finish_attempt(again, now=LATER)

    grade = grade_of(session, learner, quizzes[0])
    assert (grade.override, grade.override_reason, grade.override_by_id, grade.fraction) == (
        0.8,
        "Ill.",
        instructor.id,
        1,
    )
    assert total_of(session, learner, course) == pytest.approx(0.4)


def test_a_grade_can_be_set_for_someone_without_an_attempt(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)

    found = found_for(session, instructor, course, learner, quizzes[0])
    service.set_grade(session, found, 1.0, reason="Oral.", author_id=instructor.id, now=NOW)

    grade = grade_of(session, learner, quizzes[0])
    assert (grade.fraction, grade.attempts, grade.override) == (None, 0, 1.0)


def test_taking_back_lets_the_attempts_count_again_and_both_are_on_record(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    make_grade(learner, quizzes[0], 0.5)
    found = found_for(session, instructor, course, learner, quizzes[0])
    service.set_grade(session, found, 0.9, reason="Ill.", author_id=instructor.id, now=NOW)

    found = found_for(session, instructor, course, learner, quizzes[0])
    service.take_back(session, found, reason="Not ill.", author_id=instructor.id, now=LATER)

    assert grade_of(session, learner, quizzes[0]).override is None
    assert total_of(session, learner, course) == pytest.approx(0.25)
    record = queries.changes_of(session, quizzes[0].id, learner.id)
    assert [(change.fraction, change.reason, change.author) for change in record] == [
        (None, "Not ill.", instructor.name),
        (0.9, "Ill.", instructor.name),
    ]


def test_the_last_grade_taken_back_leaves_no_total(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    found = found_for(session, instructor, course, learner, quizzes[0])
    service.set_grade(session, found, 0.9, reason="Ill.", author_id=instructor.id, now=NOW)

    found = found_for(session, instructor, course, learner, quizzes[0])
    service.take_back(session, found, reason="Not ill.", author_id=instructor.id, now=NOW)

    assert total_of(session, learner, course) is None


def test_saying_the_same_twice_is_recorded_once(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    for _ in range(2):
        found = found_for(session, instructor, course, learner, quizzes[0])
        service.set_grade(session, found, 0.9, reason="Ill.", author_id=instructor.id, now=NOW)

    assert len(queries.changes_of(session, quizzes[0].id, learner.id)) == 1


def test_what_is_not_set_cannot_be_taken_back(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    make_grade(learner, quizzes[0])
    found = found_for(session, instructor, course, learner, quizzes[0])

    with pytest.raises(Conflict):
        service.take_back(session, found, reason="Why not.", author_id=instructor.id, now=NOW)


def test_rows_are_sorted_by_name_by_total_and_by_quiz(session: Session, course: Course, quizzes: list[Quiz]) -> None:
    ana, boris, chen = (make_learner(course, name=name) for name in ("ana", "Boris", "Chen"))
    make_grade(ana, quizzes[0], 0.5)
    make_grade(boris, quizzes[0], 0.1, override=0.9, override_reason="Ill.")
    make_course_grade(ana, course.id, 0.2)
    make_course_grade(chen, course.id, 0.6)

    assert names(session, course, Order()) == ["ana", "Boris", "Chen"]
    assert names(session, course, Order("name", is_descending=True)) == ["Chen", "Boris", "ana"]
    assert names(session, course, Order("total", is_descending=True)) == ["Chen", "ana", "Boris"]
    assert names(session, course, Order("total")) == ["ana", "Chen", "Boris"]
    assert names(session, course, Order(quizzes[0].id, is_descending=True)) == ["Boris", "ana", "Chen"]


@pytest.mark.parametrize(
    ("typed", "expected"), [("an", ["Ana", "Juan"]), ("%", ["100 %"]), ("_", []), ("\\", []), ("nobody", [])]
)
def test_names_are_filtered_by_what_was_typed(
    session: Session, course: Course, typed: str, expected: list[str]
) -> None:
    for name in ("Ana", "Juan", "Boris", "100 %"):
        make_learner(course, name=name)

    assert names(session, course, Order(), typed) == expected


def test_a_long_list_has_pages(session: Session, course: Course) -> None:
    for number in range(LEARNERS_A_PAGE + 3):
        make_learner(course, name=f"Reader {number:03}")

    second = queries.gradebook(session, course.id, order=Order(), name="", page=2)

    assert [row.name for row in second.rows] == [f"Reader {number:03}" for number in range(50, 53)]
    assert (second.learners, second.pages) == (53, 2)


def test_guests_are_there_erased_people_practice_and_retired_quizzes_are_not(
    session: Session, course: Course, quizzes: list[Quiz]
) -> None:
    join(make_guest(), course)
    make_learner(course, name="Former member", email=None, password_hash=None, erased_at=NOW)
    quizzes[0].settings = {"behaviour": "practice"}
    make_quiz(make_lesson(course, needs_quiz=True), retired_at=NOW)

    book = queries.gradebook(session, course.id, order=Order(), name="", page=1)

    assert [row.name for row in book.rows] == ["Guest"]
    assert [quiz.id for quiz in book.quizzes] == [quizzes[1].id]


def test_all_rows_are_those_of_the_pages(session: Session, course: Course, quizzes: list[Quiz]) -> None:
    for number in range(7):
        learner = make_learner(course)
        for quiz in quizzes[: number % 3]:
            make_grade(learner, quiz, number / 7)

    columns = queries.quiz_columns(session, course.id)

    page = queries.gradebook(session, course.id, order=Order(), name="", page=1)
    assert tuple(queries.all_rows(session, course.id, columns)) == page.rows


def test_an_erased_account_leaves_no_grades(
    session: Session, course: Course, quizzes: list[Quiz], instructor: User
) -> None:
    learner = make_learner(course)
    make_grade(learner, quizzes[0])
    make_course_grade(learner, course.id)
    make_change(learner, quizzes[0], instructor)

    erasure.erase(session, learner, keep_proposals=False, now=NOW)

    for model in (QuizGrade, CourseGrade, GradeOverride):
        assert session.scalar(sa.select(sa.func.count()).select_from(model)) == 0


def test_a_guest_who_signs_in_brings_grades_along(session: Session, course: Course, quizzes: list[Quiz]) -> None:
    guest, member = make_guest(), make_learner(course)
    for quiz, who, choice in ((quizzes[0], guest, 0), (quizzes[1], guest, 0), (quizzes[1], member, 1)):
        attempt = make_attempt(who, quiz)
        give_answer(attempt, 1, {"choice": choice})
        finish_attempt(attempt)
    for quiz in quizzes:
        grade = grade_of(session, guest, quiz)
        grade.override, grade.override_reason = 0.9, "Ill."
    session.flush()

    merging.take_over(session, guest_id=guest.id, user_id=member.id, now=NOW)
    deliver_due(now=LATER)

    grades = [grade_of(session, member, quiz) for quiz in quizzes]
    assert [(grade.fraction, grade.attempts, grade.override) for grade in grades] == [(1.0, 1, 0.9), (1.0, 2, 0.9)]
    assert total_of(session, member, course) == pytest.approx(0.9)


def columns(*modules: int) -> list[QuizColumn]:
    """Columns of modules with so many quizzes each."""
    numbers = count(1)
    return [
        QuizColumn(next(numbers), "Quiz", "Lesson", module, f"Module {module}")
        for module, quizzes in enumerate(modules, start=1)
        for _ in range(quizzes)
    ]


@pytest.mark.parametrize(
    ("modules", "parts"),
    [
        ((), [("", "", 0)]),
        ((3, 4), [("Module 1", "Module 2", 7)]),
        ((30, 20, 10), [("Module 1", "Module 1", 30), ("Module 2", "Module 3", 30)]),
        ((95,), [("Module 1", "Module 1", 40), ("Module 1", "Module 1", 40), ("Module 1", "Module 1", 15)]),
        ((5, 50), [("Module 1", "Module 1", 5), ("Module 2", "Module 2", 40), ("Module 2", "Module 2", 10)]),
    ],
)
def test_many_quizzes_are_shown_in_parts(modules: tuple[int, ...], parts: list[tuple[str, str, int]]) -> None:
    found = queries.parts_of(columns(*modules))

    assert [(part.first, part.last, len(part.quizzes)) for part in found] == parts
    assert [part.number for part in found] == list(range(1, len(parts) + 1))
    assert [quiz for part in found for quiz in part.quizzes] == columns(*modules)


def test_a_part_has_the_whole_course_beside_its_quizzes(session: Session) -> None:
    course = make_course()
    quizzes = [make_quiz(make_lesson(course)) for _ in range(queries.MOST_COLUMNS + 1)]
    learner = make_learner(course)
    for quiz in (quizzes[0], quizzes[-1]):
        make_grade(learner, quiz, 1.0)
    settle_course(session, course.id)

    pages = [queries.gradebook(session, course.id, order=Order(), name="", page=1, part=part) for part in (1, 2, 3)]

    assert [len(page.quizzes) for page in pages] == [queries.MOST_COLUMNS, 1, queries.MOST_COLUMNS]
    assert {page.rows[0].total for page in pages} == {2 / len(quizzes)}


def test_the_grades_of_another_course_sort_nothing(session: Session) -> None:
    course, other = make_course(), make_quiz(make_lesson(make_course()))
    make_quiz(make_lesson(course))
    for number, name in enumerate("ABC"):
        learner = make_learner(course, name=name)
        make_grade(learner, other, 1 - number / 3)

    page = queries.gradebook(session, course.id, order=Order(other.id), name="", page=1)

    assert [row.name for row in page.rows] == ["A", "B", "C"]
    assert page.order.by == "name"
