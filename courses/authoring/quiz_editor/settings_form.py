"""The form for how a quiz is taken, and what of it changes the head of the quiz's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, FloatField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import DateTimeLocalInput, NumberInput

from courses.items.rules.drafting import percent_of
from courses.items.rules.numbers import number_of, number_or_text
from courses.quizzes.rules.settings import INSTANT, LONGEST_PASSWORD, MOST_ATTEMPTS, Settings, settings_of
from models.enums import Behaviour, GradingMethod, Review

PASS_FRACTION = 0.6
COUNTS = ("attempts", "wait_minutes", "limit_minutes")
INSTANTS = ("opens_at", "closes_at")
CHOICES = ("behaviour", "review", "grade")
# The words of a form for the keys of a file that are called otherwise.
FIELDS = {"pass": "percent", "opens_at": "opens_at", "closes_at": "closes_at"}

BEHAVIOURS = {
    Behaviour.DEFERRED: _("All at the end: answers are handed in together"),
    Behaviour.IMMEDIATE: _("Each at once: “Check” shows how it was, and closes it"),
    Behaviour.INTERACTIVE: _("With hints: after a wrong answer a hint, and another try for fewer marks"),
    Behaviour.CERTAINTY: _("With certainty: the surer, the more is won or lost"),
    Behaviour.PRACTICE: _("For practice: any number of tries, no marks"),
}
REVIEWS = {
    Review.EVERYTHING: _("Everything: marks, right answers, feedback, passages"),
    Review.FEEDBACK: _("What is right and why, without marks"),
    Review.SCORE: _("Marks only, not the right answers"),
    Review.AFTER_CLOSING: _("Everything, but only when the quiz has closed"),
    Review.NOTHING: _("Nothing"),
}
GRADES = {
    GradingMethod.HIGHEST: _("The best"),
    GradingMethod.AVERAGE: _("The average"),
    GradingMethod.FIRST: _("The first"),
    GradingMethod.LAST: _("The last"),
}


def _choice(label: Any, words: Mapping[Any, Any]) -> SelectField:
    return SelectField(label, choices=[SelectChoice(each.value, label) for each, label in words.items()])


def _count(label: Any, most: int | None = None) -> StringField:
    return StringField(label, [Length(max=8)], widget=NumberInput(min=1, max=most))


class SettingsForm(FlaskForm):
    """Title, what passes, and all settings of a quiz."""

    title = StringField(_("Title"), [InputRequired(_("Give the quiz a title.")), Length(max=300)])
    percent = FloatField(
        _("Per cent of the marks that pass"),
        [InputRequired(_("Say how much passes.")), NumberRange(0, 100, _("Write a number from 0 to 100."))],
        widget=NumberInput(step="any"),
    )
    behaviour = _choice(_("How answers are checked"), BEHAVIOURS)
    review = _choice(_("What learners get back"), REVIEWS)
    shuffle = BooleanField(_("Questions come in another order for everybody, within their section"))
    shuffle_options = BooleanField(_("Options come in another order for everybody"))
    attempts = _count(_("Attempts allowed"), MOST_ATTEMPTS)
    grade = _choice(_("Which attempt counts"), GRADES)
    wait_minutes = _count(_("Minutes between two attempts"))
    limit_minutes = _count(_("Minutes for an attempt"))
    opens_at = StringField(_("Opens"), [Length(max=40)], widget=DateTimeLocalInput())
    opens_zone = StringField(_("Time zone of the opening"), [Length(max=64)])
    closes_at = StringField(_("Closes"), [Length(max=40)], widget=DateTimeLocalInput())
    closes_zone = StringField(_("Time zone of the closing"), [Length(max=64)])
    password = StringField(_("Password"), [Length(max=LONGEST_PASSWORD)])
    base = HiddenField()

    def changes(self, initial: Mapping[str, Any]) -> dict[str, Any]:
        """The keys of the file whose fields differ from `initial` (see `initial_of`), None where nothing is to be written."""
        written = {"title": self.title.data, "pass": _fraction(self.percent.data or 0.0)}
        written |= {key: None if self[key].data == USUAL[key] else self[key].data for key in CHOICES}
        written |= {
            "shuffle": self.shuffle.data or None,
            "shuffle_options": None if self.shuffle_options.data else False,
        }
        counts = {key: (self[key].data or "").strip() for key in COUNTS}
        written |= {key: number_or_text(typed) if typed else None for key, typed in counts.items()}
        written |= {key: self._instant(key) for key in INSTANTS}
        written["password"] = (self.password.data or "").strip() or None
        return {key: value for key, value in written.items() if self._differs(key, initial)}

    def _differs(self, key: str, initial: Mapping[str, Any]) -> bool:
        names = (key, key.replace("_at", "_zone")) if key in INSTANTS else (FIELDS.get(key, key),)
        return any(_shown(self[name].data) != _shown(initial.get(name)) for name in names)

    def _instant(self, key: str) -> str | None:
        """Day and time as the file says them, with the zone unless it is UTC."""
        at = (self[key].data or "").strip().replace("T", " ")
        zone = (self[key.replace("_at", "_zone")].data or "").strip()
        return f"{at}{'' if zone in ('', 'UTC', 'Z') else f' {zone}'}" if at else None

    def refuse(self, problems: Mapping[str, list[str]]) -> None:
        """Say beside the fields what the compiler has found, by the keys of the file."""
        for key, messages in problems.items():
            name = FIELDS.get(key, key)
            if name in self._fields:
                self[name].errors = [*self[name].errors, *messages]
            else:
                self.form_errors = [*self.form_errors, *messages]


USUAL: dict[str, str] = {
    "behaviour": Behaviour.DEFERRED.value,
    "review": Review.EVERYTHING.value,
    "grade": GradingMethod.HIGHEST.value,
}


def _shown(value: Any) -> Any:
    """A value as its field shows it."""
    if isinstance(value, float):
        return f"{value:.10g}"
    return value if isinstance(value, bool) else str(value if value is not None else "").strip()


def _fraction(percent: float) -> Any:
    return number_or_text(f"{percent / 100:.10g}")


def initial_of(head: Mapping[str, Any], title: str) -> dict[str, Any]:
    """What the form shows of the keys at the top of a quiz's file; `title` is that of the quiz."""
    fraction = number_of(head.get("pass"))
    shown: dict[str, Any] = {"title": title, "percent": percent_of(PASS_FRACTION if fraction is None else fraction)}
    shown |= {key: head.get(key) or USUAL[key] for key in CHOICES}
    shown |= {"shuffle": head.get("shuffle") is True, "shuffle_options": head.get("shuffle_options") is not False}
    shown |= {key: _shown(head.get(key)) for key in (*COUNTS, "password")}
    for key in INSTANTS:
        found = INSTANT.fullmatch(str(head.get(key) or "").strip())
        shown[key] = f"{found[1]}T{found[2]}" if found else ""
        shown[key.replace("_at", "_zone")] = ((found[3] or found[4]) if found else None) or "UTC"
    return shown


def settings_in(head: Mapping[str, Any]) -> Settings:
    """The settings that the top of a file says, without a word on what is wrong with them."""
    return settings_of(head, lambda _key, _message: None)
