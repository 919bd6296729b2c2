"""The mails about an account; the words stand in templates/mail."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.shared import mail


def _send(session: Session, to: str, subject: str, template: str, **values: object) -> None:
    text = render_template(f"mail/{template}.txt", **values)
    mail.send(session, to=to, subject=f"{subject} ({_site()})", text=text)


def _site() -> str:
    return str(current_app.config["SETTINGS"].site_name)


def reset(session: Session, *, to: str, name: str, address: str) -> None:
    """The link with which a forgotten password is replaced."""
    _send(session, to, _("Choose a new password"), "reset", name=name, address=address)


def confirm_email(session: Session, *, to: str, name: str, address: str) -> None:
    """The link that shows that the new address belongs to the person."""
    _send(session, to, _("Confirm your new address"), "confirm_email", name=name, address=address)


def email_change_asked(session: Session, *, to: str, name: str, new: str) -> None:
    """A note to the old address, in case it was somebody else."""
    _send(session, to, _("Your address is about to change"), "email_change_asked", name=name, new=new)


def password_changed(session: Session, *, to: str, name: str) -> None:
    """A note, in case it was somebody else."""
    _send(session, to, _("Your password was changed"), "password_changed", name=name)


def erased(session: Session, *, to: str, name: str) -> None:
    """The last mail."""
    _send(session, to, _("Your account is deleted"), "erased", name=name)
