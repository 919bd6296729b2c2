"""What people do with their accounts: begin, prove who they are, change what is known of them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.access.viewer import Viewer
from courses.accounts import letters, links, passwords, sessions
from courses.accounts.queries import has_administrator, member_by_email
from courses.shared import outbox
from courses.shared.errors import Conflict
from models.accounts import AccountToken, User
from models.enums import TokenPurpose

RESET_ASKED = "password-reset"


class AddressTaken(Conflict):
    """Another account has this address."""


def first_administrator_path(session: Session, *, now: datetime) -> str | None:
    """The path of a fresh link for the first administrator, or None when there is one; older links stop working."""
    if has_administrator(session):
        return None
    return links.make(session, TokenPurpose.FIRST_ADMINISTRATOR, now=now)


def sign_up(session: Session, viewer: Viewer, *, name: str, email: str, password: str, now: datetime) -> User:
    """Make an account; a guest's row becomes the member's, so that nothing done before is lost. Raises AddressTaken."""
    user = _guest(session, viewer) or User(name=name, is_administrator=False, created_at=now)
    hashed = passwords.hashed(password)
    try:
        with session.begin_nested():
            user.name, user.email, user.password_hash = name, email, hashed
            session.add(user)
    except IntegrityError:
        raise AddressTaken(
            _("There is an account with this address already. Sign in, or choose a new password.")
        ) from None
    return user


def _guest(session: Session, viewer: Viewer) -> User | None:
    """The row of a guest, locked: two tabs that sign up at once must not share it."""
    if not viewer.is_guest:
        return None
    statement = sa.select(User).where(User.id == viewer.id).with_for_update().execution_options(populate_existing=True)
    guest = session.scalar(statement)
    if guest is None or not guest.is_guest:
        raise Conflict(_("You have signed up in another tab meanwhile. Reload the page."))
    return guest


def authenticate(session: Session, *, email: str, password: str) -> User | None:
    """The member whom address and password show, or None; it takes as long for addresses nobody has."""
    user = member_by_email(session, email)
    if not passwords.matches(user.password_hash if user else None, password) or user is None:
        return None
    if passwords.is_outdated(str(user.password_hash)):
        user.password_hash = passwords.hashed(password)
        session.flush()
    return user


def become_administrator(session: Session, user: User) -> None:
    """Let a member run the site. Links for the first administrator have done their work."""
    user.is_administrator = True
    links.revoke(session, TokenPurpose.FIRST_ADMINISTRATOR, user_id=None)
    session.flush()


def refuse_second_first(session: Session) -> None:
    """Raise Conflict when there is an administrator already."""
    if has_administrator(session):
        raise Conflict(_("This site has an administrator already. Ask them if you should be one too."))


def ask_for_reset(session: Session, *, email: str, language: str, now: datetime) -> None:
    """Note that someone wants a new password. Whether the address is known is looked up later, out of sight and hearing."""
    outbox.put(session, RESET_ASKED, {"email": email, "language": language}, now=now)


def send_reset(session: Session, *, email: str, now: datetime) -> None:
    """Mail a link to choose a new password, if the address belongs to a member."""
    user = member_by_email(session, email)
    if user is not None:
        letters.reset(session, to=email, name=user.name, address=links.address_of(reset_path(session, user, now=now)))


def reset_path(session: Session, user: User, *, now: datetime) -> str:
    """The path of a fresh link with which the person chooses a password."""
    return links.make(session, TokenPurpose.PASSWORD_RESET, now=now, user_id=user.id)


def choose_password(session: Session, user: User, link: AccountToken, *, password: str, now: datetime) -> None:
    """Set a password by a mailed link; whoever else was signed in no longer is."""
    links.use(session, link, now=now)
    _set_password(session, user, password)
    sessions.end_all(session, user.id)


def change_password(session: Session, user: User, *, password: str, keep: int | None) -> None:
    """Set a password in the settings; only the session `keep` goes on."""
    _set_password(session, user, password)
    sessions.end_all(session, user.id, but=keep)


def _set_password(session: Session, user: User, password: str) -> None:
    user.password_hash = passwords.hashed(password)
    for purpose in (TokenPurpose.PASSWORD_RESET, TokenPurpose.EMAIL_CHANGE):
        _end_unused(session, user, purpose)
    letters.password_changed(session, to=str(user.email), name=user.name)
    session.flush()


def _end_unused(session: Session, user: User, purpose: TokenPurpose) -> None:
    """Void links that are still open; used ones stay, so that their page can say so."""
    of_user = (AccountToken.user_id == user.id, AccountToken.purpose == purpose)
    session.execute(sa.delete(AccountToken).where(*of_user, AccountToken.used_at.is_(None)))


def rename(session: Session, user: User, name: str) -> None:
    """Change the name others see."""
    user.name = name
    session.flush()


def ask_email_change(session: Session, user: User, email: str, *, now: datetime) -> None:
    """Write to the new address for confirmation, and to the old one in case it was somebody else.

    Whether the new address is taken is said only to whoever can read its mail.
    """
    path = links.make(session, TokenPurpose.EMAIL_CHANGE, now=now, user_id=user.id, email=email)
    letters.confirm_email(session, to=email, name=user.name, address=links.address_of(path))
    letters.email_change_asked(session, to=str(user.email), name=user.name, new=email)


def confirm_email(session: Session, user: User, link: AccountToken, *, now: datetime) -> None:
    """Take the new address. Raises AddressTaken."""
    links.use(session, link, now=now)
    try:
        with session.begin_nested():
            user.email = link.email
    except IntegrityError:
        raise AddressTaken(
            _("Another account has this address. Sign in to that one, or take another address.")
        ) from None
    _end_unused(session, user, TokenPurpose.PASSWORD_RESET)


def add_member(session: Session, *, email: str, name: str, now: datetime) -> User:
    """Make an account for somebody, who chooses the password by a link. Raises AddressTaken."""
    if member_by_email(session, email):
        raise AddressTaken(_("There is an account with this address already."))
    user = User(name=name, email=email, password_hash=passwords.NO_PASSWORD, is_administrator=False, created_at=now)
    session.add(user)
    session.flush()
    return user
