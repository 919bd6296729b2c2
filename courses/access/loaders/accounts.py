"""People's own accounts, the browsers they are signed in with, and the links they were given."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.access.viewer import Viewer
from courses.shared.errors import NotFound
from models.accounts import AccountToken, User, UserSession
from models.enums import TokenPurpose

GONE = {
    TokenPurpose.FIRST_ADMINISTRATOR: "The program prints a fresh one at every start, as long as nobody administers the site.",
    TokenPurpose.PASSWORD_RESET: "Ask for a new link on the page where you sign in.",
    TokenPurpose.EMAIL_CHANGE: "Ask for the change once more in your settings.",
}


def account_to_change(session: Session, viewer: Viewer) -> User:
    """The viewer's own account. Raises NotFound for someone without one."""
    user = session.get(User, viewer.id) if viewer.is_member else None
    if user is None:
        raise NotFound(_("There is no account here. Sign in first."))
    return user


def session_to_end(session: Session, viewer: Viewer, session_id: int) -> UserSession:
    """One of the viewer's own sessions. Raises NotFound for all others."""
    statement = sa.select(UserSession).where(UserSession.id == session_id, UserSession.user_id == viewer.id)
    found = session.scalar(statement) if viewer.is_member else None
    if found is None:
        raise NotFound(_("This browser is signed out already."))
    return found


def link_to_use(session: Session, token_hash: str, purpose: TokenPurpose, *, now: datetime) -> AccountToken:
    """A link that still works. Raises NotFound with what to do instead."""
    statement = sa.select(AccountToken).where(AccountToken.token_hash == token_hash, AccountToken.purpose == purpose)
    link = session.scalar(statement)
    if link is None:
        raise NotFound(
            f"{_('This link does not work: it is not complete, or a newer one took its place.')} {_(GONE[purpose])}"
        )
    if link.used_at is not None:
        raise NotFound(f"{_('This link was used already; it works once.')} {_(GONE[purpose])}")
    if link.expires_at <= now:
        raise NotFound(f"{_('This link has run out.')} {_(GONE[purpose])}")
    return link


def own_link_to_use(
    session: Session, viewer: Viewer, token_hash: str, purpose: TokenPurpose, *, now: datetime
) -> AccountToken:
    """A link that still works and was given to the viewer. Raises NotFound."""
    link = link_to_use(session, token_hash, purpose, now=now)
    if link.user_id != viewer.id:
        raise NotFound(_("This link belongs to another account. Sign in to that one, then open the link again."))
    return link


def account_of_link(session: Session, link: AccountToken) -> User:
    """The member a link was given to. Raises NotFound when the account was erased meanwhile."""
    user = session.get(User, link.user_id) if link.user_id else None
    if user is None or user.email is None:
        raise NotFound(_("The account of this link does not exist any more."))
    return user
