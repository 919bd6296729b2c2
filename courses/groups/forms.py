"""Forms of study groups."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, StopValidation

from courses.groups.service import Plan
from models.enums import Sharing

SHARING_WORDS = (
    SelectChoice(
        Sharing.EVERYTHING.value,
        _(
            "Everything: which lessons I have begun and completed, where and on which day I read last, my best quiz results"
        ),
    ),
    SelectChoice(Sharing.COMPLETION.value, _("Completion only: which lessons I have completed")),
    SelectChoice(Sharing.NOTHING.value, _("Nothing: only my name")),
)


def _stripped(value: str | None) -> str:
    return (value or "").strip()


class Together:
    """A field that may stay empty only as long as another one does."""

    def __init__(self, other: str, message: str) -> None:
        self.other, self.message = other, message

    def __call__(self, form: BaseForm, field: Field) -> None:
        if any(form[self.other].raw_data or ()) and not any(field.raw_data or ()):
            raise StopValidation(str(self.message))


class PlanForm(FlaskForm):
    """What a group says of itself."""

    name = StringField(
        _("Name of the group"),
        filters=[_stripped],
        validators=[DataRequired(_("Give the group a name.")), Length(max=80)],
    )
    about = TextAreaField(
        _("What the group is about"),
        filters=[_stripped],
        validators=[Length(max=2000)],
        description=_("For those who follow the invitation: who you are, when you meet."),
    )
    starts_on = DateField(
        _("Starts on"),
        validators=[
            Together("lessons_per_week", _("A pace needs a start: on which day does the group begin?")),
            Optional(),
        ],
        description=_("With a start and a pace the table shows where the group meant to be."),
    )
    lessons_per_week = IntegerField(
        _("Lessons a week"),
        validators=[
            Together("starts_on", _("A start needs a pace: how many lessons a week?")),
            Optional(),
            NumberRange(min=1, max=50),
        ],
    )

    def plan(self) -> Plan:
        return Plan(self.name.data or "", self.about.data or "", self.starts_on.data, self.lessons_per_week.data)


class SharingForm(FlaskForm):
    """How much of one's progress a group may see. Nothing is chosen beforehand: it is the member who decides."""

    sharing = RadioField(
        _("What may the group see of your progress?"),
        choices=SHARING_WORDS,
        validators=[InputRequired(_("Choose what the group may see of you."))],
    )

    def choice(self) -> Sharing:
        return Sharing(self.sharing.data)


class FoundForm(PlanForm, SharingForm):
    """Founding a group: its plan and the founder's own choice."""
