"""Links that may be used once: made here, mailed or printed, and accepted here."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.accounts.sessions import hash_token
from courses.shared.errors import Conflict
from models.accounts import AccountToken
from models.enums import TokenPurpose

LIFETIMES = {
    TokenPurpose.FIRST_ADMINISTRATOR: timedelta(days=7),
    TokenPurpose.PASSWORD_RESET: timedelta(hours=1),
    TokenPurpose.EMAIL_CHANGE: timedelta(days=1),
}
ENDPOINTS = {
    TokenPurpose.FIRST_ADMINISTRATOR: "accounts.setup",
    TokenPurpose.PASSWORD_RESET: "accounts.choose_password",
    TokenPurpose.EMAIL_CHANGE: "accounts.confirm_email",
}


def make(
    session: Session, purpose: TokenPurpose, *, now: datetime, user_id: int | None = None, email: str | None = None
) -> str:
    """The path of a fresh link; older ones of the same person for the same purpose stop working."""
    revoke(session, purpose, user_id=user_id)
    token = secrets.token_urlsafe(32)
    session.add(
        AccountToken(
            user_id=user_id,
            purpose=purpose,
            token_hash=hash_token(token),
            email=email,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    session.flush()
    return path_to(ENDPOINTS[purpose], token=token)


def revoke(session: Session, purpose: TokenPurpose, *, user_id: int | None) -> None:
    """Void the links of this person for this purpose; of nobody in particular when `user_id` is None."""
    session.execute(sa.delete(AccountToken).where(AccountToken.purpose == purpose, AccountToken.user_id == user_id))


def use(session: Session, link: AccountToken, *, now: datetime) -> None:
    """Mark the link as used. Raises Conflict if another request was faster."""
    statement = (
        sa.update(AccountToken).where(AccountToken.id == link.id, AccountToken.used_at.is_(None)).values(used_at=now)
    )
    if session.connection().execute(statement).rowcount == 0:
        raise Conflict(_("This link has just been used in another tab."))


def path_to(endpoint: str, **values: object) -> str:
    """The path of a page, also outside of a request."""
    return current_app.url_map.bind("localhost").build(endpoint, values)


def address_of(path: str) -> str:
    """The whole address of a path, for mails and terminals."""
    return str(current_app.config["SETTINGS"].public_url) + path
