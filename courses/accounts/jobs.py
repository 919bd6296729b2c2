"""What accounts owe after the commit: the mail with a link for those who forgot their password."""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale

from courses.accounts import service
from courses.shared import clock, outbox
from courses.shared.db import db


def register() -> None:
    """Teach the outbox."""
    outbox.HANDLERS[service.RESET_ASKED] = send_reset


def send_reset(payload: dict[str, Any]) -> None:
    """Carry out `service.ask_for_reset`."""
    with force_locale(payload["language"]):
        service.send_reset(db.session, email=payload["email"], now=clock.now())
