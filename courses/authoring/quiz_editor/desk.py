"""One question at its author's desk, in a quiz or in the bank: the form shown, looked at, kept as a draft, or published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.authoring.compiler.drawing import UNASKED
from courses.authoring.quiz_editor import drafts, queries, service
from courses.authoring.quiz_editor.forms import is_same
from courses.authoring.quiz_editor.places import PlacedProblem
from courses.authoring.quiz_editor.preview import preview_of
from courses.authoring.quiz_editor.wording import told
from courses.authoring.service import CourseRefused
from courses.items.rules import inner_forms
from courses.items.rules.drafting import new_key, spec_from
from courses.items.rules.kinds import KINDS
from courses.quizzes.rules.behaviours import EVERYTHING
from courses.shared import clock
from courses.shared.db import db
from models.authoring import Draft

MORE_ROWS = 3
NEW = frozenset(map(drafts.key_of_new, KINDS))
# What a button of the form may ask for beside publishing.
LOOKS = frozenset({"more", "reading", "preview", "look"})


@dataclass(frozen=True)
class Desk:
    """The page around a question's form.

    `page`: renders it (the names of `authoring/_question.html` are handed over); `action`: where the form is sent; `done`: where its author goes once
    the question with this id is published; `impact`: where they go when answers were given to it; `close`: back without anything.
    `after`: the entry behind which a new one comes; `draft_path`: under which drafts are kept, where it is not the path of the file.
    """

    opened: service.OpenFile
    page: Callable[..., str]
    action: str
    close: str
    done: Callable[[str], str]
    impact: Callable[[str], str]
    after: str = ""
    draft_path: str = ""


@dataclass(frozen=True)
class Question:
    """A question as its form says it now. `base`: the state of its lines that the form was opened on; `key`: empty for a new one."""

    spec: dict[str, Any]
    key: str = ""
    base: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_new(self) -> bool:
        """Whether the file does not have it yet."""
        return not self.key


def shown(
    desk: Desk,
    question: Question,
    *,
    body: Any = None,
    problems: Sequence[PlacedProblem] = (),
    saved_now: str = "",
    blank_rows: int = 1,
    draft: Draft | None = None,
    asides: Sequence[Draft] = (),
    is_from_draft: bool = False,
) -> str:
    """The page with a question in its form. `body`: as compiled, for the preview; `draft`: one that is offered, or shown already;
    `asides`: those that were set aside."""
    place = desk.opened.place
    asked = request.form.get("lesson", request.args.get("lesson", ""))
    form = request.form.to_dict(flat=False)
    return desk.page(
        desk=desk,
        question=question,
        spec=question.spec,
        kind=KINDS[question.spec["kind"]],
        is_asked=question.spec["kind"] != UNASKED,
        holds_questions=inner_forms.NAME in KINDS[question.spec["kind"]].KEYS,
        kinds_inside=inner_forms.kinds_inside(),
        reading=queries.reading_of(db.session, place.course.id, asked or place.lesson or "", own=place.lesson or ""),
        blank_rows=blank_rows,
        problems=problems,
        saved_now=saved_now,
        draft=draft,
        draft_age=clock.now() - draft.saved_at if draft else None,
        asides=[(each.saved_at, drafts.sheet_of(each)) for each in asides],
        is_from_draft=is_from_draft,
        sheet=drafts.new_sheet(form),
        follows=drafts.sheet_of(draft) if draft and is_from_draft else request.form.get(drafts.FOLLOWS, ""),
        **_looks(question.spec["kind"], body),
    )


def _looks(kind: str, body: Any) -> dict[str, Any]:
    """What the preview needs; the same arrangement at every look."""
    return {"preview": preview_of(KINDS[kind], body, Random(0)) if body else None, "shows": EVERYTHING}  # noqa: S311


def opened_page(desk: Desk, question: Question, *, body: Any = None) -> ResponseReturnValue:
    """The answer to a GET: the question as the file has it, or as the draft says that its author goes on with."""
    drafted = _drafts(desk, question)
    asked = request.args.get("draft", "")
    draft = next((each for each in drafted if asked == drafts.sheet_of(each)), None)
    is_shown = draft is not None
    if draft is None:
        draft = next((each for each in drafted if each.key == _address(desk, question)[2]), None)
        is_shown = draft is not None and asked == "1"
    asides = [each for each in drafted if each is not draft]
    if draft is None or not is_shown:
        return shown(desk, question, body=body, draft=draft, asides=asides)
    spec = drafts.spec_of(draft, {**question.before, **question.spec})
    is_overtaken = draft.base != question.base and not question.is_new
    saved_now = desk.opened.file.text_of(question.key) if is_overtaken else ""
    typed = Question(spec, question.key, question.base, question.before)
    return shown(desk, typed, saved_now=saved_now, draft=draft, asides=asides, is_from_draft=True)


def _drafts(desk: Desk, question: Question) -> list[Draft]:
    """What its author has kept of a question; for a new one, also of those of its kind that have been taken out."""
    course_id, path, key = _address(desk, question)
    kind, file = question.spec["kind"], desk.opened.file
    found = []
    for draft in drafts.of_file(db.session, current_user.id, course_id, path):
        of = drafts.question_of(draft)
        is_gone = question.is_new and of not in NEW and not file.has(of)
        if (of == key or is_gone) and draft.fields.get("kind", [kind]) == [kind]:
            found.append(draft)
    return found


def _address(desk: Desk, question: Question) -> tuple[int, str, str]:
    place = desk.opened.place
    return place.course.id, desk.draft_path or place.path, question.key or drafts.key_of_new(question.spec["kind"])


def written(desk: Desk, question: Question) -> ResponseReturnValue:
    """The answer to a POST of the form: `question` is as the file has it."""
    action = request.form.get("action", "")
    if action in ("draft", "discard"):
        return _draft(desk, question, action)
    form, kind = request.form.to_dict(flat=False), question.spec["kind"]
    taken = queries.keys_of(db.session, desk.opened.place.course.id) if question.is_new else ()
    spec = spec_from(form, kind, question.key or new_key(form, taken), question.before)
    typed = Question(spec, question.key, request.form.get("base", ""), question.before)
    if action in ("more", "reading") or inner_forms.is_arranging(form):
        return shown(desk, typed, blank_rows=MORE_ROWS if action == "more" else 1)
    if action in LOOKS:
        return _look(desk, typed, is_part=action == "look")
    if typed.base != question.base:
        overtaken = Question(spec, question.key, question.base, question.before)
        return shown(desk, overtaken, saved_now=desk.opened.file.text_of(question.key)), 409
    return _publish(desk, typed)


def _text(desk: Desk, question: Question) -> str:
    """The file with the question; what says the same stays as its author has laid it out."""
    file = desk.opened.file
    if question.is_new:
        return file.added(question.spec, desk.after)
    return desk.opened.text if is_same(question.spec, question.before) else file.replaced(question.key, question.spec)


def _look(desk: Desk, question: Question, *, is_part: bool) -> ResponseReturnValue:
    """The question as learners would see it, or what is wrong with it; nothing is kept."""
    text, key = _text(desk, question), question.spec["id"]
    compiled, problems = service.tried(db.session, desk.opened, text, key)
    found, body = told(text, key, problems), compiled.body if compiled else None
    status = 422 if found else 200
    if not is_part:
        return shown(desk, question, body=body, problems=found), status
    kind = KINDS[question.spec["kind"]]
    course = desk.opened.place.course
    part = render_template(
        "authoring/_preview.html", kind=kind, problems=found, course=course, **_looks(kind.NAME, body)
    )
    return part, status


def _draft(desk: Desk, question: Question, action: str) -> ResponseReturnValue:
    """The form kept for later, or what was kept thrown away."""
    where, now = _address(desk, question), clock.now()
    if action == "discard":
        drafts.throw_away(db.session, current_user.learner_id, *where, request.form.to_dict(flat=False))
        flash(_("The draft is thrown away."), "success")
        return redirect(desk.action, 303)
    fields = {**request.form.to_dict(flat=False), "kind": [question.spec["kind"]]}
    drafts.keep(db.session, current_user.learner_id, *where, fields, request.form.get("base", ""), now)
    if request.accept_mimetypes.best == "application/json":
        return {"kept": f"{now:%H:%M}"}
    flash(_("Kept as a draft. Only you see it; learners get what is published."), "success")
    return redirect(desk.action, 303)


def _publish(desk: Desk, question: Question) -> ResponseReturnValue:
    """The question saved into the file; first to the page that says what it changes, when marks hang on it."""
    text, where, now = _text(desk, question), _address(desk, question), clock.now()
    is_change = text != desk.opened.text and not question.is_new
    if is_change and queries.is_answered(db.session, desk.opened.place.course.id, question.key):
        compiled, problems = service.tried(db.session, desk.opened, text, question.key)
        if problems:
            return shown(desk, question, problems=told(text, question.key, problems)), 422
        fields = {**request.form.to_dict(flat=False), "kind": [question.spec["kind"]]}
        drafts.keep(db.session, current_user.learner_id, *where, fields, question.base, now, compiled=compiled)
        return redirect(desk.impact(question.key), 303)
    try:
        service.save_text(db.session, desk.opened, text, author_id=current_user.learner_id, now=now)
    except CourseRefused as refused:
        return shown(desk, question, problems=told(text, question.spec["id"], refused.problems)), 422
    flash(_("Saved. New attempts get this wording; attempts already begun keep theirs."), "success")
    _settle(desk, where)
    return redirect(desk.done(question.spec["id"]), 303)


def _settle(desk: Desk, where: tuple[int, str, str]) -> None:
    """What was published is no draft any more; another one of the same question is set aside, and its author is told."""
    aside = drafts.settle(db.session, current_user.learner_id, *where, request.form.to_dict(flat=False))
    if desk.draft_path:
        drafts.move(db.session, where[0], desk.draft_path, desk.opened.place.path)
    if aside is not None:
        words = _(
            "Another draft of this question, kept at %(time)s UTC in another tab or before, was not published. It is set aside: the page of the question offers it.",
            time=f"{aside.saved_at:%H:%M}",
        )
        flash(words, "info")
