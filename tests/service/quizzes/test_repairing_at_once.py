"""Repairs beside learners who hand in: whoever comes first, grades, progress and rows are what the logs say, and nobody waits forever."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from time import monotonic

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from courses.access.loaders.quizzes import attempt_to_answer, attempt_to_finish, quiz_to_start
from courses.access.viewer import Viewer
from courses.progress.queries import results_in_lesson
from courses.quizzes import repairing, service
from courses.quizzes.rules.log import replay
from courses.shared.db import commit, db
from models.enums import RepairState
from models.items import Item, Quiz, QuizItem
from models.progress import LessonProgress
from models.quizzes import Attempt, CourseGrade, QuizGrade, Repair
from tests.support.factories.catalogue import NOW, make_course, make_lesson, make_user
from tests.support.factories.items import make_item, make_quiz, make_version
from tests.support.factories.quizzes import slots_of, steps_of
from tests.support.overlap import overlap

TURNED = [{"text": "The town", "feedback": "It only paid."}, {"text": "The king", "correct": True}]
RIGHT, WRONG = {"choice": 0}, {"choice": 1}
SECONDS = 4
PATIENCE_SECONDS = 60


class Place:
    """A course of two quizzes that share a question, and its learners."""

    def __init__(self, learners: int) -> None:
        course = make_course()
        one, other = (make_quiz(make_lesson(course, needs_quiz=True)) for _ in range(2))
        shared = make_item(one)
        make_item(one)
        self._place(shared, other)
        make_item(other)
        self.quiz_ids = [one.id, other.id]
        self.item_id = shared.item_id
        self.learners = [Viewer(id=make_user().id) for _ in range(learners)]
        commit()

    def _place(self, shared: QuizItem, quiz: Quiz) -> None:
        about = {"item_id": shared.item_id, "item_version_id": shared.item_version_id, "position": 1, "marks": 1}
        db.session.add(QuizItem(quiz_id=quiz.id, section=0, **about))
        quiz.question_count = 1
        db.session.flush()


def take(viewer: Viewer, quiz_id: int, rng: Random) -> int:
    """Begin an attempt, answer everything and hand it in, a transaction each."""
    found = quiz_to_start(db.session, viewer, quiz_id, now=NOW)
    attempt_id, _is_new = service.start(db.session, found, viewer.learner_id, now=NOW, rng=rng)
    commit()
    for position in (1, 2):
        slot = attempt_to_answer(db.session, viewer, attempt_id, position)
        answer = {"choice": rng.randrange(2)}
        service.save_answer(db.session, slot, answer, token=f"token-{rng.random()}", now=NOW)
        commit()
    service.finish(db.session, attempt_to_finish(db.session, viewer, attempt_id), now=NOW)
    commit()
    return attempt_id


def publish(item_id: int, number: int) -> Repair:
    """A version in which another option is right than before, with the marks to be corrected."""
    repairing.hold_open(db.session, [item_id])
    options = TURNED if number % 2 == 0 else [{**TURNED[0], "correct": True}, {"text": "The king", "feedback": "No."}]
    version = make_version(db.session.get_one(Item, item_id), number=number, options=options)
    places = sa.update(QuizItem).where(QuizItem.item_id == item_id).values(item_version_id=version.id)
    db.session.execute(places)
    return repairing.begin(db.session, item_id, version.id, reason="The key was wrong.", author_id=None, now=NOW)


def carry_out(repair_id: int) -> None:
    while repairing.advance(db.session, repair_id, now=NOW):
        commit()
    commit()


def check_everything_follows_from_the_logs(place: Place) -> None:
    """Rows, grades and progress, each derived once more."""
    session = db.session
    for attempt in session.scalars(sa.select(Attempt)):
        state = replay(steps_of(attempt))
        rows = {slot.position: (slot.item_version_id, slot.response, slot.fraction) for slot in slots_of(attempt)}
        told = {position: (s.item_version_id, s.response, s.fraction) for position, s in state.slots.items()}
        assert (rows, attempt.fraction, attempt.finished_at) == (told, state.fraction, state.finished_at)
    for viewer in place.learners:
        grades = [check_grade(session, viewer, quiz_id) for quiz_id in place.quiz_ids]
        course = session.scalar(sa.select(CourseGrade.fraction).where(CourseGrade.user_id == viewer.learner_id))
        assert course == sum(grade or 0.0 for grade in grades) / len(grades)


def check_grade(session: Session, viewer: Viewer, quiz_id: int) -> float | None:
    fractions = session.scalars(
        sa.select(Attempt.fraction).where(Attempt.user_id == viewer.learner_id, Attempt.quiz_id == quiz_id)
    ).all()
    kept = session.get(QuizGrade, (viewer.learner_id, quiz_id))
    assert (kept.fraction if kept else None) == max((each or 0.0 for each in fractions), default=None)
    lesson_id = session.get_one(Quiz, quiz_id).lesson_id
    result = results_in_lesson(session, lesson_id, [viewer.learner_id]).get(viewer.learner_id)
    progress = session.get(LessonProgress, (viewer.learner_id, lesson_id))
    if result is not None and progress is not None:
        assert (progress.best_fraction, progress.quiz_passed_at) == (result.best_fraction, result.passed_at)
    return kept.fraction if kept else None


def test_an_attempt_handed_in_while_a_repair_goes_on_counts(busy: Flask) -> None:
    with busy.app_context():
        place = Place(1)
        viewer, quiz_id = place.learners[0], place.quiz_ids[0]
        take(viewer, quiz_id, Random(4))
        repair_id = publish(place.item_id, 2).id
        commit()
        found = quiz_to_start(db.session, viewer, quiz_id, now=NOW)
        attempt_id, _is_new = service.start(db.session, found, viewer.learner_id, now=NOW, rng=Random(1))
        for position, answer in ((1, WRONG), (2, RIGHT)):
            slot = attempt_to_answer(db.session, viewer, attempt_id, position)
            service.save_answer(db.session, slot, answer, token=f"token-{position}", now=NOW)
        commit()

    def hand_in(session: Session) -> None:
        service.finish(session, attempt_to_finish(session, viewer, attempt_id), now=NOW)

    def go_on(session: Session) -> None:
        repairing.advance(session, repair_id, now=NOW)

    overlap(busy, hand_in, go_on)

    with busy.app_context():
        carry_out(repair_id)
        check_everything_follows_from_the_logs(place)
        assert db.session.get_one(QuizGrade, (viewer.learner_id, quiz_id)).fraction == 1.0


def test_an_attempt_handed_in_while_a_repair_is_published_is_repaired(busy: Flask) -> None:
    with busy.app_context():
        place = Place(1)
        viewer, quiz_id = place.learners[0], place.quiz_ids[0]
        found = quiz_to_start(db.session, viewer, quiz_id, now=NOW)
        attempt_id, _is_new = service.start(db.session, found, viewer.learner_id, now=NOW, rng=Random(1))
        slot = attempt_to_answer(db.session, viewer, attempt_id, 1)
        service.save_answer(db.session, slot, WRONG, token="token-of-1", now=NOW)
        commit()

    def hand_in(session: Session) -> None:
        service.finish(session, attempt_to_finish(session, viewer, attempt_id), now=NOW)

    def publish_it(_session: Session) -> None:
        publish(place.item_id, 2)

    overlap(busy, hand_in, publish_it)

    with busy.app_context():
        carry_out(db.session.scalars(sa.select(Repair.id)).one())
        check_everything_follows_from_the_logs(place)
        assert slots_of(db.session.get_one(Attempt, attempt_id))[0].fraction == 1.0


def test_repairs_and_their_undoing_beside_learners_lose_nothing(busy: Flask) -> None:
    with busy.app_context():
        place = Place(3)
        for number, viewer in enumerate(place.learners):
            take(viewer, place.quiz_ids[number % 2], Random(number))
    barrier, until = Barrier(4), monotonic() + SECONDS

    def learn(number: int) -> int:
        rng, taken = Random(number), 0
        with busy.app_context():
            barrier.wait(timeout=30)
            while monotonic() < until:
                take(place.learners[number], rng.choice(place.quiz_ids), rng)
                taken += 1
        return taken

    def repair(number: int) -> int:
        with busy.app_context():
            barrier.wait(timeout=30)
            while monotonic() < until:
                number += 1
                repair_id = publish(place.item_id, number).id
                commit()
                carry_out(repair_id)
                repairing.undo(db.session, db.session.get_one(Repair, repair_id, with_for_update=True), now=NOW)
                commit()
                carry_out(repair_id)
        return number

    with ThreadPoolExecutor(4) as pool:
        begun = [pool.submit(work, number) for number, work in enumerate((learn, learn, learn, repair))]
        done = [each.result(PATIENCE_SECONDS) for each in begun]

    assert min(done) > 0
    with busy.app_context():
        check_everything_follows_from_the_logs(place)
        states = set(db.session.scalars(sa.select(Repair.state)))
        assert states == {RepairState.UNDONE}
