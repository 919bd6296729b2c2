"""What an operator does for people: `flask --app app accounts ...`."""

from __future__ import annotations

from datetime import timedelta

import click
from flask.cli import AppGroup

from courses.accounts import erasure, links, service
from courses.accounts.queries import member_by_email
from courses.accounts.rules.identity import email_problem, name_problem, normal_email, normal_name
from courses.shared import clock, outbox
from courses.shared.db import commit, db
from models.accounts import User

accounts = AppGroup("accounts", help="Accounts of people.")


@accounts.command("add")
@click.argument("mail")
@click.argument("name")
def add(mail: str, name: str) -> None:
    """Make an account for MAIL and print the link with which NAME chooses a password."""
    email, name = normal_email(mail), normal_name(name)
    if problem := email_problem(email) or name_problem(name):
        raise click.ClickException(problem)
    try:
        user = service.add_member(db.session, email=email, name=name, now=clock.now())
    except service.AddressTaken as refusal:
        raise click.ClickException(refusal.message) from None
    _print_link(user)


@accounts.command("administrator")
@click.argument("mail")
def administrator(mail: str) -> None:
    """Let the member with the address MAIL run the site."""
    user = _member(mail)
    service.become_administrator(db.session, user)
    commit()
    click.echo(f"{user.name} ({user.email}) administers the site now.")


@accounts.command("link")
@click.argument("mail")
def link(mail: str) -> None:
    """Print a link with which the member with the address MAIL chooses a new password."""
    _print_link(_member(mail))


@accounts.command("forget-guests")
@click.option("--days", type=click.IntRange(min=1), default=90, show_default=True, help="How long they did nothing.")
def forget_guests(days: int) -> None:
    """Delete guests who have done nothing for a while, what is left of mails that old, and sessions and links that have run out."""
    now = clock.now()
    before = now - timedelta(days=days)
    number = erasure.forget_guests(db.session, before=before, now=now)
    outbox.forget_done(db.session, before=before)
    erasure.sweep(db.session, now=now)
    commit()
    click.echo(f"{number} {'guest' if number == 1 else 'guests'} forgotten.")


def _member(mail: str) -> User:
    user = member_by_email(db.session, normal_email(mail))
    if user is None:
        raise click.ClickException(f"Nobody has an account with the address {mail}. Make one: accounts add {mail} NAME")
    return user


def _print_link(user: User) -> None:
    path = service.reset_path(db.session, user, now=clock.now())
    commit()
    click.echo(f"{user.name} chooses a password here, within one hour (it works once):")
    click.echo(links.address_of(path))
