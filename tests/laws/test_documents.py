"""The handbook tells the truth: every setting, command and kind is in it, nothing in it is missing from the program."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from app import MAX_FORM_BYTES, MAX_FORM_PARTS
from courses.accounts.links import LIFETIMES
from courses.accounts.rules.passwords import SHORTEST
from courses.accounts.sessions import LIFETIME
from courses.authoring.compiler import compile_course
from courses.catalogue.search import MOST_RESULTS, RESULTS_A_PAGE
from courses.catalogue.service import MOST_WAITING
from courses.groups.queries import MEMBERS_A_PAGE
from courses.groups.service import MOST_FOUNDED, MOST_MEMBERS
from courses.items.rules.kinds import KINDS
from courses.items.rules.results import MOST_LINES
from courses.shared.config import ROOT, SETTINGS
from models.enums import TokenPurpose
from tests.support.apps import close, make_app
from tests.support.documents import (
    DOCS,
    commands_written,
    dead_links,
    headings,
    markdown_files,
    relative_links,
    rows_below,
    tree_paths,
)

OPERATORS = (DOCS / "operators.md").read_text("utf-8")
COMMANDS = rows_below(OPERATORS, "## Commands")
INSTRUCTORS = (DOCS / "instructors.md").read_text("utf-8")
FORMAT = (DOCS / "course-format.md").read_text("utf-8")
ARCHITECTURE = (DOCS / "architecture.md").read_text("utf-8")
DEVELOPERS = (DOCS / "developers.md").read_text("utf-8")
QUIZ = "modules/01-beginnings/01-bridge.quiz.yaml"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application as commands find it; nothing here asks its database."""
    made = make_app(tmp_path_factory.mktemp("documents"))
    yield made
    close(made)


# Settings.


def test_every_setting_is_documented_with_its_default_and_no_other_is() -> None:
    documented = {(row[0].strip("`"), row[1].strip("`")) for row in rows_below(OPERATORS, "## Settings")}

    assert documented == {(setting.name, setting.default or "empty") for setting in SETTINGS}


def test_every_setting_named_anywhere_exists() -> None:
    assigned = {
        name for path in markdown_files() for name in re.findall(r"\b([A-Z]+_[A-Z_]+)=", path.read_text("utf-8"))
    }

    assert len(assigned) > 3
    assert assigned <= {setting.name for setting in SETTINGS}


# Commands.


def our_commands(app: Flask) -> Iterator[tuple[str, click.Command]]:
    """Every command of the program's own groups, as people type it."""
    for group in app.cli.commands.values():
        if isinstance(group, click.Group):
            for name, command in group.commands.items():
                if command.callback and command.callback.__module__.startswith("courses."):
                    yield f"{group.name} {name}", command


def usage(name: str, command: click.Command) -> str:
    """A command with its arguments, as the handbook writes it."""
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    names = [each.make_metavar(click.Context(command)) for each in arguments]
    return f"`./dev flask --app app {' '.join([name, *names])}`"


def said(option: click.Option) -> str:
    """An option with its default, or with what belongs behind it."""
    if option.is_flag:
        return option.opts[-1]
    if isinstance(option.default, str | int):
        return f"{option.opts[-1]} {option.default}"
    first = option.type.choices[0] if isinstance(option.type, click.Choice) else option.metavar
    return f"{option.opts[-1]} {first}"


def test_every_command_is_documented_with_its_arguments(app: Flask) -> None:
    usages = [usage(name, command) for name, command in our_commands(app)]

    assert len(usages) > 5
    assert [words for words in usages if not any(words in row[0] for row in COMMANDS)] == []


def test_every_option_is_documented_with_its_default(app: Flask) -> None:
    options = [
        (usage(name, command), said(option))
        for name, command in our_commands(app)
        for option in command.params
        if isinstance(option, click.Option)
    ]

    assert options
    assert [
        each for each in options if not any(each[0] in row[0] and f"`{each[1]}`" in row[1] for row in COMMANDS)
    ] == []


def test_every_flask_command_written_anywhere_exists(app: Flask) -> None:
    written = commands_written("flask --app app ")

    wrong = [words for words in written if not exists(app, words.split())]

    assert len(written) > 8
    assert wrong == []


def exists(app: Flask, words: list[str]) -> bool:
    """Whether `accounts forget-guests --days` names a group, a command of it and options of that."""
    command: click.Command | None = app.cli
    options = [word for word in words if word.startswith("--")]
    for word in words:
        if isinstance(command, click.Group):
            command = command.commands.get(word)
    known = {name for each in command.params for name in each.opts} if command else set()
    return command is not None and not isinstance(command, click.Group) and {*options} <= known | {"--help"}


def help_of_dev() -> dict[str, str]:
    """What `./dev help` says, by the word behind `./dev`."""
    told = subprocess.run([sys.executable, str(ROOT / "dev"), "help"], capture_output=True, text=True).stdout
    return dict(re.findall(r"^\./dev(?: ([a-z]+))?\s+(.*)$", told, re.MULTILINE))


def test_every_command_of_dev_written_anywhere_exists() -> None:
    known = {word for word in help_of_dev() if word}

    words = {words.split()[0] for words in commands_written("./dev ") if words}
    unknown = {word for word in words if word not in known and not shutil.which(word, path=str(ROOT / ".venv" / "bin"))}

    assert len(words & known) > 6
    assert unknown == set()


