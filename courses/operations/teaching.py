"""What the instructor of the demonstration does: asks for an essay, marks one by hand, repairs a question that was too strict."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from courses.access.loaders.marking import answer_to_mark
from courses.access.loaders.quizzes import quiz_to_edit
from courses.access.viewer import Viewer
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.service import OpenFile, open_file, place_of, save_text
from courses.items.rules.rubric import rubric_fraction
from courses.quizzes import repairing
from courses.quizzes.marking import service as marking
from courses.quizzes.rules.marking import Mark
from courses.shared import clock, outbox
from courses.shared.errors import NotFound
from models.accounts import User
from models.catalogue import Course
from models.items import Item, ItemVersion, Quiz
from models.operations import OutboxEntry
from models.quizzes import Attempt, AttemptSlot

WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("teaching.yaml").read_text("utf-8"))
ESSAY, ESSAYS = WORDS["question"], WORDS["answers"]
ESSAY_KEY, ESSAY_QUIZ = ESSAY["id"], "winning-conflict-quiz"
STRICT_KEY, STRICT_QUIZ, GENEROUS_OPTION, WORTH = "wotw-always", "workers-of-the-world-quiz", 2, 0.5


def ask_for_an_essay(session: Session, course: Course, instructor: User, *, now: datetime) -> None:
    """Put an essay at the end of the last quiz."""
    opened = _opened(session, course, instructor, ESSAY_QUIZ)
    save_text(session, opened, opened.file.added(ESSAY, ""), author_id=instructor.id, now=now)


def mark_an_essay(session: Session, course: Course, instructor: User, *, now: datetime) -> None:
    """Mark the first essay that was handed in; the others wait."""
    place = session.execute(
        sa.select(AttemptSlot.attempt_id, AttemptSlot.position)
        .join(Item, Item.id == AttemptSlot.item_id)
        .join(Attempt, Attempt.id == AttemptSlot.attempt_id)
        .where(Item.course_id == course.id, Item.key == ESSAY_KEY, Attempt.finished_at.is_not(None))
        .order_by(Attempt.finished_at)
        .limit(1)
    ).one()
    _course, slot = answer_to_mark(session, _viewer(instructor), course.slug, ESSAY_KEY, (place[0], place[1]))
    given = Mark(rubric_fraction(slot.body, WORDS["mark"]), WORDS["mark"])
    about = {"is_anonymous": True, "base": 0, "author_id": instructor.id, "token": "demo-mark"}
    marking.mark(session, slot, given, comment=WORDS["comment"], **about, now=now)
    # Nobody lives at these addresses.
    session.execute(sa.delete(OutboxEntry).where(OutboxEntry.kind == "mail"))


def repair_a_question(session: Session, course: Course, instructor: User, *, now: datetime) -> None:
    """Give half the marks for an option that earned nothing, in attempts already handed in as well."""
    opened = _opened(session, course, instructor, STRICT_QUIZ)
    spec = specs_of(opened.text)[STRICT_KEY]
    spec["options"][GENEROUS_OPTION]["weight"] = WORTH
    save_text(session, opened, opened.file.replaced(STRICT_KEY, spec), author_id=instructor.id, now=now)
    item_id, version_id = session.execute(
        sa.select(Item.id, ItemVersion.id)
        .join(ItemVersion, sa.and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.newest))
        .where(Item.course_id == course.id, Item.key == STRICT_KEY)
    ).one()
    repairing.begin(session, item_id, version_id, reason=WORDS["reason"], author_id=instructor.id, now=now)


def let_the_worker_finish(*, now: datetime) -> None:
    """Do what the worker of a running program would have done by `now`: count the quizzes, correct the marks."""
    # What the worker does puts further work off to the true time.
    while outbox.deliver_next(now=max(now, clock.now())):
        pass


def _viewer(user: User) -> Viewer:
    return Viewer(user.id, user.name, user.email)


def _opened(session: Session, course: Course, instructor: User, key: str) -> OpenFile:
    quiz_id = session.scalar(sa.select(Quiz.id).where(Quiz.course_id == course.id, Quiz.key == key))
    if quiz_id is None:
        raise NotFound(f"The course has no quiz {key}.")
    return open_file(session, place_of(quiz_to_edit(session, _viewer(instructor), quiz_id)))
