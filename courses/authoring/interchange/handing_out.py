"""Handing out questions: those of the bank, of one of its files or of a quiz, as a file of another format with what it cannot hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from courses.authoring.interchange import queries
from courses.authoring.interchange.plain import plain_spec
from courses.authoring.interchange.queries import WrittenQuestion
from courses.authoring.interchange.taking import BETWEEN, pictures_of
from courses.items.formats.registry import WRITERS, writer
from courses.items.formats.values import Loss, Outgoing, Written
from courses.items.rules.numbers import number_of
from courses.shared.errors import NotFound
from models.catalogue import Course

BANK, CATEGORY, QUIZ = "bank", "category", "quiz"


@dataclass(frozen=True)
class Parcel:
    """Questions on their way out. `losses`: what no format can hold of where they stand."""

    title: str
    items: Sequence[Outgoing]
    pictures: Mapping[str, bytes]
    losses: Sequence[Loss] = ()


def parcel(session: Session, course: Course, what: str = BANK) -> Parcel:
    """The questions that `what` names: `bank`, `category:ID` or `quiz:ID`. Raises NotFound."""
    scope, _mark, name = what.partition(":")
    if scope == QUIZ:
        return quiz_parcel(session, course, name)
    if scope == CATEGORY:
        return category_parcel(session, course, name)
    if what != BANK:
        raise NotFound(_("There is nothing of this name to export. Choose from the list."))
    return _parcel(session, course, course.title, queries.bank_questions(session, course.id))


def category_parcel(session: Session, course: Course, key: str) -> Parcel:
    """The questions of one file of the bank."""
    questions = queries.bank_questions(session, course.id, key) if key else []
    if not questions:
        raise NotFound(_("There is no category with questions that has this id. The bank lists those there are."))
    return _parcel(session, course, questions[0].category or key, questions)


def quiz_parcel(session: Session, course: Course, name: str) -> Parcel:
    """The questions that a quiz asks everybody; `name` is its id or its number."""
    quiz = queries.quiz_named(session, course.id, name)
    if quiz is None:
        raise NotFound(_("There is no such quiz in this course."))
    questions = queries.quiz_questions(session, quiz.id)
    drawn = queries.drawn_by(session, quiz.id)
    losses = [Loss("", _("Only the questions are written; the quiz's settings and sections stay here."))]
    if drawn:
        words = ngettext(
            "%(num)d question that is drawn from the bank for each attempt is not written; export the bank too.",
            "%(num)d questions that are drawn from the bank for each attempt are not written; export the bank too.",
            drawn,
        )
        losses.append(Loss("", words))
    return _parcel(session, course, quiz.title, questions, losses)


def _parcel(
    session: Session, course: Course, title: str, questions: Sequence[WrittenQuestion], losses: Sequence[Loss] = ()
) -> Parcel:
    names = {name for question in questions for name in pictures_of(question.spec)}
    pictures = queries.pictures_named(session, course.id, names) if names else {}
    return Parcel(title, [outgoing(each) for each in questions], pictures, losses)


def outgoing(question: WrittenQuestion) -> Outgoing:
    """A question as writers expect it: numbers as numbers however they were typed, words as words, its id, its worth."""
    spec = {**plain_spec(question.spec), "id": question.key}
    if question.marks is not None and question.marks != number_of(spec.get("marks", 1)):
        spec["marks"] = question.marks
    return Outgoing(spec, tuple(question.category.split(BETWEEN)) if question.category else ())


def written(parcel: Parcel, format: str) -> Written:
    """The file in a format. Raises NotFound for a format that is not written."""
    if format not in WRITERS:
        raise NotFound(_("Questions are not written in this format. Choose one of the list."))
    file = writer(format).write(parcel.items, parcel.pictures, title=parcel.title)
    return Written(file.content, [*parcel.losses, *file.losses])


def file_name(parcel: Parcel, format: str) -> str:
    """A name for the file that every system takes."""
    stem = re.sub(r"[^\w-]+", "-", parcel.title.lower()).strip("-_")[:60] or "questions"
    ending = writer(format).ENDING
    return f"{stem}-{format.replace('_', '-')}.{ending}" if ending in ("zip", "txt") else f"{stem}.{ending}"
