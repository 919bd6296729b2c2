"""The client of page tests: it signs in, carries the form's token, and keeps its requests apart from the test's session."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any, Self

from flask import has_app_context
from flask.sessions import SessionMixin
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from courses.accounts.sessions import LIFETIME, hash_token
from courses.shared import clock
from courses.shared.db import db
from models.accounts import User, UserSession

FORM_TOKEN = "csrf_token"
FORM_TOKEN_SALT = "wtf-csrf-token"


class Client(FlaskClient):
    """A browser of a person."""

    def login(self, user: User) -> Self:
        """Sign `user` in, without the form."""
        token = secrets.token_urlsafe(16)
        now = clock.now()
        db.session.flush()
        db.session.add(
            UserSession(
                user_id=user.id, token_hash=hash_token(token), browser="", created_at=now, expires_at=now + LIFETIME
            )
        )
        with self.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True
        return self

    @contextmanager
    def session_transaction(self, *args: Any, **kwargs: Any) -> Generator[SessionMixin]:
        """Read and change the cookie, in a context of its own: its end must not undo what the test has prepared."""
        with self.application.app_context(), super().session_transaction(*args, **kwargs) as cookie:
            yield cookie

    def form_token(self) -> str:
        """What a form of this browser carries to show that it came from one of our pages."""
        with self.session_transaction() as cookie:
            raw = cookie.setdefault(FORM_TOKEN, secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.application.secret_key or "", salt=FORM_TOKEN_SALT).dumps(raw))

    def open(self, *args: Any, form_token: bool = True, **kwargs: Any) -> TestResponse:
        """Send a request. `form_token=False` leaves the form's token out."""
        if form_token and kwargs.get("method", "GET") not in ("GET", "HEAD"):
            kwargs["headers"] = {**(kwargs.get("headers") or {}), "X-CSRFToken": self.form_token()}
        hand_over()
        # A context of its own: the request must not find the test's session or user in `g`.
        with self.application.app_context():
            reply = super().open(*args, **kwargs)
        forget()
        return reply


def hand_over() -> None:
    """Let the request see what the test has prepared so far."""
    if has_app_context():
        db.session.commit()


def forget() -> None:
    """Let the test read anew what the request may have changed."""
    if has_app_context():
        db.session.expire_all()
