"""Files that were uploaded and not taken in yet: kept for a day, a person's own, and few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import PurePath

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, load_only

from courses.items.formats.registry import READERS, SUFFIXES, TITLES
from courses.items.formats.sandbox import read_safely
from courses.items.formats.values import Found
from courses.shared import outbox
from courses.shared.db import db
from courses.shared.errors import Conflict, Invalid
from models.authoring import Upload

LARGEST = 20 * 1_048_576
MOST_QUESTIONS = 5_000
MOST_WAITING = 10
KEPT = timedelta(days=1)
LONGEST_NAME = 300
UNNAMED = "questions"


class Unreadable(Invalid):
    """A file of which nothing can be used."""

    title = "This file cannot be used"


def readable(content: bytes, name: str, format: str | None) -> Found:
    """What a file holds. Raises Unreadable when that is nothing, or too much for one page."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file has more than %(most)s MiB. Divide it.", most=LARGEST >> 20))
    found = read_safely(content, name, format)
    if found.error:
        raise Unreadable(found.error)
    if len(found.questions) > MOST_QUESTIONS:
        raise Unreadable(
            _(
                "The file has %(num)s questions; at most %(most)s come in at a time. Divide it.",
                num=len(found.questions),
                most=MOST_QUESTIONS,
            )
        )
    return found


def readable_titles() -> list[str]:
    """What people call the formats that are read."""
    return sorted(TITLES[name] for name in READERS)


def readable_suffixes() -> str:
    """The ends of the names of files that are read, as a field for files asks for them."""
    return ",".join(dict.fromkeys(suffix for name in READERS for suffix in SUFFIXES[name]))


def plain_name(name: str | None) -> str:
    """The name of a file without a way to it, as every database can keep it."""
    words = PurePath((name or "").replace("\\", "/")).name.encode("utf-8", "replace").decode()
    return "".join(letter for letter in words if letter.isprintable())[-LONGEST_NAME:] or UNNAMED


def keep(
    session: Session, course_id: int, user_id: int, name: str, format: str, content: bytes, *, now: datetime
) -> Upload:
    """Keep a file until its questions are taken in. Raises Conflict when too many are waiting."""
    if len(waiting(session, course_id, user_id)) >= MOST_WAITING:
        raise Conflict(
            _(
                "%(most)s of your files are waiting already. Take their questions in or throw them away first.",
                most=MOST_WAITING,
            )
        )
    upload = Upload(course_id=course_id, user_id=user_id, name=name, format=format, content=content, created_at=now)
    session.add(upload)
    session.flush()
    return upload


def waiting(session: Session, course_id: int, user_id: int) -> Sequence[Upload]:
    """The files of a person that wait, without their content; the newest first."""
    return session.scalars(
        sa.select(Upload)
        .options(load_only(Upload.name, Upload.format, Upload.created_at))
        .where(Upload.course_id == course_id, Upload.user_id == user_id)
        .order_by(Upload.id.desc())
    ).all()


def discard(session: Session, upload: Upload) -> None:
    """Throw a file away."""
    session.delete(upload)
    session.flush()


def forget_old(session: Session, *, now: datetime) -> bool:
    """Delete the files that nobody has taken in for a day; whether there were any."""
    found = session.execute(sa.delete(Upload).where(Upload.created_at < now - KEPT).returning(Upload.id)).all()
    return bool(found)


def register() -> None:
    """Let the worker look after them."""
    outbox.TICKS["uploads"] = lambda now: forget_old(db.session, now=now)
