"""The pages that links in mails and in the terminal lead to, and the page that asks for one."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user, login_required

from courses.access.loaders import accounts as load
from courses.accounts import links, service, sessions
from courses.accounts.forms import ChoosePasswordForm, ConfirmForm, ResetForm, SignUpForm
from courses.accounts.sessions import hash_token
from courses.accounts.views.blueprint import bp, email_key, refuse, status_of
from courses.accounts.views.entry import enter_with_guest
from courses.shared import clock
from courses.shared.db import db
from courses.shared.web.limits import limiter
from models.accounts import User
from models.enums import TokenPurpose


@bp.route("/reset", methods=["GET", "POST"])
@limiter.limit("20/hour", methods=["POST"])
@limiter.limit("5/hour", key_func=email_key, methods=["POST"])
def reset() -> ResponseReturnValue:
    """Ask for a link to choose a new password; the answer is the same whether or not the address is known."""
    form = ResetForm()
    if form.validate_on_submit():
        email, language = str(form.email.data), str(get_locale())
        service.ask_for_reset(db.session, email=email, language=language, now=clock.now())
        flash(
            _(
                "If %(email)s has an account here, a mail with a link is on its way. The link works for one hour. "
                "Nothing there? Look among the unwanted mail.",
                email=email,
            ),
            "success",
        )
        return redirect(url_for(".sign_in"), 303)
    sends_mail = bool(current_app.config["SETTINGS"].smtp_url)
    return render_template("accounts/reset.html", form=form, sends_mail=sends_mail), status_of(form)


@bp.route("/reset/<token>", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
def choose_password(token: str) -> ResponseReturnValue:
    """Choose a new password by the link of a mail, and be signed in."""
    now = clock.now()
    link = load.link_to_use(db.session, hash_token(token), TokenPurpose.PASSWORD_RESET, now=now)
    user = load.account_of_link(db.session, link)
    form = ChoosePasswordForm(user)
    if form.validate_on_submit():
        service.choose_password(db.session, user, link, password=str(form.password.data), now=now)
        enter_with_guest(user)
        flash(_("Your new password is set. All other browsers are signed out."), "success")
        return redirect(url_for("catalogue.home"), 303)
    return render_template("accounts/choose_password.html", form=form, user=user), status_of(form)


@bp.route("/setup/<token>", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
def setup(token: str) -> ResponseReturnValue:
    """Become the first administrator: with the account one is signed in to, or with a new one."""
    now = clock.now()
    link = load.link_to_use(db.session, hash_token(token), TokenPurpose.FIRST_ADMINISTRATOR, now=now)
    service.refuse_second_first(db.session)
    form: Any = ConfirmForm() if current_user.is_member else SignUpForm()
    if form.validate_on_submit():
        links.use(db.session, link, now=now)
        try:
            user = load.account_to_change(db.session, current_user) if current_user.is_member else _new_account(form)
        except service.AddressTaken as refusal:
            refuse(form.email, refusal.message)
        else:
            service.become_administrator(db.session, user)
            sessions.enter(db.session, user, now=now)
            flash(_("You run this site now, %(name)s.", name=user.name), "success")
            return redirect(url_for("catalogue.home"), 303)
    return render_template("accounts/setup.html", form=form, token=token), status_of(form)


def _new_account(form: Any) -> User:
    written = {"name": form.name.data, "email": form.email.data, "password": form.password.data}
    return service.sign_up(db.session, current_user._get_current_object(), **written, now=clock.now())


@bp.route("/settings/mail/<token>", methods=["GET", "POST"])
@login_required
def confirm_email(token: str) -> ResponseReturnValue:
    """Confirm a new address; a button, because mail programs open links by themselves."""
    now = clock.now()
    purpose = TokenPurpose.EMAIL_CHANGE
    link = load.own_link_to_use(db.session, current_user, hash_token(token), purpose, now=now)
    form = ConfirmForm()
    if form.validate_on_submit():
        user = load.account_to_change(db.session, current_user)
        service.confirm_email(db.session, user, link, now=now)
        flash(_("Your mail address is %(email)s now. Sign in with it from here on.", email=user.email), "success")
        return redirect(url_for(".settings"), 303)
    return render_template("accounts/confirm_email.html", form=form, email=link.email), status_of(form)
