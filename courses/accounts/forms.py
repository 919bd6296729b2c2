"""The shape of what people write about themselves."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from courses.accounts.rules.identity import (
    LONGEST_EMAIL,
    LONGEST_NAME,
    email_problem,
    name_problem,
    normal_email,
    normal_name,
)
from courses.accounts.rules.passwords import LONGEST, password_problem
from courses.shared.i18n import say
from models.accounts import User

PROPOSALS: dict[str, Any] = {"keep": _l("Keep them, without my name"), "remove": _l("Remove them")}


def _normal_email(written: str | None) -> str:
    return normal_email(written or "")


def _normal_name(written: str | None) -> str:
    return normal_name(written or "")


def usable_email(form: FlaskForm, field: EmailField) -> None:
    """Refuse what is no mail address."""
    if problem := email_problem(field.data or ""):
        raise ValidationError(say(problem))


def usable_name(form: FlaskForm, field: StringField) -> None:
    """Refuse what is no name."""
    if problem := name_problem(field.data or ""):
        raise ValidationError(say(problem))


def strong_password(form: Any, field: PasswordField) -> None:
    """Refuse passwords that are guessed first."""
    if problem := password_problem(field.data or "", own=form.own_words()):
        raise ValidationError(say(problem))


def _email(label: Any) -> EmailField:
    return EmailField(
        label,
        filters=[_normal_email],
        validators=[InputRequired(_l("Write your mail address.")), usable_email],
        render_kw={"maxlength": LONGEST_EMAIL},
    )


def _name() -> StringField:
    return StringField(
        _l("Name"),
        filters=[_normal_name],
        validators=[InputRequired(_l("Write the name others will see; it need not be your real one.")), usable_name],
        render_kw={"maxlength": LONGEST_NAME},
    )


def _new_password(label: Any) -> PasswordField:
    return PasswordField(
        label,
        validators=[InputRequired(_l("Choose a password of at least 10 characters.")), strong_password],
        render_kw={"maxlength": LONGEST},
    )


def _present_password(label: Any) -> PasswordField:
    return PasswordField(
        label, validators=[InputRequired(_l("Write your password."))], render_kw={"maxlength": LONGEST}
    )


class SignUpForm(FlaskForm):
    """Name, address, password: nothing else is needed."""

    name = _name()
    email = _email(_l("Mail address"))
    password = _new_password(_l("Password"))

    def own_words(self) -> list[str]:
        """What the password must not be."""
        return [self.email.data or "", self.name.data or ""]


class SignInForm(FlaskForm):
    """Address and password."""

    email = _email(_l("Mail address"))
    password = _present_password(_l("Password"))


class ResetForm(FlaskForm):
    """The address to which a link is sent."""

    email = _email(_l("Mail address"))


class ChoosePasswordForm(FlaskForm):
    """A new password for `user`, who is not signed in."""

    password = _new_password(_l("New password"))

    def __init__(self, user: User, **values: Any) -> None:
        super().__init__(**values)
        self.user = user

    def own_words(self) -> list[str]:
        """What the password must not be."""
        return [self.user.email or "", self.user.name]


class NameForm(FlaskForm):
    """The name others see."""

    name = _name()


class EmailChangeForm(FlaskForm):
    """A new address, and the password so that nobody else does this."""

    email = _email(_l("New mail address"))
    present = _present_password(_l("Your password"))


class PasswordChangeForm(FlaskForm):
    """The password as it is and as it will be."""

    present = _present_password(_l("Your password until now"))
    password = _new_password(_l("New password"))

    def own_words(self) -> list[str]:
        """What the password must not be."""
        return [current_user.email or "", current_user.name]


class EraseForm(FlaskForm):
    """What becomes of the proposals, and the password so that nobody else does this."""

    proposals = RadioField(
        _l("Readings you proposed"),
        choices=[SelectChoice(value, label) for value, label in PROPOSALS.items()],
        default="keep",
        validators=[InputRequired(_l("Choose one."))],
    )
    present = _present_password(_l("Your password"))


class ConfirmForm(FlaskForm):
    """Nothing but the proof that the person pressed our button."""
