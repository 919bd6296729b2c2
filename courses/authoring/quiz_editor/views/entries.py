"""Sections, pools and questions of the bank in a quiz: their forms, and looking through the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.authoring.quiz_editor import queries, service
from courses.authoring.quiz_editor.drawable import Drawable, drawable_of
from courses.authoring.quiz_editor.entries import TITLES, entry_from, new_entry_key
from courses.authoring.quiz_editor.places import PlacedProblem, specs_of
from courses.authoring.quiz_editor.service import OpenFile
from courses.authoring.quiz_editor.views.quiz import quiz_page
from courses.authoring.quiz_editor.wording import told
from courses.authoring.service import CourseRefused
from courses.items.rules.forms import first
from courses.shared import clock
from courses.shared.db import db
from models.enums import Difficulty

FROM_BANK = "bank"
POOL = "pool"
NOT_ASKED = frozenset({POOL, "section"})


def entry_page(opened: OpenFile, before: Mapping[str, Any]) -> ResponseReturnValue:
    """An entry in its form, or what became of it."""
    key, kind = str(before["id"]), str(before["kind"])
    base = service.digest_of(opened.file.text_of(key))
    if request.method == "GET":
        return _page(opened, before, key=key, base=base)
    spec = entry_from(request.form.to_dict(flat=False), kind, key)
    if part := _looked(opened, spec, key=key, base=base):
        return part
    if request.form.get("base", "") != base:
        return _page(opened, spec, key=key, base=base, saved_now=opened.file.text_of(key)), 409
    return _saved(opened, spec, opened.file.replaced(key, spec), key=key, base=base)


def new_entry_page(opened: OpenFile, kind: str) -> ResponseReturnValue:
    """A new entry in its form, or what became of it."""
    if request.method == "GET":
        return _page(opened, {"kind": kind})
    form, specs = request.form.to_dict(flat=False), specs_of(opened.text)
    key = first(form, "id") if kind == FROM_BANK else new_entry_key(kind, specs)
    spec = entry_from(form, kind, key)
    if part := _looked(opened, spec):
        return part
    return _saved(opened, spec, opened.file.added(spec, request.args.get("after", "")))


def _looked(opened: OpenFile, spec: dict[str, Any], *, key: str = "", base: str = "") -> str | None:
    """What the pool in the form could draw, as a part of the page or with all of it; None when something else is asked for."""
    action = request.form.get("action", "")
    if action == "look" and spec["kind"] == POOL:
        return render_template("authoring/_drawable.html", entry=spec, drawable=_drawable(opened, spec))
    return _page(opened, spec, key=key, base=base) if action == "preview" else None


def _drawable(opened: OpenFile, spec: Mapping[str, Any]) -> Drawable:
    """What a pool could draw beside what the quiz asks by itself."""
    placed = [other for other, written in specs_of(opened.text).items() if written.get("kind") not in NOT_ASKED]
    return drawable_of(db.session, opened.place.course.id, spec, placed)


def _saved(opened: OpenFile, spec: dict[str, Any], text: str, *, key: str = "", base: str = "") -> ResponseReturnValue:
    try:
        service.save_text(db.session, opened, text, author_id=current_user.learner_id, now=clock.now())
    except CourseRefused as refused:
        problems = told(text, spec["id"], refused.problems)
        return _page(opened, spec, key=key, base=base, problems=problems), 422
    flash(_("Saved."), "success")
    return redirect(url_for(".item", quiz_id=opened.place.quiz_id, key=spec["id"]), 303)


def _action(opened: OpenFile, kind: str, key: str) -> str:
    """Where the form is sent."""
    quiz_id, after = opened.place.quiz_id, request.args.get("after") or None
    return (
        url_for(".item", quiz_id=quiz_id, key=key)
        if key
        else url_for(".new_item", quiz_id=quiz_id, kind=kind, after=after)
    )


def _page(
    opened: OpenFile,
    spec: Mapping[str, Any],
    *,
    key: str = "",
    base: str = "",
    problems: Sequence[PlacedProblem] = (),
    saved_now: str = "",
) -> str:
    kind, course_id = spec["kind"], opened.place.course.id
    is_search = kind == FROM_BANK and not key
    asked = request.args.get("q", "")
    drawable = _drawable(opened, spec) if kind == POOL else None
    return quiz_page(
        opened,
        entry=spec,
        entry_key=key,
        entry_title=TITLES[kind],
        entry_action=_action(opened, kind, key),
        base=base,
        problems=problems,
        saved_now=saved_now,
        drawable=drawable,
        categories=drawable.categories if drawable else {},
        difficulties=list(Difficulty),
        q=asked,
        found=queries.found_in_bank(db.session, course_id, asked) if is_search else (),
        after=request.args.get("after", ""),
    )
