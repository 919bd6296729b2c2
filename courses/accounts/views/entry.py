"""Signing up, in and out."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from courses.accounts import keepers, merging, service, sessions
from courses.accounts.forms import SignInForm, SignUpForm
from courses.accounts.views.blueprint import bp, destination, email_key, refuse, status_of
from courses.shared import clock
from courses.shared.db import db
from courses.shared.errors import Forbidden
from courses.shared.web.limits import limiter
from courses.shared.web.pages import page
from models.accounts import User


@bp.route("/sign-up", methods=["GET", "POST"])
@limiter.limit("20/minute;100/hour", methods=["POST"])
def sign_up() -> ResponseReturnValue:
    """Make an account and be signed in."""
    if current_user.is_member:
        return redirect(destination(), 303)
    refuse_when_closed()
    form = SignUpForm()
    if form.validate_on_submit():
        now = clock.now()
        viewer = current_user._get_current_object()
        written = {"name": form.name.data, "email": form.email.data, "password": form.password.data}
        try:
            user = service.sign_up(db.session, viewer, **written, now=now)
        except service.AddressTaken as refusal:
            refuse(form.email, refusal.message)
        else:
            sessions.enter(db.session, user, now=now)
            flash(_("Welcome, %(name)s. Your account is there.", name=user.name), "success")
            return redirect(destination(), 303)
    return sign_up_page(form)


def has_failed(response: Response) -> bool:
    """Whether a try counts: a class that signs in at one address is no attack."""
    return response.status_code >= 400


@bp.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10/minute;100/hour", methods=["POST"], deduct_when=has_failed)
@limiter.limit("5/minute", key_func=email_key, methods=["POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in; what was done as a guest before joins the account."""
    if current_user.is_member:
        return redirect(destination(), 303)
    form = SignInForm()
    if form.validate_on_submit():
        user = service.authenticate(db.session, email=str(form.email.data), password=str(form.password.data))
        if user is not None:
            enter_with_guest(user)
            return redirect(destination(), 303)
        form.form_errors.append(
            _("Address and password do not belong together. Look at both, or choose a new password.")
        )
    return sign_in_page(form)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """Sign out of this browser."""
    sessions.leave(db.session)
    flash(_("You are signed out."), "info")
    return redirect(destination(), 303)


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """Sign out of every browser, this one too."""
    if current_user.is_member:
        sessions.end_all(db.session, current_user.learner_id)
    sessions.leave(db.session)
    flash(_("You are signed out everywhere."), "info")
    return redirect(destination(), 303)


@bp.errorhandler(CSRFError)
def stale_form(error: CSRFError) -> ResponseReturnValue:
    """A form from before signing in or out in another tab: show it again, or say that there is nothing left to do."""
    endpoint = (request.endpoint or "").rpartition(".")[2]
    if endpoint in ("sign_in", "sign_up") and current_user.is_member:
        words = _(
            "You are signed in as %(name)s; this page is from before that. Go on from any page.", name=current_user.name
        )
        return page(400, _("You are signed in already"), words)
    if endpoint in ("sign_out", "sign_out_everywhere") and not current_user.is_member:
        return redirect(destination(), 303)
    words = _("This page was open for too long. Send it once more.")
    if endpoint == "sign_in":
        return sign_in_page(_refused(SignInForm(), words), status=400)
    if endpoint == "sign_up":
        refuse_when_closed()
        return sign_up_page(_refused(SignUpForm(), words), status=400)
    return page(
        400, _("Send it once more"), _("This page was open for too long. Go back, reload it and send it again.")
    )


def enter_with_guest(user: User) -> None:
    """Sign `user` in to this browser; the guest who used it so far becomes part of the account."""
    now = clock.now()
    guest_id = current_user.learner_id if current_user.is_guest else None
    if guest_id is not None:
        merging.take_over(db.session, guest_id=guest_id, user_id=user.id, now=now)
    sessions.enter(db.session, user, now=now)
    if guest_id is not None:
        keepers.inherit(guest_id)


def refuse_when_closed() -> None:
    """Raise Forbidden where the administrator alone makes accounts."""
    if current_app.config["SETTINGS"].sign_up == "closed":
        raise Forbidden(
            _(
                "On this site accounts are made by the people who run it: ask them for one. "
                "Everything can be read without an account; if you have one, sign in."
            )
        )


def sign_up_page(form: SignUpForm, status: int | None = None) -> ResponseReturnValue:
    """The form for a new account."""
    return render_template("accounts/sign_up.html", form=form), status or status_of(form)


def sign_in_page(form: SignInForm, status: int | None = None) -> ResponseReturnValue:
    """The form to sign in."""
    return render_template("accounts/sign_in.html", form=form), status or status_of(form)


def _refused(form: Any, words: str) -> Any:
    form.form_errors.append(words)
    return form
