"""The shape of what a question's form sends: the kind reads its own fields, the rest is a token, a certainty and a direction."""

from __future__ import annotations

import hmac
import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import FloatField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import NumberInput

from courses.access.loaders.quizzes import SlotToAnswer
from courses.items.rules.kinds import KINDS, Unreadable
from courses.quizzes.rules.certainty import HIGHEST, LOWEST
from courses.shared.errors import Invalid
from courses.shared.i18n import say

# A colon and the number of a step may be put behind it before it is stored.
TOKEN = re.compile(r"[A-Za-z0-9._-]{8,40}")


def read_token(form: MultiDict[str, str]) -> str:
    """What makes a repeated request harmless. Raises Invalid when the page did not send it."""
    token = form.get("token", "")
    if not TOKEN.fullmatch(token):
        raise Invalid(_("This page was not sent completely. Reload it and answer again."))
    return token


def read_answer(slot: SlotToAnswer, form: MultiDict[str, str]) -> dict[str, Any] | None:
    """The answer a form holds, None if it holds none. Raises Invalid for what cannot be an answer."""
    try:
        return KINDS[slot.kind].read(slot.body, form.to_dict(flat=False))
    except Unreadable as error:
        raise Invalid(say(str(error))) from None


def read_certainty(form: MultiDict[str, str]) -> int | None:
    """How certain the learner is, None if that was not said. Raises Invalid for what no page of ours sends."""
    words = form.get("certainty", "")
    if not words:
        return None
    if len(words) > 1 or words not in {str(number) for number in range(LOWEST, HIGHEST + 1)}:
        raise Invalid(_("Choose how certain you are: 1, 2 or 3."))
    return int(words)


def is_password(form: MultiDict[str, str], password: str) -> bool:
    """Whether the form holds the password, in a time that tells nothing about it."""
    return hmac.compare_digest(form.get("password", "").strip().encode(), password.encode())


def _stripped(value: str | None) -> str:
    return (value or "").strip()


class ReasonForm(FlaskForm):
    """Why something about a learner is changed; it is kept on record."""

    reason = TextAreaField(
        _l("Reason"),
        [
            DataRequired(_l("Say why: it is kept on record.")),
            Length(max=2000, message=_l("At most %(max)d characters, please.")),
        ],
        filters=[_stripped],
    )


class GradeForm(ReasonForm):
    """A grade set by hand."""

    percent = FloatField(
        _l("Per cent of the marks"),
        [InputRequired(_l("Write a number from 0 to 100.")), NumberRange(0, 100, _l("Write a number from 0 to 100."))],
        widget=NumberInput(step="any"),
    )

    @property
    def fraction(self) -> float:
        """What was typed, 0-1; on ten digits, so that 35 is 0.35."""
        return round((self.percent.data or 0.0) / 100, 10)
