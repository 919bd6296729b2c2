"""Who asks: sessions kept as rows, so that each can be ended, and guests who become members without losing anything."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from flask import Flask, flash, redirect, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from courses.access.viewer import VISITOR, Viewer
from courses.accounts.rules.paths import local_path
from courses.shared import clock
from courses.shared.db import SAFE_METHODS, db, is_reading
from courses.shared.web.limits import limiter
from courses.shared.web.pages import page, wants_json
from models.accounts import User, UserSession

LIFETIME = timedelta(days=60)
# Whoever keeps coming stays signed in, and a guest keeps what they did; a GET may not write, so other requests renew.
RENEWED_BELOW = timedelta(days=45)
login_manager = LoginManager()
# Every beginning is a row: nobody makes them by the thousand, and a class at one address still begins together.
beginnings = limiter.shared_limit("60/minute", scope="beginnings")


# Asked at every request: composing it each time would take longer than running it.
_PERSON, _KEPT = User.__table__.c, UserSession.__table__.c
_HOLDER = (
    sa.select(_PERSON.id, _PERSON.name, _PERSON.email, _PERSON.is_administrator, _KEPT.id, _KEPT.expires_at)
    .select_from(sa.join(User.__table__, UserSession.__table__, _KEPT.user_id == _PERSON.id))
    .where(_KEPT.token_hash == sa.bindparam("token_hash"), _KEPT.expires_at > sa.bindparam("now"))
    .where(_PERSON.erased_at.is_(None))
)


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us who holds a cookie."""
    login_manager.init_app(app)
    # Sessions are rows of ours; binding them to a browser's name as well would only sign people out after updates.
    login_manager.session_protection = None
    login_manager.unauthorized_handler(ask_to_sign_in)
    login_manager.anonymous_user = lambda: VISITOR
    login_manager.user_loader(load_viewer)
    app.add_template_global(way_back)


def hash_token(token: str) -> str:
    """What is stored of a secret token: reading the database gives nobody a session."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_viewer(token: str) -> Viewer | None:
    """The holder of a session's token, in one statement; None when it was ended or has run out."""
    now = clock.now()
    row = db.session.execute(_HOLDER, {"token_hash": hash_token(token), "now": now}).one_or_none()
    if row is None:
        return None
    viewer = Viewer(row[0], row[1], row[2], row[3], row[4], token)
    expires_at = row[5]
    if expires_at - now < RENEWED_BELOW and not is_reading():
        renew(db.session, viewer, now=now)
    return viewer


def renew(session: Session, viewer: Viewer, *, now: datetime) -> None:
    """Let the session of this browser live its full time again."""
    kept = sa.update(UserSession).where(UserSession.id == viewer.session_id).values(expires_at=now + LIFETIME)
    session.execute(kept)
    cookie.modified = True


def ask_to_sign_in() -> ResponseReturnValue:
    """What whoever has no account gets where one is needed: the way to sign in, and back to where they were."""
    words = _("Sign in to go on. Without an account yet, sign up: it takes a minute.")
    if wants_json():
        return page(401, _("Sign in first"), words)
    flash(words, "info")
    return redirect(url_for("accounts.sign_in", next=way_back()))


def way_back() -> str | None:
    """The page to come back to: the one asked for, or the one whose button was pressed."""
    if request.method in SAFE_METHODS:
        return local_path(request.full_path.rstrip("?"))
    try:
        parts = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if parts.netloc != request.host:
        return None
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def open_session(session: Session, user: User, *, now: datetime) -> Viewer:
    """Sign `user` in to this browser."""
    token = secrets.token_urlsafe(32)
    browser = request.headers.get("User-Agent", "")[:200]
    kept = UserSession(
        user=user, token_hash=hash_token(token), browser=browser, created_at=now, expires_at=now + LIFETIME
    )
    session.add(kept)
    session.flush()
    viewer = Viewer(user.id, user.name, user.email, user.is_administrator, kept.id, token)
    cookie.permanent = True
    login_user(viewer)
    return viewer


def enter(session: Session, user: User, *, now: datetime) -> Viewer:
    """Sign in someone who has shown who they are: a new token, and nothing left of what the cookie held before."""
    leave(session)
    session.execute(sa.delete(UserSession).where(UserSession.user_id == user.id, UserSession.expires_at <= now))
    return open_session(session, user, now=now)


def leave(session: Session) -> None:
    """End the session of this browser."""
    session.execute(sa.delete(UserSession).where(UserSession.id == current_user.session_id))
    logout_user()
    cookie.clear()


def end_all(session: Session, user_id: int, *, but: int | None = None) -> None:
    """Sign someone out everywhere, except in the session `but`."""
    statement = sa.delete(UserSession).where(UserSession.user_id == user_id)
    session.execute(statement if but is None else statement.where(UserSession.id != but))


def learner(session: Session, *, now: datetime) -> Viewer:
    """The one who asks, made a guest first if they are a visitor: what they do from here on is kept."""
    viewer: Viewer = current_user._get_current_object()
    if viewer.id is not None:
        return viewer
    with beginnings:
        guest = User(name=_("Guest"), is_administrator=False, created_at=now)
    session.add(guest)
    return open_session(session, guest, now=now)
