"""Pages of study groups."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from courses.access.loaders import catalogue as courses
from courses.access.loaders.groups import (
    group_to_join,
    group_to_manage,
    group_to_reopen,
    group_to_see,
    member_to_manage,
)
from courses.groups import export, queries, service
from courses.groups.forms import FoundForm, PlanForm, SharingForm
from courses.shared import clock
from courses.shared.db import db
from courses.shared.sheets import csv_bytes
from courses.shared.web.paging import page_asked, refuse_beyond

bp = Blueprint("groups", __name__)


@bp.get("/groups")
def mine() -> ResponseReturnValue:
    """All groups one is in; a visitor reads what groups are."""
    groups = queries.groups_of(db.session, current_user.learner_id) if current_user.is_member else []
    return render_template("groups/mine.html", groups=groups)


@bp.get("/courses/<slug>/groups")
def of_course(slug: str) -> ResponseReturnValue:
    """One's groups in a course, and how to found one."""
    course = courses.course_to_read(db.session, current_user, slug)
    groups = (
        queries.groups_of(db.session, current_user.learner_id, course_id=course.id) if current_user.is_member else []
    )
    return render_template("groups/of_course.html", course=course, groups=groups)


@bp.route("/courses/<slug>/groups/new", methods=["GET", "POST"])
@login_required
def found(slug: str) -> ResponseReturnValue:
    """Found a group for a course."""
    course = courses.course_to_found_group(db.session, current_user, slug)
    form = FoundForm()
    if form.validate_on_submit():
        group = service.found(
            db.session, course, form.plan(), founder_id=current_user.learner_id, sharing=form.choice(), now=clock.now()
        )
        flash(_("The group is there. Send its link to the people you want to study with."), "success")
        return redirect(url_for(".show", group_id=group.id), 303)
    return render_template("groups/found.html", course=course, form=form), 422 if form.errors else 200


@bp.get("/groups/<int:group_id>")
@login_required
def show(group_id: int) -> ResponseReturnValue:
    """Who is where."""
    membership = group_to_see(db.session, current_user, group_id)
    form = SharingForm(sharing=membership.sharing.value)
    return render_template(
        "groups/show.html",
        group=membership.group,
        membership=membership,
        matrix=_matrix(membership.group),
        form=form,
        invitation=_invitation_url(membership.group.invite_token),
    )


def _matrix(group: queries.Group) -> queries.Matrix:
    key, today = request.args.get("module"), clock.now().date()
    matrix = queries.matrix(db.session, group, current_user.learner_id, module_key=key, page=page_asked(), today=today)
    refuse_beyond(matrix.page, matrix.rows)
    return matrix


def _invitation_url(token: str) -> str:
    return current_app.config["SETTINGS"].public_url + url_for(".invitation", token=token)


@bp.get("/groups/<int:group_id>/table.csv")
@login_required
def table(group_id: int) -> ResponseReturnValue:
    """The table of the shown module as a sheet."""
    membership = group_to_see(db.session, current_user, group_id)
    matrix = _matrix(membership.group)
    disposition = f'attachment; filename="group-{group_id}.csv"'
    sheet = csv_bytes(export.heading(matrix), export.rows(matrix))
    return Response(sheet, mimetype="text/csv", headers={"Content-Disposition": disposition})


@bp.post("/groups/<int:group_id>/sharing")
@login_required
def sharing(group_id: int) -> ResponseReturnValue:
    """Choose what the group sees of oneself."""
    membership = group_to_see(db.session, current_user, group_id)
    form = SharingForm()
    if form.validate_on_submit():
        service.share(membership, form.choice())
        flash(_("Saved. The group sees it like this from now on."), "success")
        return redirect(url_for(".show", group_id=group_id), 303)
    return render_template("groups/sharing.html", group=membership.group, form=form), 422


@bp.post("/groups/<int:group_id>/leave")
@login_required
def leave(group_id: int) -> ResponseReturnValue:
    """Leave a group."""
    membership = group_to_see(db.session, current_user, group_id)
    name = membership.group.name
    service.leave(db.session, membership, now=clock.now())
    flash(_("You have left “%(name)s”. Your progress stays yours.", name=name), "success")
    return redirect(url_for(".mine"), 303)


@bp.route("/groups/<int:group_id>/edit", methods=["GET", "POST"])
@login_required
def edit(group_id: int) -> ResponseReturnValue:
    """Name, description and pace."""
    membership = group_to_manage(db.session, current_user, group_id)
    form = PlanForm(obj=membership.group)
    if form.validate_on_submit():
        service.change(membership.group, form.plan())
        flash(_("Saved."), "success")
        return redirect(url_for(".show", group_id=group_id), 303)
    return render_template("groups/edit.html", group=membership.group, form=form), 422 if form.errors else 200


@bp.post("/groups/<int:group_id>/invitation")
@login_required
def renew_invitation(group_id: int) -> ResponseReturnValue:
    """Make a new link and let the old one end."""
    service.renew_invitation(group_to_manage(db.session, current_user, group_id).group)
    flash(_("The group has a new link; the old one leads nowhere from now on."), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/close")
@login_required
def close(group_id: int) -> ResponseReturnValue:
    """Take no new members."""
    service.close(group_to_manage(db.session, current_user, group_id).group, now=clock.now())
    flash(_("The group is closed: nobody can join it, everybody still sees it."), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/reopen")
@login_required
def reopen(group_id: int) -> ResponseReturnValue:
    """Take new members again."""
    service.reopen(group_to_reopen(db.session, current_user, group_id).group)
    flash(_("The group is open again."), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/members/<int:user_id>/promote")
@login_required
def promote(group_id: int, user_id: int) -> ResponseReturnValue:
    """Make a member a facilitator."""
    membership = group_to_manage(db.session, current_user, group_id)
    member = member_to_manage(db.session, membership, user_id)
    service.promote(member)
    flash(_("%(name)s facilitates the group with you now.", name=member.user.name), "success")
    return redirect(url_for(".show", group_id=group_id), 303)


@bp.post("/groups/<int:group_id>/members/<int:user_id>/remove")
@login_required
def remove(group_id: int, user_id: int) -> ResponseReturnValue:
    """Take a member out of the group."""
    membership = group_to_manage(db.session, current_user, group_id)
    member = member_to_manage(db.session, membership, user_id)
    name = member.user.name
    service.leave(db.session, member, now=clock.now())
    flash(_("%(name)s is not in the group any more.", name=name), "success")
    return redirect(url_for(".mine" if user_id == current_user.id else ".show", group_id=group_id), 303)


@bp.route("/join/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """Follow the link of a group: see what it is, choose what to share, join."""
    group, is_in_it = group_to_join(db.session, current_user, token)
    if is_in_it:
        flash(_("You are in this group already. What it sees of you stays as you chose before."), "info")
        return redirect(url_for(".show", group_id=group.id), 303)
    form = SharingForm()
    if current_user.is_member and form.validate_on_submit():
        service.join(db.session, group, user_id=current_user.learner_id, sharing=form.choice(), now=clock.now())
        flash(_("Welcome to “%(name)s”.", name=group.name), "success")
        return redirect(url_for(".show", group_id=group.id), 303)
    shown = form if current_user.is_member else None
    return render_template("groups/invitation.html", group=group, form=shown), 422 if form.errors else 200
