"""What someone has typed into a question's form and not published: kept, found again, put into the file's text, thrown away.

Every page that shows a form is a sheet with a name of its own, and says which draft it goes on with. A draft that stands in the way of another
sheet, in another tab or on another device, is set aside under the name of its sheet: nothing that was typed goes without a word."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Session, aliased

from courses.authoring.draft import ItemDraft
from courses.authoring.quiz_editor.forms import is_same
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.service import OpenFile
from courses.items.rules.drafting import spec_from
from courses.shared.errors import Invalid, NotFound
from courses.shared.upsert import upsert
from models.accounts import User
from models.authoring import Draft

Fields = Mapping[str, Sequence[str]]

# Neither is stored by PostgreSQL: NUL, and half of a surrogate pair.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
MOST_FIELDS = 3_000
MOST_CHARACTERS = 500_000
# Fields of the form that say nothing of the question.
OF_THE_PAGE = frozenset({"csrf_token", "base", "action", "lesson", "q", "follows"})
# The page on which something was typed; the page whose draft it goes on with; the question that a draft set aside belongs to.
SHEET, FOLLOWS, OF = "sheet", "follows", "of"
IS_SHEET = re.compile(r"[0-9a-f]{16}", re.ASCII)
ASIDE = "="
MOST_ASIDE = 20
LONGEST_WORDS = 140


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
    """Keep the fields of a form. `key`: the question's id, or `key_of_new`. Another draft of the same question is set aside.

    `compiled`: what they say, when it waits for publishing. Raises Invalid for more than a question can hold.
    """
    sheets = sheets_of(fields)
    said = {name: [UNSTORABLE.sub("", each) for each in values] for name, values in fields.items()}
    said = {UNSTORABLE.sub("", name): values for name, values in said.items() if name not in OF_THE_PAGE}
    count, size = sum(map(len, said.values())), sum(len(each) for values in said.values() for each in values)
    if count > MOST_FIELDS or size > MOST_CHARACTERS or len(key) > 64 or len(base) > 64:
        raise Invalid(_("This is more than a question can hold. Divide it."))
    place = {"user_id": user_id, "course_id": course_id, "path": path, "key": key}
    waiting = {"kind": compiled.kind, "body": dict(compiled.body)} if compiled else None
    kept = {"fields": said, "compiled": waiting, "base": UNSTORABLE.sub("", base), "saved_at": now}
    _clear(session, user_id, course_id, path, key, sheets, {**said, SHEET: []})
    _put(session, place, kept)


def _put(session: Session, place: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
    changes = tuple(kept)
    upsert(
        session,
        Draft,
        {**place, **kept},
        keys=tuple(place),
        changes=lambda new: {name: new[name] for name in changes},
    )


def new_sheet(fields: Fields) -> str:
    """The name of the page that is shown: the one that was sent, or a new one."""
    sent = _first(fields, SHEET)
    return sent if IS_SHEET.fullmatch(sent) else secrets.token_hex(8)


def sheet_of(draft: Draft) -> str:
    """The page on which a draft was typed; one that says nothing of it gets a name from what it is."""
    sheet = _first(draft.fields, SHEET)
    about = f"{draft.path} {draft.key} {draft.saved_at.isoformat()}"
    return sheet if IS_SHEET.fullmatch(sheet) else hashlib.sha256(about.encode()).hexdigest()[:16]


def sheets_of(fields: Fields) -> frozenset[str]:
    """The pages whose drafts a form goes on with: itself, and the one that was opened in it."""
    return frozenset(filter(IS_SHEET.fullmatch, (_first(fields, SHEET), _first(fields, FOLLOWS))))


def question_of(draft: Draft) -> str:
    """The question that a draft is of: its id, or `key_of_new`."""
    return _first(draft.fields, OF) if draft.key.startswith(ASIDE) else draft.key


def words_of(draft: Draft) -> str:
    """What a draft asks, for lists: how it begins."""
    words = " ".join(_first(draft.fields, "prompt").split())
    return words[:LONGEST_WORDS] or question_of(draft).lstrip("+")


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def of_file(session: Session, user_id: int | None, course_id: int, path: str) -> Sequence[Draft]:
    """All that this person has kept of the questions of a file, the newest first."""
    return session.scalars(_of_file(user_id, course_id, path)).all()


def _of_file(user_id: int | None, course_id: int, path: str) -> sa.Select[Draft]:
    return (
        sa.select(Draft)
        .where(Draft.user_id == user_id, Draft.course_id == course_id, Draft.path == path)
        .order_by(Draft.saved_at.desc(), Draft.key)
    )


def settle(session: Session, user_id: int, course_id: int, path: str, key: str, fields: Fields) -> Draft | None:
    """What a form goes on with has been published: nothing is kept of it any more. The draft of the same question that it does not go
    on with is set aside, and returned."""
    return _clear(session, user_id, course_id, path, key, sheets_of(fields), {})


def _clear(
    session: Session,
    user_id: int,
    course_id: int,
    path: str,
    key: str,
    sheets: frozenset[str],
    said: Fields,
) -> Draft | None:
    """Make the place of a question's draft free; what a form with these sheets goes on with, or says again, is forgotten.

    The draft that was set aside, None if there was none.
    """
    # There may be no draft yet that could be held: two pages of one person would write one over the other.
    session.execute(sa.select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    aside, others = None, []
    for draft in session.scalars(_of_file(user_id, course_id, path).with_for_update()).all():
        if sheet_of(draft) in sheets or {**draft.fields, SHEET: []} == said:
            discard(session, user_id, course_id, path, draft.key)
        elif draft.key == key:
            aside = draft
        elif draft.key.startswith(ASIDE):
            others.append(draft.key)
    if aside is not None:
        discard(session, user_id, course_id, path, key)
        _set_aside(session, aside)
        for former in others[MOST_ASIDE - 1 :]:
            discard(session, user_id, course_id, path, former)
    return aside


def _set_aside(session: Session, draft: Draft) -> None:
    sheet = sheet_of(draft)
    place = {"user_id": draft.user_id, "course_id": draft.course_id, "path": draft.path, "key": f"{ASIDE}{sheet}"}
    fields = {**draft.fields, SHEET: [sheet], OF: [draft.key]}
    _put(session, place, {"fields": fields, "compiled": None, "base": draft.base, "saved_at": draft.saved_at})


def move(session: Session, course_id: int, path: str, to: str) -> None:
    """Let the drafts of a file that was not there yet, whosever they are, be drafts of the file that is there now."""
    there = aliased(Draft)
    is_free = ~sa.exists().where(
        there.course_id == course_id, there.path == to, there.user_id == Draft.user_id, there.key == Draft.key
    )
    session.execute(
        sa.update(Draft)
        .where(Draft.course_id == course_id, Draft.path == path, is_free)
        .values(path=to)
        .execution_options(synchronize_session=False)
    )


def discard(session: Session, user_id: int, course_id: int, path: str, key: str) -> None:
    """Throw away what is kept of a question; nothing when there is none."""
    session.execute(
        sa.delete(Draft).where(
            Draft.user_id == user_id, Draft.course_id == course_id, Draft.path == path, Draft.key == key
        )
    )


def throw_away(session: Session, user_id: int, course_id: int, path: str, key: str, fields: Fields) -> None:
    """Throw away the draft that a form shows, or the one that is offered beside it."""
    if not _first(fields, FOLLOWS):
        return discard(session, user_id, course_id, path, key)
    for draft in of_file(session, user_id, course_id, path):
        if sheet_of(draft) in sheets_of(fields):
            discard(session, user_id, course_id, path, draft.key)
    return None


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
