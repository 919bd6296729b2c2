"""Who asks: sessions kept as rows, so that each can be ended, and guests who become members without losing anything."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask, request
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user
from sqlalchemy.orm import Session

from courses.access.viewer import VISITOR, Viewer
from courses.shared import clock
from courses.shared.db import db
from models.accounts import User, UserSession

LIFETIME = timedelta(days=60)
login_manager = LoginManager()


def init_app(app: Flask) -> None:
    """Let Flask-Login ask us who holds a cookie."""
    login_manager.init_app(app)
    # Sessions are rows of ours; binding them to a browser's name as well would only sign people out after updates.
    login_manager.session_protection = None
    login_manager.login_view = "accounts.sign_in"
    login_manager.anonymous_user = lambda: VISITOR
    login_manager.user_loader(load_viewer)


def hash_token(token: str) -> str:
    """What is stored of a secret token: reading the database gives nobody a session."""
    return hashlib.sha256(token.encode()).hexdigest()


def load_viewer(token: str) -> Viewer | None:
    """The holder of a session's token, in one statement; None when it was ended or has run out."""
    row = db.session.execute(
        sa.select(User.id, User.name, User.email, User.is_administrator, UserSession.id)
        .join(UserSession, UserSession.user_id == User.id)
        .where(UserSession.token_hash == hash_token(token), UserSession.expires_at > clock.now(), User.erased_at.is_(None))
    ).one_or_none()
    return Viewer(*row, session_token=token) if row else None


def open_session(session: Session, user: User, *, now: datetime) -> Viewer:
    """Sign `user` in to this browser."""
    token = secrets.token_urlsafe(32)
    browser = request.headers.get("User-Agent", "")[:200]
    kept = UserSession(user=user, token_hash=hash_token(token), browser=browser, created_at=now, expires_at=now + LIFETIME)
    session.add(kept)
    session.flush()
    viewer = Viewer(user.id, user.name, user.email, user.is_administrator, kept.id, token)
    cookie.permanent = True
    login_user(viewer)
    return viewer


def learner(session: Session, *, now: datetime) -> Viewer:
    """The one who asks, made a guest first if they are a visitor: what they do from here on is kept."""
    viewer: Viewer = current_user._get_current_object()
    if viewer.id is not None:
        return viewer
    guest = User(name=_("Guest"), is_administrator=False, created_at=now)
    session.add(guest)
    return open_session(session, guest, now=now)
