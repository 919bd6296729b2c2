"""Attempts and grades in the file with everything about a person: what their pages show now, and in words what is withheld.

The person's own answers are always in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.accounts.queries import TOLD
from courses.quizzes.queries import personal
from courses.quizzes.rules import telling
from courses.quizzes.rules.behaviours import Showing, moment_of_question, shown
from courses.quizzes.rules.limits import Terms
from courses.quizzes.rules.settings import Settings
from courses.quizzes.rules.telling import Why, Withheld, result_shows, told
from courses.quizzes.words import instant
from models.enums import Behaviour, StepKind

Row = dict[str, Any]


def register() -> None:
    """Put these sections into the file."""
    TOLD["attempts"] = attempts
    TOLD["grades"] = grades
    TOLD["grade_changes"] = grade_changes
    TOLD["course_grades"] = course_grades


def attempts(session: Session, user_id: int, now: datetime) -> list[Row]:
    """Every attempt with its answers and its log."""
    terms = personal.terms_by_quiz(session, user_id)
    answers, steps = personal.answers_of_person(session, user_id), personal.steps_of_person(session, user_id)
    return [
        _attempt(row, answers.get(row["id"], ()), steps.get(row["id"], ()), terms[row.pop("quiz_id")], now)
        for row in personal.attempts_of_person(session, user_id)
    ]


def _attempt(row: Row, answers: Sequence[Row], steps: Sequence[Row], terms: Terms, now: datetime) -> Row:
    is_finished = row["finished_at"] is not None
    # The whole of an open attempt has no moment of its own that shows more than its questions do.
    whole = result_shows(terms, now) if is_finished else Showing()
    begun = _as_begun(terms.settings, steps)
    shows = {answer["position"]: whole if is_finished else _of_question(answer, begun) for answer in answers}
    hidden: dict[str, str] = {}
    content = _told(row, telling.OF_ATTEMPT, whole, hidden)
    content["answers"] = [
        _told(answer, telling.OF_ANSWER, shows[answer["position"]], hidden, "answers.") for answer in answers
    ]
    content["steps"] = [_step(step, shows, whole, hidden) for step in steps]
    return content | _said(telling.withheld(hidden, terms, is_finished=is_finished))


def _as_begun(settings: Settings, steps: Sequence[Row]) -> Settings:
    """The settings with the behaviour that the attempt began with, where its first step tells it."""
    began_as = next((step["payload"].get("behaviour") for step in steps if step["kind"] is StepKind.STARTED), None)
    return replace(settings, behaviour=Behaviour(began_as)) if began_as else settings


def _of_question(answer: Mapping[str, Any], settings: Settings) -> Showing:
    tried = {"tries": answer["tries"], "is_checked": answer["fraction"] is not None}
    moment = moment_of_question(**tried, is_closed=answer["closed_at"] is not None)
    return shown(moment, settings.behaviour, settings.review)


def _step(step: Row, shows: Mapping[int, Showing], whole: Showing, hidden: dict[str, str]) -> Row:
    depends = telling.OF_GRADING if step["kind"] is StepKind.GRADED else telling.OF_STEP
    position = step["position"] or step["payload"].get("position")
    payload = _told(step["payload"], depends, shows.get(position, whole), hidden, "steps.payload.")
    return {**step, "payload": payload}


def _told(
    row: Mapping[str, Any], depends: Mapping[str, str], shows: Showing, hidden: dict[str, str], place: str = ""
) -> Row:
    """What may be told of a row; what may not is noted in `hidden`, with the part of the table it depends on."""
    content, names = told(row, depends, shows)
    hidden |= {f"{place}{name}": depends[name] for name in names}
    return content


def grades(session: Session, user_id: int, now: datetime) -> list[Row]:
    """What stands in the gradebooks, quiz by quiz."""
    return _graded(session, user_id, personal.grades_of_person(session, user_id), now)


def grade_changes(session: Session, user_id: int, now: datetime) -> list[Row]:
    """What instructors have set by hand."""
    return _graded(session, user_id, personal.changes_of_person(session, user_id), now)


def _graded(session: Session, user_id: int, rows: Iterable[Row], now: datetime) -> list[Row]:
    terms = personal.terms_by_quiz(session, user_id)
    found = []
    for row in rows:
        of_quiz, hidden = terms[row.pop("quiz_id")], {}
        content = _told(row, telling.OF_GRADE, result_shows(of_quiz, now), hidden)
        found.append(content | _said(telling.withheld(hidden, of_quiz, is_finished=True)))
    return found


def course_grades(session: Session, user_id: int, now: datetime) -> list[Row]:
    """What stands in the gradebooks for whole courses: a sum that would tell what one of its quizzes withholds is withheld."""
    terms, quizzes = personal.terms_by_quiz(session, user_id), personal.graded_quizzes(session, user_id)
    found = []
    for row in personal.course_grades_of_person(session, user_id):
        hidden = telling.hidden_of_sum([terms[quiz_id] for quiz_id in quizzes.get(row.pop("course_id"), ())], now)
        kept = {name: value for name, value in row.items() if not (hidden and name == "fraction")}
        found.append(kept | _said(hidden))
    return found


def _said(hidden: Sequence[Withheld]) -> Row:
    """What is withheld, as the file says it."""
    if not hidden:
        return {}
    return {"withheld": [{"fields": list(each.fields), "until": each.until, "why": _why(each)} for each in hidden]}


def _why(each: Withheld) -> str:
    if each.why is Why.UNFINISHED:
        return _("This attempt is not handed in yet. Hand it in, then it is told.")
    if each.why is Why.UNCLOSED:
        return _(
            "The quiz tells this when it has closed, on %(at)s. Ask for this file again then.", at=instant(each.until)
        )
    return _("The settings of the quiz withhold this for good. Ask the instructor if you need to know it.")
