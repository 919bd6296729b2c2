"""The blueprint of accounts, and what its pages share."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm

from courses.accounts.rules.identity import normal_email
from courses.accounts.rules.paths import local_path

bp = Blueprint("accounts", __name__)


def destination() -> str:
    """Where to go after signing in: the page that was asked for, or the courses."""
    return local_path(request.args.get("next")) or url_for("catalogue.home")


def email_key() -> str:
    """What tries are counted by besides the address they come from; a hash, so that the counter knows nobody."""
    return "email " + hashlib.sha256(normal_email(request.form.get("email", "")).encode()).hexdigest()


def person_key() -> str:
    """Whose password is tried by someone who is signed in."""
    return f"person {current_user.id}"


def status_of(form: FlaskForm) -> int:
    """What a page with a form answers: 422 when something in it has to be mended."""
    return 422 if form.errors else 200


def refuse(field: Any, words: str) -> None:
    """Put beside the field what only the service could find out."""
    field.errors = [words]
