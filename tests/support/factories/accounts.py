"""Members with a password, their sessions and their links. People without: `catalogue.make_user`."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from courses.accounts import passwords
from courses.accounts.sessions import LIFETIME, hash_token
from courses.shared import clock
from models.accounts import AccountToken, User, UserSession
from models.enums import TokenPurpose
from tests.support.factories.catalogue import kept, make_user

PASSWORD = "a bridge over the river"


def make_member(**values: Any) -> User:
    """A member who can sign in with `PASSWORD`."""
    return make_user(**{"password_hash": passwords.hashed(PASSWORD), **values})


def make_session(user: User, **values: Any) -> UserSession:
    """Another browser the user is signed in with."""
    now = clock.now()
    usual = {
        "token_hash": hash_token(secrets.token_hex()),
        "browser": "",
        "created_at": now,
        "expires_at": now + LIFETIME,
    }
    return kept(UserSession(user_id=user.id, **{**usual, **values}))


def make_link(purpose: TokenPurpose, user: User | None = None, **values: Any) -> str:
    """The token of a link that still works."""
    token, now = secrets.token_urlsafe(16), clock.now()
    usual = {"token_hash": hash_token(token), "created_at": now, "expires_at": now + timedelta(hours=1)}
    kept(AccountToken(**{"user_id": user.id if user else None, "purpose": purpose, **usual, **values}))
    return token
