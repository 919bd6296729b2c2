"""`flask items import` and `export`: questions between a course on the site and the files of other programs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.authoring.interchange import handing_out, queries
from courses.authoring.interchange.taking import Candidate, candidates, take_in, title_of, usual_title
from courses.authoring.queries import find_course
from courses.authoring.service import CourseRefused
from courses.items.cli import FOUND_OUT, group, opened
from courses.items.formats.registry import READERS, WRITERS
from courses.items.formats.values import Found, Loss
from courses.shared import clock
from courses.shared.db import commit, db
from courses.shared.errors import Refusal
from models.catalogue import Course

MOST_NAMED = 20


@group.command(name="import")
@click.argument("file", type=click.Path(path_type=str))
@click.option("--course", "slug", required=True, metavar="SLUG", help="The id of the course.")
@click.option("--category", metavar="NAME", help="One category for all questions, in place of those the file names.")
@click.option(
    "--format",
    type=click.Choice([FOUND_OUT, *READERS]),
    default=FOUND_OUT,
    help="The format of the file; auto finds out.",
)
@click.option("--again", is_flag=True, help="Also questions that the course has word for word.")
def import_(file: str, slug: str, category: str | None, format: str, again: bool) -> None:
    """Take the questions of FILE into the bank of a course: all that can be used, or none if anything goes wrong."""
    course = _course(slug)
    found = opened(file, None if format == FOUND_OUT else format)
    if found.error:
        raise click.ClickException(_("%(file)s cannot be used: %(why)s", file=file, why=found.error))
    usual = usual_title(Path(file).name)
    every = candidates(found, queries.specs_of(db.session, course.id), usual=usual)
    chosen = [each for each in every if each.may_come and (again or not each.same)]
    _say(_left_out(found, every, chosen))
    _say(found.warnings)
    if not chosen:
        raise click.ClickException(_("Nothing of %(file)s can be used; nothing was changed.", file=file))
    try:
        take_in(db.session, course, found, chosen, category=title_of([category or ""]), author_id=None, now=clock.now())
    except CourseRefused as refused:
        _say(map(str, refused.problems))
        raise click.ClickException(_("The course would have problems; nothing was changed.")) from None
    except Refusal as refused:
        raise click.ClickException(refused.message) from None
    commit()
    _say(_come_in(chosen, title_of([category or ""])), indent="")


def _course(slug: str) -> Course:
    course = find_course(db.session, slug)
    if course is None or course.retired_at is not None:
        raise click.ClickException(_("There is no course “%(slug)s”.", slug=slug))
    return course


def _say(lines: Iterable[str], *, indent: str = "  ") -> None:
    for line in lines:
        click.echo(f"{indent}{line}")


def _left_out(found: Found, every: Sequence[Candidate], chosen: Sequence[Candidate]) -> Iterator[str]:
    """What does not come in and why, then what comes in beside questions like it."""
    taken = {each.number for each in chosen}
    for skipped in found.skipped:
        name = f"{skipped.what} “{skipped.name}”" if skipped.name else skipped.what
        yield _("left out: %(name)s. %(why)s", name=name, why=skipped.reason)
    for each in every:
        if each.number not in taken:
            why = each.obstacle or _("The course has it word for word: %(key)s.", key=each.same)
            yield _("left out: %(name)s. %(why)s", name=_name(each), why=why)
        elif each.like:
            keys = ", ".join(each.like)
            yield _("taken in: %(name)s. The course has questions like it: %(keys)s.", name=_name(each), keys=keys)


def _name(each: Candidate) -> str:
    """A question by its name or its first words, and its place in the file."""
    name = each.question.name or each.text[:60] or each.question.spec["kind"]
    return f"“{name}” ({each.question.where})" if each.question.where else f"“{name}”"


def _come_in(chosen: Sequence[Candidate], category: str) -> Iterator[str]:
    counts = Counter(category or each.category for each in chosen)
    yield ngettext("%(num)d question came in:", "%(num)d questions came in:", len(chosen))
    for title, count in counts.items():
        yield f"  {title}: {count}"


@group.command()
@click.option("--course", "slug", required=True, metavar="SLUG", help="The id of the course.")
@click.option("--category", metavar="ID", help="Only the questions of this file of the bank.")
@click.option(
    "--quiz",
    metavar="ID",
    help="The questions of this quiz in place of the bank: its id, or the number in its address.",
)
@click.option("--format", type=click.Choice(list(WRITERS)), required=True, help="The format to write.")
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="The file."
)
def export(slug: str, category: str | None, quiz: str | None, format: str, output: Path) -> None:
    """Write the questions of a course's bank, or of a quiz, to a file for another program, and say what it cannot hold."""
    course = _course(slug)
    what = (
        f"{handing_out.QUIZ}:{quiz}" if quiz else f"{handing_out.CATEGORY}:{category}" if category else handing_out.BANK
    )
    try:
        parcel = handing_out.parcel(db.session, course, what)
        if not parcel.items:
            raise click.ClickException(_("There are no questions to write."))
        file = handing_out.written(parcel, format)
        output.write_bytes(file.content)
    except Refusal as refused:
        raise click.ClickException(refused.message) from None
    except OSError as error:
        why = error.strerror or str(error)
        raise click.ClickException(_("%(file)s cannot be written: %(why)s.", file=output, why=why)) from None
    words = ngettext(
        "%(file)s holds what fits of %(num)d question.",
        "%(file)s holds what fits of %(num)d questions.",
        len(parcel.items),
        file=output,
    )
    click.echo(words)
    _say(_losses(file.losses))


def _losses(losses: Sequence[Loss]) -> Iterator[str]:
    """What the file cannot hold: each sentence once, with the questions it is true of."""
    items: dict[str, list[str]] = defaultdict(list)
    for loss in losses:
        items[loss.message] += [loss.item] if loss.item else []
    for message, keys in items.items():
        named = list(dict.fromkeys(keys))
        more = len(named) - MOST_NAMED
        words = ", ".join(named[:MOST_NAMED]) + (" " + _("and %(num)s more", num=more) if more > 0 else "")
        yield f"{message} ({words})" if named else message
