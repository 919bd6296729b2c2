"""The pages of the bank: all questions of a course, those that say the same, and the form of one."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from courses.access.loaders.bank import BankItemToEdit, bank_item_to_edit
from courses.access.loaders.catalogue import course_to_edit
from courses.authoring.bank import queries
from courses.authoring.bank.likeness import alike
from courses.authoring.bank.places import category_titled, opened_category, place_in_bank
from courses.authoring.bank.queries import Wanted
from courses.authoring.blueprint import bp
from courses.authoring.quiz_editor import desk, service
from courses.authoring.quiz_editor.places import specs_of
from courses.authoring.quiz_editor.queries import categories_of
from courses.authoring.quiz_editor.service import OpenFile, Place
from courses.authoring.repair.views import Around, anew_page, impact_page, published
from courses.items.rules.kinds import KINDS
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import NotFound
from courses.shared.web.paging import page_asked, refuse_beyond
from models.catalogue import Course
from models.enums import Difficulty

LONGEST_ASKED = 200
GROUPS_A_PAGE = 20
# So many alike say enough; all of them are counted.
MOST_OF_A_GROUP = 20


@bp.get("/courses/<slug>/bank")
def bank(slug: str) -> ResponseReturnValue:
    """All questions of a course, or those that are looked for."""
    course = course_to_edit(db.session, current_user, slug)
    wanted, page = _wanted(), page_asked()
    lines, count = queries.lines_of(db.session, course.id, wanted, page)
    refuse_beyond(page, lines)
    pages = max(1, -(-count // queries.LINES_A_PAGE))
    return render_template(
        "authoring/bank/bank.html",
        course=course,
        wanted=wanted,
        lines=lines,
        count=count,
        categories=categories_of(db.session, course.id),
        kinds=KINDS,
        difficulties=list(Difficulty),
        **_pages(page, pages, partial(url_for, ".bank", slug=slug, **wanted.asked())),
    )


def _wanted() -> Wanted:
    return Wanted(**{name: request.args.get(name, "").strip()[:LONGEST_ASKED] for name in Wanted.__slots__})


def _pages(page: int, pages: int, address: Any) -> dict[str, Any]:
    """What the links between pages need."""
    return {
        "page": page,
        "pages": pages,
        "previous_url": address(page=page - 1) if page > 1 else None,
        "next_url": address(page=page + 1) if page < pages else None,
    }


@bp.get("/courses/<slug>/bank/duplicates")
def duplicates(slug: str) -> ResponseReturnValue:
    """Questions that say the same, or nearly the same."""
    course = course_to_edit(db.session, current_user, slug)
    groups, page = alike(db.session, course), page_asked()
    shown = groups[(page - 1) * GROUPS_A_PAGE : page * GROUPS_A_PAGE]
    refuse_beyond(page, shown)
    lines = queries.lines_with(db.session, [key for group in shown for key in group[:MOST_OF_A_GROUP]], course.id)
    pages = max(1, -(-len(groups) // GROUPS_A_PAGE))
    return render_template(
        "authoring/bank/duplicates.html",
        course=course,
        groups=[([lines[key] for key in group if key in lines], len(group)) for group in shown],
        count=len(groups),
        kinds=KINDS,
        **_pages(page, pages, partial(url_for, ".duplicates", slug=slug)),
    )


@bp.get("/courses/<slug>/bank/new")
def new_in_bank(slug: str) -> ResponseReturnValue:
    """Where a new question goes, and of which kind it is."""
    course = course_to_edit(db.session, current_user, slug)
    titles = list(dict.fromkeys(categories_of(db.session, course.id).values()))
    return render_template("authoring/bank/new.html", course=course, titles=titles, kinds=KINDS)


@bp.route("/courses/<slug>/bank/new-item", methods=["GET", "POST"])
def new_bank_item(slug: str) -> ResponseReturnValue:
    """A new question of the kind that `kind` names, in the category that `title` or `new_title` names."""
    course = course_to_edit(db.session, current_user, slug)
    kind = request.args.get("kind", "")
    if kind not in KINDS:
        raise NotFound(_("There is no such kind of question. Choose one on the page before."))
    title = request.args.get("new_title", "").strip() or request.args.get("title", "")
    opened = category_titled(db.session, course, title)
    at = _desk(opened, action=url_for(".new_bank_item", slug=slug, kind=kind, title=opened.place.title))
    question = desk.Question({"kind": kind})
    return desk.written(at, question) if request.method == "POST" else desk.opened_page(at, question)


def _desk(opened: OpenFile, *, action: str, **shown: Any) -> desk.Desk:
    """The desk in the page of a question of the bank."""
    slug = opened.place.course.slug
    around = {"course": opened.place.course, "place": opened.place, **shown}
    return desk.Desk(
        opened=opened,
        page=partial(render_template, "authoring/bank/item.html", **around),
        action=action,
        close=url_for(".bank", slug=slug),
        done=lambda key: url_for(".bank_item", slug=slug, key=key),
        impact=lambda key: url_for(".bank_impact", slug=slug, key=key),
    )


@bp.route("/courses/<slug>/bank/items/<key>", methods=["GET", "POST"])
def bank_item(slug: str, key: str) -> ResponseReturnValue:
    """A question of the bank in its form, with its versions."""
    found, opened = _opened(slug, key)
    before = specs_of(opened.text).get(key)
    if before is None:
        raise NotFound(_("The file of this question no longer has it. Import the course again."))
    question = desk.Question(before, key, service.digest_of(opened.file.text_of(key)), before)
    versions = queries.versions_of(db.session, found.id)
    action = url_for(".bank_item", slug=slug, key=key)
    marked_before = versions[0].marked_before if versions else 0
    anew = {"count": marked_before, "url": url_for(".bank_mark_anew", slug=slug, key=key)}
    at = _desk(opened, action=action, versions=versions, file_base=opened.digest, anew=anew)
    if request.method == "POST":
        return desk.written(at, question)
    return desk.opened_page(at, question, body=versions[0].body if versions else None)


def _opened(slug: str, key: str) -> tuple[BankItemToEdit, OpenFile]:
    found = bank_item_to_edit(db.session, current_user, slug, key)
    return found, opened_category(db.session, found.category)


@bp.post("/courses/<slug>/bank/items/<key>/retire")
def retire_bank_item(slug: str, key: str) -> ResponseReturnValue:
    """A question taken out of the bank; attempts that asked it keep it."""
    _found, opened = _opened(slug, key)
    about = {"author_id": current_user.learner_id, "now": clock.now()}
    service.change(db.session, opened, request.form.get("base", ""), lambda file: file.removed(key), **about)
    flash(_("The question is taken out of the bank. Attempts that asked it keep it."), "success")
    return redirect(url_for(".bank", slug=slug), 303)


@bp.get("/courses/<slug>/bank/items/<key>/impact")
def bank_impact(slug: str, key: str) -> ResponseReturnValue:
    """What the draft of a question would do to marks already given."""
    _found, opened = _opened(slug, key)
    return impact_page(opened, key, _around(opened.place, key))


@bp.post("/courses/<slug>/bank/items/<key>/publish")
def bank_publish(slug: str, key: str) -> ResponseReturnValue:
    """The draft published, with the marks corrected or for new attempts only."""
    _found, opened = _opened(slug, key)
    return published(opened, key, _around(opened.place, key))


@bp.route("/courses/<slug>/bank/items/<key>/mark-anew", methods=["GET", "POST"])
def bank_mark_anew(slug: str, key: str) -> ResponseReturnValue:
    """What marking by the question as it is now would change in marks given before, and having that done."""
    found = bank_item_to_edit(db.session, current_user, slug, key)
    return anew_page(_around(place_in_bank(found.category), key), key)


def _around(place: Place, key: str) -> Around:
    course: Course = place.course
    names: dict[str, Any] = {"slug": course.slug, "key": key}
    item_url = url_for(".bank_item", **names)
    return Around(
        course,
        place.title,
        item_url,
        item_url,
        url_for(".bank_publish", **names),
        url_for(".bank_impact", **names),
        url_for(".bank_mark_anew", **names),
    )