def test_every_option_of_the_benchmark_is_documented() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    options = set(re.findall(r"--[a-z]+", told)) - {"--help"}

    assert len(options) > 2
    assert {option for option in options if f"`{option}" not in DEVELOPERS} == set()


# Numbers.

NUMBERS = [
    ("operators.md", f"{MAX_FORM_BYTES >> 20} MiB, {MAX_FORM_PARTS:,} fields"),
    ("operators.md", f"{MOST_MEMBERS} members; one person leads at most {MOST_FOUNDED} groups"),
    ("operators.md", f"| {MOST_WAITING} of one person in one course |"),
    ("operators.md", f"{LIFETIME.days} days after it was last used"),
    (
        "operators.md",
        f"first administrator {LIFETIMES[TokenPurpose.FIRST_ADMINISTRATOR].days} days, "
        f"new address {LIFETIMES[TokenPurpose.EMAIL_CHANGE].days} day, "
        f"password {LIFETIMES[TokenPurpose.PASSWORD_RESET].seconds // 3600} hour |",
    ),
    ("learners.md", f"Up to {MOST_WAITING} of yours"),
    ("learners.md", f"the {MOST_RESULTS} best results are shown, {RESULTS_A_PAGE} a page"),
    ("learners.md", f"at least {SHORTEST}\n"),
    ("facilitators.md", f"up to {MOST_FOUNDED} groups"),
    ("facilitators.md", f"up to {MOST_MEMBERS} members"),
    ("facilitators.md", f"pages of {MEMBERS_A_PAGE}"),
    ("instructors.md", f"at most {MOST_LINES} lines"),
    ("instructors.md", f"{MOST_WAITING} proposals waiting"),
]


@pytest.mark.parametrize(("page", "words"), NUMBERS)
def test_the_numbers_of_the_handbook_are_those_of_the_program(page: str, words: str) -> None:
    assert words in (DOCS / page).read_text("utf-8")


# Questions.


def test_every_kind_of_question_has_an_example_for_instructors() -> None:
    examples = dict(
        re.findall(
            r"^### `([a-z-]+)`\n(?:(?!^#).*\n)*?```yaml\n- id: .*\n  kind: ([a-z-]+)$", INSTRUCTORS, re.MULTILINE
        )
    )

    assert examples == {name: name for name in KINDS}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_of_question_is_in_the_course_format(name: str) -> None:
    assert f"| `{name}` |" in FORMAT


def test_the_examples_for_instructors_compile() -> None:
    written = re.findall(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", FORMAT, re.MULTILINE | re.DOTALL)
    items = re.findall(r"^```yaml\n(- id: .*?)^```$", INSTRUCTORS, re.MULTILINE | re.DOTALL)
    files = {path: content.encode() for path, content in written}

    draft, problems = compile_course({**files, QUIZ: f"id: examples\nitems:\n{''.join(items)}".encode()})

    assert problems == []
    assert draft is not None
    assert draft.lessons[0].quiz is not None
    assert {item.kind for item in draft.lessons[0].quiz.items} == {*KINDS}


# Links and pages.


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    assert dead_links(path) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n[a](gone.md) [b](#a-page) [c](page.md#gone) ![d](picture.png)\n\n    [e](code.md)\n", "utf-8"
    )

    assert dead_links(page) == ["gone.md", "page.md#gone", "picture.png"]


def test_every_decision_is_in_the_list_of_decisions() -> None:
    listed = (DOCS / "decisions" / "README.md").read_text("utf-8")
    pages = [path for path in sorted((DOCS / "decisions").glob("*.md")) if path.name != "README.md"]

    missing = [path.name for path in pages if f"]({path.name})" not in listed]

    assert len(pages) > 5
    assert missing == []


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop().resolve()
        if page not in reached and page.suffix == ".md":
            reached.add(page)
            ahead += [page.parent / link.partition("#")[0] for link in relative_links(page) if not link.startswith("#")]

    assert [path for path in markdown_files() if path.resolve() not in reached] == []


@pytest.mark.parametrize("path", markdown_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_page_has_one_title_and_no_heading_twice(path: Path) -> None:
    found = headings(path.read_text("utf-8"))

    assert [level for level, _anchor in found].count(1) == 1
    assert len({anchor for _level, anchor in found}) == len(found)


# The account of the house.


def test_everything_in_the_tree_of_the_house_is_there() -> None:
    paths = tree_paths(ARCHITECTURE)

    assert len(paths) > 50
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_folder_of_weight_is_in_the_tree_of_the_house() -> None:
    told = {path.rstrip("/") for path in tree_paths(ARCHITECTURE)}
    folders = {path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "courses").glob("*/__init__.py")}
    tests = {
        path.relative_to(ROOT).as_posix() for path in (ROOT / "tests").iterdir() if (path / "__init__.py").exists()
    }
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    outermost = {line.partition("/")[0] for line in tracked.splitlines() if "/" in line}

    assert (folders | tests | outermost) - told == set()


def test_every_law_test_is_in_the_account_of_the_laws() -> None:
    tests = [path.name for path in sorted((ROOT / "tests" / "laws").glob("test_*.py"))]

    assert [name for name in tests if name not in ARCHITECTURE] == []


def test_every_module_and_test_named_in_the_account_is_there() -> None:
    named = set(re.findall(r"`((?:courses|tests|models|templates)/[\w/.-]+)`", ARCHITECTURE))

    assert len(named) > 5
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
