"""`flask items check`: what files of questions hold, without a database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup
from flask_babel import gettext as _
from flask_babel import ngettext

from courses.items.formats.checking import report
from courses.items.formats.registry import LARGEST_FILE, READERS
from courses.items.formats.sandbox import read_safely
from courses.items.formats.values import Found

FOUND_OUT = "auto"
group = AppGroup("items", help="Questions in the files of other programs.")


@group.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option(
    "--format",
    type=click.Choice([FOUND_OUT, *READERS]),
    default=FOUND_OUT,
    help="The format of the files; auto finds out.",
)
@click.option("--json", "is_json", is_flag=True, help="One JSON object a line for each file.")
def check(files: tuple[str, ...], format: str, is_json: bool) -> None:
    """Say which questions the FILES hold, what is left out and why; exit with 1 if a file cannot be read."""
    is_ok = True
    for file in files:
        told = report(file, opened(file, None if format == FOUND_OUT else format))
        is_ok = is_ok and told["ok"]
        for line in [json.dumps(told, ensure_ascii=False)] if is_json else readable(told):
            click.echo(line)
    if not is_ok:
        raise click.exceptions.Exit(1)


def opened(file: str, format: str | None) -> Found:
    """What a file holds; why it cannot be opened, if it cannot."""
    path = Path(file)
    try:
        if not path.is_file():
            return Found(format or "", error=_("There is no file of this name."))
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        return Found(format or "", error=_("The file cannot be opened: %(why)s.", why=error.strerror))
    return read_safely(content, path.name, format)


def readable(told: dict[str, Any]) -> Iterator[str]:
    """The report for people."""
    if told["error"]:
        yield _("%(file)s cannot be used: %(why)s", file=told["file"], why=told["error"])
    else:
        count = len(told["questions"])
        types = Counter(question["type"].replace("_", " ") for question in told["questions"])
        kinds = ", ".join(f"{number} {name}" for name, number in types.most_common())
        yield ngettext("%(file)s: %(num)d question", "%(file)s: %(num)d questions", count, file=told["file"]) + (
            f" ({kinds})" if kinds else ""
        )
    for skipped in told["skipped"]:
        name = f"{skipped['what']} “{skipped['name']}”" if skipped["name"] else skipped["what"]
        yield "  " + _("left out: %(name)s. %(why)s", name=name, why=skipped["reason"])
    for message in told["messages"]:
        yield f"  {message}"
