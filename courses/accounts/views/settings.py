"""The pages on which people change, take along and delete what is known of them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required
from wtforms import PasswordField

from courses.access.loaders import accounts as load
from courses.accounts import erasure, passwords, queries, service, sessions
from courses.accounts.forms import EmailChangeForm, EraseForm, NameForm, PasswordChangeForm
from courses.accounts.rules import browsers
from courses.accounts.views.blueprint import bp, person_key, refuse, status_of
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.limits import limiter
from models.accounts import User, UserSession

# All pages that try the password of someone who is signed in count together.
limit_tries = limiter.shared_limit("10/minute;50/hour", scope="present password", key_func=person_key, methods=["POST"])


@bp.route("/settings", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    """Name, address, password, browsers, and the ways to take everything along or leave."""
    form = NameForm(name=current_user.name)
    if form.validate_on_submit():
        service.rename(db.session, load.account_to_change(db.session, current_user), str(form.name.data))
        flash(_("Your name is %(name)s now.", name=form.name.data), "success")
        return redirect(url_for(".settings"), 303)
    now = clock.now()
    kept = queries.sessions_of(db.session, current_user.learner_id, now=now)
    awaited = queries.awaited_email(db.session, current_user.learner_id, now=now)
    shown = [(browser_name(each), each, each.id == current_user.session_id) for each in kept]
    return render_template("accounts/settings.html", form=form, sessions=shown, awaited=awaited), status_of(form)


def browser_name(kept: UserSession) -> str:
    """How a browser stands in the list."""
    browser, system = browsers.described(kept.browser)
    if browser and system:
        return _("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or _("A browser that does not say what it is")


@bp.post("/settings/sessions/<int:session_id>/end")
@login_required
def end_session(session_id: int) -> ResponseReturnValue:
    """Sign out of one browser."""
    kept = load.session_to_end(db.session, current_user, session_id)
    if kept.id == current_user.session_id:
        sessions.leave(db.session)
        flash(_("You are signed out."), "info")
        return redirect(url_for("catalogue.home"), 303)
    db.session.delete(kept)
    flash(_("%(browser)s is signed out.", browser=browser_name(kept)), "success")
    return redirect(url_for(".settings", _anchor="browsers"), 303)


@bp.route("/settings/mail", methods=["GET", "POST"])
@login_required
@limit_tries
def change_email() -> ResponseReturnValue:
    """Ask for another address; it changes when the link sent to it is opened."""
    user = load.account_to_change(db.session, current_user)
    form = EmailChangeForm()
    if form.validate_on_submit() and is_own_password(user, form.present):
        service.ask_email_change(db.session, user, str(form.email.data), now=clock.now())
        flash(
            _("We have written to %(email)s. Open the link in that mail within a day.", email=form.email.data),
            "success",
        )
        return redirect(url_for(".settings"), 303)
    return render_template("accounts/change_email.html", form=form, user=user), status_of(form)


@bp.route("/settings/password", methods=["GET", "POST"])
@login_required
@limit_tries
def change_password() -> ResponseReturnValue:
    """Set another password; all other browsers are signed out."""
    user = load.account_to_change(db.session, current_user)
    form = PasswordChangeForm()
    if form.validate_on_submit() and is_own_password(user, form.present):
        service.change_password(db.session, user, password=str(form.password.data), keep=current_user.session_id)
        flash(_("Your new password is set. All other browsers are signed out."), "success")
        return redirect(url_for(".settings"), 303)
    return render_template("accounts/change_password.html", form=form), status_of(form)


@bp.get("/settings/export")
@login_required
def export() -> ResponseReturnValue:
    """Everything about the person, as a file."""
    now = clock.now()
    content = {"made_at": now, **queries.everything_about(db.session, current_user.learner_id, now=now)}
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_written)
    reply = Response(text + "\n", mimetype="application/json")
    reply.headers["Content-Disposition"] = f'attachment; filename="my-study-{now:%Y-%m-%d}.json"'
    return reply


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in the export.")


@bp.route("/settings/delete", methods=["GET", "POST"])
@login_required
@limit_tries
def delete() -> ResponseReturnValue:
    """Delete the account."""
    user = load.account_to_change(db.session, current_user)
    form = EraseForm()
    if form.validate_on_submit() and is_own_password(user, form.present):
        keep = form.proposals.data == "keep"
        erasure.erase(db.session, user, keep_proposals=keep, now=clock.now())
        sessions.leave(db.session)
        flash(_("Your account is deleted. Your name and your address are gone."), "info")
        return redirect(url_for("catalogue.home"), 303)
    needed = queries.is_last_administrator(db.session, user)
    return render_template("accounts/delete.html", form=form, is_needed=needed), status_of(form)


def is_own_password(user: User, field: PasswordField) -> bool:
    """Whether the password is the person's; if not, the field says so."""
    if passwords.matches(user.password_hash, str(field.data)):
        return True
    refuse(field, _("This is not your password. Look at it again, or choose a new one by mail after signing out."))
    return False
