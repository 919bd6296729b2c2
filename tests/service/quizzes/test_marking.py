"""A mark is a step with its author; slot, attempt, grades, progress and counts follow from it."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.access.loaders.marking import answer_to_mark
from courses.quizzes.marking.queries import first_to_mark, question_lines, waiting_count, walk
from courses.quizzes.rules.log import replay
from courses.shared.db import db
from courses.shared.errors import Conflict, Forbidden, Invalid, NotFound
from models.accounts import User
from models.catalogue import Course
from models.enums import Behaviour, Review, StepKind
from models.items import Item, Quiz
from models.operations import OutboxEntry
from models.progress import LessonProgress
from models.quizzes import Attempt, AttemptStep, QuizGrade, QuizSummary
from tests.support.factories.catalogue import (
    NOW,
    make_course,
    make_guest,
    make_instructor,
    make_learner,
    make_lesson,
    make_user,
)
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.marking import (
    TEXT,
    hand_in,
    make_essay,
    mark_answer,
    object_to,
    veil,
    write_essay,
)
from tests.support.factories.quizzes import make_attempt, slots_of, steps_of, viewer_of
from tests.support.factories.quizzes import settings as taking

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def course() -> Course:
    return make_course(slug="river-towns", title="River Towns")


@pytest.fixture
def quiz(course: Course) -> Quiz:
    return make_quiz(make_lesson(course, needs_quiz=True))


@pytest.fixture
def essay(quiz: Quiz) -> Item:
    return make_essay(quiz)


@pytest.fixture
def nadia(course: Course) -> User:
    return make_instructor(course, name="Nadia")


def state_of(attempt: Attempt) -> tuple[object, ...]:
    """What the rows of an attempt say."""
    db.session.expire_all()
    found = db.session.get_one(Attempt, attempt.id)
    slots = [(slot.fraction, slot.comment) for slot in slots_of(attempt)]
    return found.fraction, found.pending, slots


def replayed(attempt: Attempt) -> tuple[object, ...]:
    """What its log says."""
    told = replay(steps_of(attempt))
    slots = [(slot.fraction, slot.comment) for _, slot in sorted(told.slots.items())]
    return told.fraction, told.pending, slots


def grade_of(attempt: Attempt) -> QuizGrade:
    return db.session.get_one(QuizGrade, (attempt.user_id, attempt.quiz_id), populate_existing=True)


def progress_of(attempt: Attempt) -> LessonProgress:
    quiz = db.session.get_one(Quiz, attempt.quiz_id)
    return db.session.get_one(LessonProgress, (attempt.user_id, quiz.lesson_id), populate_existing=True)


def mails() -> list[dict[str, str]]:
    return [each.payload for each in db.session.scalars(sa.select(OutboxEntry).where(OutboxEntry.kind == "mail"))]


def marked_steps(attempt: Attempt) -> list[AttemptStep]:
    return [step for step in steps_of(attempt) if step.kind is StepKind.MARKED]


def test_everything_follows_a_mark(quiz: Quiz, essay: Item, nadia: User) -> None:
    make_item(quiz)
    attempt = hand_in(quiz, {1: {"text": TEXT}, 2: {"choice": 0}})
    assert (attempt.fraction, attempt.pending) == (0.2, 1)

    mark_answer(attempt, nadia, 0.75, comment="Good.")

    assert state_of(attempt) == replayed(attempt) == (0.8, 0, [(0.75, "<p>Good.</p>"), (1.0, None)])
    assert (grade_of(attempt).fraction, grade_of(attempt).pending) == (0.8, 0)
    assert progress_of(attempt).best_fraction == 0.8
    assert progress_of(attempt).quiz_passed_at is not None
    assert db.session.get_one(QuizSummary, quiz.id).stale_since is not None


def test_a_mark_is_a_step_with_its_author(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)

    mark_answer(attempt, nadia, 0.5, comment="*Half* of it.", is_anonymous=False)

    step = marked_steps(attempt)[-1]
    assert (step.author_id, step.position) == (nadia.id, 1)
    assert step.payload == {
        "position": 1,
        "fraction": 0.5,
        "levels": {},
        "comment": "<p><em>Half</em> of it.</p>",
        "written": "*Half* of it.",
        "anonymous": False,
    }


def test_a_lower_mark_takes_a_pass_back(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)
    mark_answer(attempt, nadia, 1.0)
    assert progress_of(attempt).quiz_passed_at is not None

    mark_answer(attempt, nadia, 0.25)

    assert progress_of(attempt).quiz_passed_at is None
    assert progress_of(attempt).best_fraction == 0.25
    assert grade_of(attempt).fraction == 0.25
    assert [step.payload["fraction"] for step in marked_steps(attempt)] == [1.0, 0.25]


def test_the_same_request_again_changes_nothing(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)

    done = [mark_answer(attempt, nadia, 0.5, token="once-and-for-all", base=0) for _ in range(3)]

    assert done == [True, False, False]
    assert len(marked_steps(attempt)) == 1


def test_the_same_mark_from_another_page_adds_nothing(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)
    mark_answer(attempt, nadia, 0.5, comment="Good.")

    assert not mark_answer(attempt, nadia, 0.5, comment="Good.")
    assert mark_answer(attempt, nadia, 0.5, comment="Better.")
    assert len(marked_steps(attempt)) == 2


def test_whoever_opened_the_answer_before_another_marked_it_is_told(
    essay: Item, quiz: Quiz, course: Course, nadia: User
) -> None:
    attempt = write_essay(quiz)
    mark_answer(attempt, make_instructor(course), 1.0)

    with pytest.raises(Conflict, match="Somebody else has marked this answer"):
        mark_answer(attempt, nadia, 0.0, base=0)

    assert state_of(attempt)[0] == 1.0


def test_no_learners_token_can_be_in_the_way_of_a_mark(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = make_attempt(quiz=quiz)
    attempt = hand_in(quiz, {}, db.session.get_one(User, attempt.user_id))
    tokens = {step.token for step in steps_of(attempt)}

    assert tokens == {":started", ":submitted", ":graded"}
    with pytest.raises(NotFound):
        mark_answer(attempt, nadia, token=":graded")


def test_a_comment_is_cleaned(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)

    mark_answer(attempt, nadia, comment="<script>alert(1)</script> [x](javascript:alert(1)) **so**")

    comment = slots_of(attempt)[0].comment or ""
    assert "<strong>so</strong>" in comment
    assert "<script" not in comment
    assert "javascript:" not in comment


def test_a_comment_has_an_end(essay: Item, quiz: Quiz, nadia: User) -> None:
    attempt = write_essay(quiz)

    with pytest.raises(Invalid, match="10001 characters; it may have 10000"):
        mark_answer(attempt, nadia, comment="x" * 10_001)

    assert marked_steps(attempt) == []


def test_marks_of_several_attempts_make_the_grade_together(essay: Item, quiz: Quiz, nadia: User) -> None:
    learner = make_learner(db.session.get_one(Course, quiz.course_id))
    first, second = write_essay(quiz, learner), write_essay(quiz, learner)

    mark_answer(first, nadia, 0.75)
    mark_answer(second, nadia, 0.25)

    grade = grade_of(first)
    assert (grade.fraction, grade.attempts, grade.pending) == (0.75, 2, 0)


def test_a_mail_goes_once_when_the_last_answer_is_marked(quiz: Quiz, nadia: User) -> None:
    make_essay(quiz)
    make_essay(quiz)
    learner = make_user(name="Ana", email="ana@example.org")
    attempt = hand_in(quiz, {1: {"text": TEXT}, 2: {"text": TEXT}}, learner)

    mark_answer(attempt, nadia, position=2)
    assert mails() == []
    mark_answer(attempt, nadia, position=1)
    mark_answer(attempt, nadia, 0.9, position=1)

    sent = mails()
    assert [mail["to"] for mail in sent] == ["ana@example.org"]
    assert f"/attempts/{attempt.id}" in sent[0]["text"]
    assert "Nadia" not in sent[0]["text"]


def test_guests_and_learners_of_quizzes_that_show_nothing_get_no_mail(course: Course, nadia: User) -> None:
    silent = make_quiz(make_lesson(course), settings=taking(review=Review.NOTHING))
    open_quiz = make_quiz(make_lesson(course))
    for each in (silent, open_quiz):
        make_essay(each)

    mark_answer(write_essay(silent), nadia)
    mark_answer(write_essay(open_quiz, make_guest()), nadia)

    assert mails() == []


@pytest.mark.parametrize("who", ["learner", "stranger", "member", "guest"])
def test_only_instructors_of_the_course_mark(essay: Item, quiz: Quiz, course: Course, who: str) -> None:
    attempt = write_essay(quiz)
    people = {
        "learner": db.session.get_one(User, attempt.user_id),
        "stranger": make_instructor(make_course()),
        "member": make_user(),
        "guest": make_guest(),
    }

    with pytest.raises(Forbidden):
        mark_answer(attempt, people[who])

    assert marked_steps(attempt) == []


def test_what_no_person_marks_is_not_found(course: Course, nadia: User) -> None:
    practice = make_quiz(make_lesson(course), settings=taking(behaviour=Behaviour.PRACTICE))
    make_essay(practice)
    chosen = make_quiz(make_lesson(course))
    make_item(chosen)
    empty = make_quiz(make_lesson(course))
    make_essay(empty)

    for attempt in (write_essay(practice), hand_in(chosen, {1: {"choice": 0}}), hand_in(empty, {})):
        with pytest.raises(NotFound):
            mark_answer(attempt, nadia)
        assert marked_steps(attempt) == []


def test_an_open_attempt_and_a_question_of_another_course_are_not_found(
    essay: Item, quiz: Quiz, course: Course, nadia: User
) -> None:
    open_attempt, attempt = make_attempt(quiz=quiz), write_essay(quiz)
    other = make_essay(make_quiz(make_lesson(make_course())))

    for key, place in (
        (essay.key, (open_attempt.id, 1)),
        (essay.key, (attempt.id, 2)),
        (other.key, (attempt.id, 1)),
        ("no-such-question", (attempt.id, 1)),
    ):
        with pytest.raises(NotFound):
            answer_to_mark(db.session, viewer_of(nadia), course.slug, key, place)


def test_the_queue_counts_by_question(quiz: Quiz, course: Course, nadia: User) -> None:
    first, second = make_essay(quiz, prompt="Was the toll **just**?"), make_essay(quiz)
    attempts = [hand_in(quiz, {1: {"text": TEXT}}, now=NOW + timedelta(days=day)) for day in range(3)]
    hand_in(quiz, {2: {"text": TEXT}}, now=NOW - timedelta(days=1))
    mark_answer(attempts[0], nadia)

    lines = question_lines(db.session, course.id)

    assert [(line.key, line.waiting, line.total) for line in lines] == [(second.key, 1, 1), (first.key, 2, 3)]
    assert lines[1].oldest == NOW + timedelta(days=1)
    assert waiting_count(db.session, course.id) == 3


def test_practice_and_people_who_left_are_not_in_the_queue(course: Course) -> None:
    practice = make_quiz(make_lesson(course), settings=taking(behaviour=Behaviour.PRACTICE))
    make_essay(practice)
    write_essay(practice)
    quiz = make_quiz(make_lesson(course))
    make_essay(quiz)
    gone = make_learner(course)
    write_essay(quiz, gone)
    gone.erased_at = NOW
    db.session.flush()

    assert question_lines(db.session, course.id) == []
    assert waiting_count(db.session, course.id) == 0


def test_walking_reaches_every_answer_once(essay: Item, quiz: Quiz, course: Course, nadia: User) -> None:
    attempts = [write_essay(quiz) for _ in range(5)]
    names: list[str] = []
    here = first_to_mark(db.session, course.id, essay.key, veil())

    while here is not None:
        names.append(veil().written(here))
        place = veil().place(names[-1])
        assert place
        mark_answer(db.session.get_one(Attempt, place[0]), nadia)
        _course, slot = answer_to_mark(db.session, viewer_of(nadia), course.slug, essay.key, place)
        found = walk(db.session, course.id, slot, here, veil())
        assert (found.total, found.waiting, found.place) == (5, 5 - len(names), len(names))
        here = found.waiting_next

    assert names == sorted(veil().name(attempt.id, 1) for attempt in attempts)


FRACTIONS = st.sampled_from([0.0, 1 / 3, 0.5, 1.0])
DEEDS = st.lists(st.tuples(st.sampled_from(["mark", "stale", "object"]), st.integers(1, 3), FRACTIONS), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_the_rows_are_what_the_log_says(course: Course, nadia: User, deeds: list[tuple[str, int, float]]) -> None:
    quiz = make_quiz(make_lesson(course))
    make_essay(quiz)
    make_essay(quiz, has_rubric=True)
    make_item(quiz, marks=2)
    attempt = hand_in(quiz, {1: {"text": TEXT}, 2: {"text": TEXT}, 3: {"choice": 1}})

    for deed, position, fraction in deeds:
        try:
            if deed == "object":
                object_to(attempt, position=position)
            else:
                mark_answer(attempt, nadia, fraction, position=position, base=0 if deed == "stale" else None)
        except (Conflict, NotFound):
            pass

    assert state_of(attempt) == replayed(attempt)
    assert attempt.pending == waiting_of(attempt)
    assert grade_of(attempt).fraction == attempt.fraction
    assert not math.isnan(attempt.fraction or 0.0)


def waiting_of(attempt: Attempt) -> int:
    """How many essays nobody has marked."""
    return len({1, 2} - {step.position for step in marked_steps(attempt)})
