"""The mails to learners about marks given by hand; the words stand in templates/mail. Guests have no address, so they get none."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.loaders.marking import MarkedSlot
from courses.accounts.links import address_of, path_to
from courses.shared import mail


def answers_marked(session: Session, slot: MarkedSlot) -> None:
    """All answers of an attempt are marked now."""
    _send(session, slot, _("Your answers are marked: %(quiz)s", quiz=slot.quiz_title), "answers_marked")


def objection_answered(session: Session, slot: MarkedSlot, answer: str) -> None:
    """An objection was answered."""
    subject = _("Your objection was answered: %(quiz)s", quiz=slot.quiz_title)
    _send(session, slot, subject, "objection_answered", answer=answer)


def _send(session: Session, slot: MarkedSlot, subject: str, template: str, **values: object) -> None:
    if slot.email is None:
        return
    path = path_to("quizzes.attempt", attempt_id=slot.attempt_id)
    address = f"{address_of(path)}#question-{slot.position}"
    about = {"name": slot.name, "quiz": slot.quiz_title, "lesson": slot.lesson_title, "address": address}
    text = render_template(f"mail/{template}.txt", **about, **values)
    site = current_app.config["SETTINGS"].site_name
    mail.send(session, to=slot.email, subject=f"{' '.join(subject.split())} ({site})", text=text)
