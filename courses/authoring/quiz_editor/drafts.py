"""What someone has typed into a question's form and not published: kept, found again, put into the file's text, thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from courses.authoring.draft import ItemDraft
from courses.authoring.quiz_editor.forms import is_same, spec_from
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.service import OpenFile
from courses.shared.errors import Invalid, NotFound
from courses.shared.upsert import upsert
from models.authoring import Draft

Fields = Mapping[str, Sequence[str]]

# Neither is stored by PostgreSQL: NUL, and half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MOST_FIELDS = 3_000
MOST_CHARACTERS = 500_000
# Fields of the form that say nothing of the question.
OF_THE_PAGE = frozenset({"csrf_token", "base", "action", "lesson", "q"})


def key_of_new(kind: str) -> str:
    """The key under which a new question is kept: one for each kind, and no question's id."""
    return f"+{kind}"


def keep(
    session: Session,
    user_id: int,
    course_id: int,
    path: str,
    key: str,
    fields: Fields,
    base: str,
    now: datetime,
    *,
    compiled: ItemDraft | None = None,
) -> None:
    """Keep the fields of a form, in the place of what was kept of the same question. `key`: its id, or `key_of_new`.

    `compiled`: what they say, when it waits for publishing. Raises Invalid for more than a question can hold.
    """
    said = {name: [UNSTORABLE.sub("", each) for each in values] for name, values in fields.items()}
    said = {UNSTORABLE.sub("", name): values for name, values in said.items() if name not in OF_THE_PAGE}
    count, size = sum(map(len, said.values())), sum(len(each) for values in said.values() for each in values)
    if count > MOST_FIELDS or size > MOST_CHARACTERS or len(key) > 64 or len(base) > 64:
        raise Invalid(_("This is more than a question can hold. Divide it."))
    place = {"user_id": user_id, "course_id": course_id, "path": path, "key": key}
    waiting = {"kind": compiled.kind, "body": dict(compiled.body)} if compiled else None
    kept = {"fields": said, "compiled": waiting, "base": UNSTORABLE.sub("", base), "saved_at": now}
    upsert(
        session,
        Draft,
        {**place, **kept},
        keys=tuple(place),
        changes=lambda new: {name: new[name] for name in kept},
    )


def find(session: Session, user_id: int | None, course_id: int, path: str, key: str) -> Draft | None:
    """What is kept of a question by this person."""
    return session.scalar(
        sa.select(Draft).where(
            Draft.user_id == user_id, Draft.course_id == course_id, Draft.path == path, Draft.key == key
        )
    )


def discard(session: Session, user_id: int, course_id: int, path: str, key: str) -> None:
    """Throw away what is kept of a question; nothing when there is none."""
    session.execute(
        sa.delete(Draft).where(
            Draft.user_id == user_id, Draft.course_id == course_id, Draft.path == path, Draft.key == key
        )
    )


def spec_of(draft: Draft, before: Mapping[str, Any]) -> dict[str, Any]:
    """The question that a draft says; `before` is the question as it is written now (only its kind, if it is new)."""
    return spec_from(draft.fields, before["kind"], before.get("id", ""), before)


def text_with_draft(session: Session, opened: OpenFile, key: str, draft: Draft) -> tuple[str, dict[str, Any]]:
    """The file's text with a question as a draft says it, and the question's own keys. Raises NotFound when it is gone."""
    before = specs_of(opened.text).get(key)
    if before is None:
        raise NotFound(_("This question has been taken out meanwhile. Your draft of it is kept."))
    spec = spec_of(draft, before)
    # What says the same stays as its author has laid it out.
    return (opened.text if is_same(spec, before) else opened.file.replaced(key, spec)), spec
