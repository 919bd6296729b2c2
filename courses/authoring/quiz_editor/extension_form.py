"""The form for what one person is granted beyond the settings of a quiz."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import DateTimeLocalInput

from courses.quizzes.rules.settings import MOST_ATTEMPTS, MOST_LIMIT_MINUTES, instant_of

NOT_A_NUMBER = _("Write a whole number, 0 for none.")


def within(most: int) -> Callable[[FlaskForm, IntegerField], None]:
    """From 0 to `most`. WTForms' own check turns the number into a float, which very long ones are too long for."""

    def check(_form: FlaskForm, field: IntegerField) -> None:
        if field.data is not None and not 0 <= field.data <= most:
            raise ValidationError(_("Write a whole number from 0 to %(most)s.", most=f"{most:,}"))

    return check


class ExtensionForm(FlaskForm):
    """More time, more attempts, or a later closing, and why."""

    user_id = HiddenField()
    extra_minutes = IntegerField(
        _("More minutes for an attempt"), [InputRequired(NOT_A_NUMBER), within(MOST_LIMIT_MINUTES)], default=0
    )
    extra_attempts = IntegerField(_("More attempts"), [InputRequired(NOT_A_NUMBER), within(MOST_ATTEMPTS)], default=0)
    closes_at = StringField(_("Closes for this person (UTC)"), [Length(max=40)], widget=DateTimeLocalInput())
    reason = StringField(_("Reason"), [InputRequired(_("Say why; it is kept.")), Length(max=300)])

    def validate_closes_at(self, field: StringField) -> None:
        """A day and a time, or nothing."""
        if (field.data or "").strip() and self.closing is None:
            raise ValidationError(_("Write a day and a time: 2027-01-31 18:00."))

    def validate_extra_attempts(self, field: IntegerField) -> None:
        """Something is granted."""
        if not (field.data or self.extra_minutes.data or (self.closes_at.data or "").strip()):
            raise ValidationError(_("Grant something: minutes, attempts, or a later closing."))

    @property
    def closing(self) -> datetime | None:
        """When the quiz closes for this person."""
        return instant_of((self.closes_at.data or "").strip())
