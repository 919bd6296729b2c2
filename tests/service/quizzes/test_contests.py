"""Objections to marks: once for each answer, answered once, with a new mark or without."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from courses.access.loaders.marking import answer_to_contest, contest_to_answer
from courses.quizzes.marking import service
from courses.quizzes.rules.log import replay
from courses.quizzes.rules.marking import Mark
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid, NotFound
from models.accounts import User
from models.catalogue import Course
from models.enums import Behaviour, Review, StepKind
from models.items import Quiz
from models.operations import OutboxEntry
from models.quizzes import Attempt, Contest, QuizGrade
from tests.support.factories.catalogue import NOW, make_course, make_guest, make_instructor, make_lesson, make_user
from tests.support.factories.gradebook import make_extension
from tests.support.factories.items import make_item, make_quiz
from tests.support.factories.marking import TEXT, hand_in, make_essay, mark_answer, object_to
from tests.support.factories.quizzes import give_answer, make_attempt, new_token, slots_of, steps_of, viewer_of
from tests.support.factories.quizzes import settings as taking

pytestmark = pytest.mark.usefixtures("session")
REASON = "The chronicle says so."
ANSWER = "You are right, it does."


@pytest.fixture
def course() -> Course:
    return make_course(slug="river-towns")


@pytest.fixture
def nadia(course: Course) -> User:
    return make_instructor(course, name="Nadia")


@pytest.fixture
def quiz(course: Course) -> Quiz:
    quiz = make_quiz(make_lesson(course, needs_quiz=True))
    make_item(quiz)
    return quiz


def answer_objection(
    attempt: Attempt,
    author: User,
    fraction: float | None = None,
    *,
    words: str = ANSWER,
    base: int | None = None,
    position: int = 1,
) -> bool:
    """Answer an objection as an instructor does; whether that is new."""
    _course, slot = contest_to_answer(db.session, viewer_of(author), "river-towns", (attempt.id, position))
    done = service.answer_contest(
        db.session,
        slot,
        None if fraction is None else Mark(fraction),
        answer=words,
        base=slot.changed_id if base is None else base,
        author_id=author.id,
        token=new_token(),
        now=NOW,
    )
    db.session.expire_all()
    return done


def contest_of(attempt: Attempt, position: int = 1) -> Contest:
    return db.session.get_one(Contest, (attempt.id, position), populate_existing=True)


def contests() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Contest)) or 0


def mails() -> list[str]:
    waiting = db.session.scalars(sa.select(OutboxEntry).where(OutboxEntry.kind == "mail"))
    return [each.payload["text"] for each in waiting]


def wrong(quiz: Quiz, learner: User | None = None) -> Attempt:
    """A finished attempt that lost all marks."""
    return hand_in(quiz, {1: {"choice": 1}}, learner)


def test_an_objection_keeps_the_reason_and_the_mark_of_that_moment(quiz: Quiz) -> None:
    attempt = wrong(quiz)

    assert object_to(attempt, REASON)

    kept = contest_of(attempt)
    assert (kept.reason, kept.fraction_before, kept.answer, kept.quiz_id) == (REASON, 0.0, None, quiz.id)


def test_the_same_objection_sent_twice_is_one(quiz: Quiz) -> None:
    attempt = wrong(quiz)

    assert [object_to(attempt, REASON), object_to(attempt, REASON)] == [True, False]
    assert contests() == 1


def test_a_second_objection_to_the_same_answer_is_refused(quiz: Quiz) -> None:
    attempt = wrong(quiz)
    object_to(attempt, REASON)

    with pytest.raises(Conflict, match="objected to this mark already"):
        object_to(attempt, "And another thing, too.")

    assert contest_of(attempt).reason == REASON


@pytest.mark.parametrize("reason", ["", "too short", "x" * 2001])
def test_a_reason_has_a_length(quiz: Quiz, reason: str) -> None:
    with pytest.raises(Invalid, match=f"10 to 2000 characters; these are {len(reason)}"):
        object_to(wrong(quiz), reason)

    assert contests() == 0


def test_what_lost_no_marks_or_was_not_answered_cannot_be_contested(quiz: Quiz) -> None:
    for answers, words in (({1: {"choice": 0}}, "full marks already"), ({}, "not answered this question")):
        with pytest.raises(Conflict, match=words):
            object_to(hand_in(quiz, answers))

    assert contests() == 0


def test_an_open_attempt_cannot_be_contested(quiz: Quiz) -> None:
    attempt = make_attempt(quiz=quiz)
    give_answer(attempt, 1, {"choice": 1})

    with pytest.raises(Conflict, match="not finished yet"):
        object_to(attempt)


@pytest.mark.parametrize(
    ("behaviour", "review", "words"),
    [
        (Behaviour.PRACTICE, Review.EVERYTHING, "for practice"),
        (Behaviour.DEFERRED, Review.NOTHING, "not shown"),
        (Behaviour.DEFERRED, Review.AFTER_CLOSING, "not shown"),
    ],
)
def test_marks_that_are_none_or_not_shown_cannot_be_contested(
    course: Course, behaviour: Behaviour, review: Review, words: str
) -> None:
    quiz = make_quiz(make_lesson(course), settings=taking(behaviour=behaviour, review=review))
    make_item(quiz)

    with pytest.raises(Conflict, match=words):
        object_to(wrong(quiz))


def test_what_is_shown_after_closing_is_contested_from_then_on(course: Course) -> None:
    closing = NOW + timedelta(hours=1)
    quiz = make_quiz(make_lesson(course), settings=taking(review=Review.AFTER_CLOSING, closes_at=closing))
    make_item(quiz)
    attempt = wrong(quiz)
    later = wrong(quiz)
    make_extension(db.session.get_one(User, later.user_id), quiz, closes_at=closing + timedelta(days=1))

    for each, is_open in ((attempt, True), (later, False)):
        own = answer_to_contest(db.session, viewer_of(db.session.get_one(User, each.user_id)), each.id, 1)
        if is_open:
            assert service.contest(db.session, own, reason=REASON, now=closing)
        else:
            with pytest.raises(Conflict):
                service.contest(db.session, own, reason=REASON, now=closing)


def test_an_essay_is_contested_when_it_is_marked(course: Course, nadia: User) -> None:
    quiz = make_quiz(make_lesson(course))
    make_essay(quiz)
    attempt = hand_in(quiz, {1: {"text": TEXT}})
    with pytest.raises(Conflict, match="still to mark"):
        object_to(attempt)

    mark_answer(attempt, nadia, 0.5)

    assert object_to(attempt)
    assert contest_of(attempt).fraction_before == 0.5


def test_to_others_the_attempt_is_not_there(quiz: Quiz, nadia: User) -> None:
    attempt = wrong(quiz)

    for other in (make_user(), make_guest(), nadia):
        with pytest.raises(NotFound):
            answer_to_contest(db.session, viewer_of(other), attempt.id, 1)
    with pytest.raises(NotFound):
        object_to(attempt, position=2)


def test_an_answer_may_leave_the_mark(quiz: Quiz, nadia: User) -> None:
    attempt = wrong(quiz)
    object_to(attempt)

    assert answer_objection(attempt, nadia, words="No, the town built it.")

    kept = contest_of(attempt)
    assert (kept.answer, kept.answered_by_id, kept.fraction_after) == ("No, the town built it.", nadia.id, 0.0)
    assert StepKind.MARKED not in {step.kind for step in steps_of(attempt)}


def test_an_answer_with_a_new_mark_is_a_step_and_everything_follows(quiz: Quiz, nadia: User) -> None:
    attempt = wrong(quiz)
    object_to(attempt)

    answer_objection(attempt, nadia, 1.0)

    step = steps_of(attempt)[-1]
    assert (step.kind, step.author_id, step.payload["reason"]) == (StepKind.MARKED, nadia.id, ANSWER)
    assert replay(steps_of(attempt)).fraction == attempt.fraction == 1.0
    assert slots_of(attempt)[0].fraction == 1.0
    assert db.session.get_one(QuizGrade, (attempt.user_id, quiz.id)).fraction == 1.0
    assert contest_of(attempt).fraction_after == 1.0


def test_a_new_mark_keeps_the_comment_of_the_old(course: Course, nadia: User) -> None:
    quiz = make_quiz(make_lesson(course))
    make_essay(quiz)
    attempt = hand_in(quiz, {1: {"text": TEXT}})
    mark_answer(attempt, nadia, 0.5, comment="Say **more**.")
    object_to(attempt)

    answer_objection(attempt, nadia, 0.75)

    slot = slots_of(attempt)[0]
    assert (slot.fraction, slot.comment) == (0.75, "<p>Say <strong>more</strong>.</p>")
    assert replay(steps_of(attempt)).slots[1].comment == slot.comment
    assert steps_of(attempt)[-1].payload["written"] == "Say **more**."


def test_an_answer_sent_twice_is_one_and_another_is_refused(quiz: Quiz, course: Course, nadia: User) -> None:
    attempt = wrong(quiz)
    object_to(attempt)
    answer_objection(attempt, nadia, 1.0)

    assert not answer_objection(attempt, nadia, 1.0)
    for author, words in ((nadia, "I think better of it."), (make_instructor(course), ANSWER)):
        with pytest.raises(Conflict, match="answered this objection already"):
            answer_objection(attempt, author, 0.0, words=words)

    assert attempt.fraction == 1.0
    assert len(mails()) == 1


def test_a_mark_changed_meanwhile_is_looked_at_first(course: Course, nadia: User) -> None:
    quiz = make_quiz(make_lesson(course))
    make_essay(quiz)
    attempt = hand_in(quiz, {1: {"text": TEXT}})
    mark_answer(attempt, nadia, 0.5)
    object_to(attempt)
    base = steps_of(attempt)[-1].id
    mark_answer(attempt, nadia, 0.9)

    with pytest.raises(Conflict, match="changed since you opened"):
        answer_objection(attempt, nadia, 0.6, base=base)

    assert contest_of(attempt).answer is None
    assert attempt.fraction == 0.9


@pytest.mark.parametrize("words", ["", "No.", "x" * 2001])
def test_an_answer_has_a_length(quiz: Quiz, nadia: User, words: str) -> None:
    attempt = wrong(quiz)
    object_to(attempt)

    with pytest.raises(Invalid):
        answer_objection(attempt, nadia, 1.0, words=words)

    assert contest_of(attempt).answer is None


def test_the_answer_is_mailed_to_members_alone(quiz: Quiz, nadia: User) -> None:
    ana = make_user(name="Ana", email="ana@example.org")
    for learner in (ana, make_guest()):
        attempt = wrong(quiz, learner)
        object_to(attempt)
        answer_objection(attempt, nadia)

    assert len(mails()) == 1
    assert ANSWER in mails()[0]
    assert "Hello Ana" in mails()[0]


def test_where_nothing_was_contested_nothing_is_answered(quiz: Quiz, nadia: User) -> None:
    with pytest.raises(NotFound):
        answer_objection(wrong(quiz), nadia)
