"""`flask course check`, `import` and `export`: courses between folders and the site."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from courses.accounts.links import address_of
from courses.authoring import service
from courses.authoring.compiler import compile_course
from courses.authoring.draft import CourseDraft
from courses.authoring.folders import read_folder, write_folder
from courses.authoring.queries import files_of, find_course, newest_version
from courses.authoring.repair.touched import TouchedQuestion, touched_by
from courses.authoring.rules.planning import Plan, summary
from courses.authoring.rules.records import Thing
from courses.shared import clock
from courses.shared.db import commit, db
from courses.shared.errors import Refusal

group = AppGroup("course", help="Check, import and export courses as folders of text files.")
FOLDER = click.Path(path_type=Path)


@group.command()
@click.argument("path", type=FOLDER)
def check(path: Path) -> None:
    """Say what is wrong with the course in the folder PATH; exit with 1 if anything is."""
    draft = compiled(path)
    click.echo(_("%(path)s is in order: %(about)s.", path=path, about=about(draft)))


@group.command(name="import")
@click.argument("path", type=FOLDER)
@click.option(
    "--over-edits", is_flag=True, help="Also when the course was edited in the browser since the last import."
)
def import_(path: Path, over_edits: bool) -> None:
    """Put the course in the folder PATH on the site, or bring the site up to date with it."""
    draft = compiled(path)
    if not over_edits:
        refuse_over_edits(draft)
    published = service.publish_draft(db.session, draft, author_id=None, now=clock.now())
    touched = touched_by(db.session, published.course, published.reworded)
    commit()
    if published.plan.is_empty:
        click.echo(_("“%(title)s” is up to date; nothing was done.", title=published.course.title))
        return
    for line in (*said(published.plan), *map(touched_said, touched)):
        click.echo(line)
    click.echo(_("“%(title)s” is on the site.", title=published.course.title))


@group.command()
@click.argument("slug")
@click.argument("path", type=FOLDER)
def export(slug: str, path: Path) -> None:
    """Write the files of the course SLUG to the folder PATH, which must be empty or not there yet."""
    course = find_course(db.session, slug)
    version = newest_version(db.session, course.id) if course else None
    if version is None:
        raise click.ClickException(_("There is no course “%(slug)s” with files.", slug=slug))
    files = files_of(db.session, version)
    try:
        write_folder(path, files)
    except Refusal as error:
        raise click.ClickException(error.message) from None
    click.echo(
        ngettext("%(num)d file of “%(slug)s” written.", "%(num)d files of “%(slug)s” written.", len(files), slug=slug)
    )


def compiled(path: Path) -> CourseDraft:
    """The course in a folder; prints its problems and ends with status 1 when there are any."""
    try:
        draft, problems = compile_course(read_folder(path))
    except Refusal as error:
        raise click.ClickException(error.message) from None
    for problem in problems:
        click.echo(str(problem))
    if draft is None:
        message = ngettext(
            "%(num)d problem; nothing was changed.", "%(num)d problems; nothing was changed.", len(problems)
        )
        raise click.ClickException(message)
    return draft


def refuse_over_edits(draft: CourseDraft) -> None:
    """End with status 1 when the folder would take back what somebody wrote in the browser."""
    course = find_course(db.session, draft.key)
    version = newest_version(db.session, course.id) if course else None
    if version is None or version.author_id is None or version.digest == draft.digest:
        return
    raise click.ClickException(
        _(
            "“%(title)s” was edited in the browser on %(day)s. Export it (course export %(slug)s FOLDER) and bring the edits into your folder first, or import with --over-edits: then they stay in the history only.",
            title=draft.title,
            day=format_date(version.created_at, "long"),
            slug=draft.key,
        )
    )


def about(draft: CourseDraft) -> str:
    """How much there is of what."""
    counts = {
        Thing.LESSON: len(draft.lessons),
        Thing.ITEM: len(draft.items),
        Thing.TERM: len(draft.terms),
        Thing.SOURCE: len(draft.sources),
    }
    return ", ".join(counted(thing, count) for thing, count in counts.items())


def said(plan: Plan) -> list[str]:
    """A line for every kind of thing that something happened to: `added: 20 lessons`."""
    acts = {"added": _("added"), "changed": _("changed"), "returned": _("brought back"), "retired": _("retired")}
    return [f"{acts[act]}: {counted(thing, count)}" for act, thing, count in summary(plan)]


def touched_said(question: TouchedQuestion) -> str:
    """What becomes of the marks already given for a question that says something else now: nothing, until a person wants it."""
    return ngettext(
        "“%(key)s” says something else now: %(num)d finished attempt was marked by what it said before. Those marks stay as they are until an instructor repairs them: %(address)s",
        "“%(key)s” says something else now: %(num)d finished attempts were marked by what it said before. Those marks stay as they are until an instructor repairs them: %(address)s",
        question.answers,
        key=question.key,
        address=address_of(question.path),
    )


def counted(thing: Thing, count: int) -> str:
    """A number of things: `1 lesson`, `20 lessons`."""
    words = {
        Thing.COURSE: ngettext("%(num)d course", "%(num)d courses", count),
        Thing.SOURCE: ngettext("%(num)d source", "%(num)d sources", count),
        Thing.ENTRY: ngettext("%(num)d entry of a list", "%(num)d entries of lists", count),
        Thing.TERM: ngettext("%(num)d term", "%(num)d terms", count),
        Thing.MODULE: ngettext("%(num)d module", "%(num)d modules", count),
        Thing.LESSON: ngettext("%(num)d lesson", "%(num)d lessons", count),
        Thing.PASSAGE: ngettext("%(num)d passage", "%(num)d passages", count),
        Thing.CATEGORY: ngettext("%(num)d file of the bank", "%(num)d files of the bank", count),
        Thing.ITEM: ngettext("%(num)d question", "%(num)d questions", count),
        Thing.QUIZ: ngettext("%(num)d quiz", "%(num)d quizzes", count),
    }
    return words[thing]
