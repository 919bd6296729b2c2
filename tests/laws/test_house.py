"""The laws of the house that a machine can check by reading: size, commits, queries in views, honest tests, clean files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from courses.shared.config import ROOT
from tests.support.sources import functions, named, program_modules, project_files, sources, tree

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 60
ONLY_COMMITTER = ROOT / "courses" / "shared" / "db.py"
ASKING = {"execute", "scalar", "scalars", "select"}

# Written in halves, so that this file keeps the law too.
REGISTRIES = [
    a + b for a, b in (("py", "pi.org"), ("pythonhosted", ".org"), ("registry.npm", "js"), ("deb.", "debian.org"))
]
MACHINE_PATHS = [f"/{name}/" for name in ("work", "farm", "root")]
NOT_CLEAN = re.compile("|".join([*map(re.escape, REGISTRIES), *(rf"(?<![\w.:/-]){path}" for path in MACHINE_PATHS)]))

SKIPPING = re.compile(
    r"\b(" + "|".join(["pytest.sk" + "ip", "mark.sk" + "ip", "xf" + "ail", "import" + "orskip"]) + r")"
)
CLAIMS = ("assert", "expect", "check", "raises", "warns")


def test_no_file_is_too_long_to_take_in() -> None:
    written = [path for path in sources(".py", ".js", ".css", ".html") if "migrations" not in path.parts]

    too_long = [named(path) for path in written if path.read_bytes().count(b"\n") > MOST_LINES_OF_A_FILE]

    assert too_long == []


def test_no_function_is_too_long_to_take_in() -> None:
    written = [path for path in [*sources(".py"), ROOT / "dev"] if "migrations" not in path.parts]

    too_long = [
        f"{named(path, function.lineno)} {function.name}"
        for path in written
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert too_long == []


def test_only_one_module_commits() -> None:
    found = [named(*place) for path in program_modules() for place in calls(path, {"commit"}) if path != ONLY_COMMITTER]

    assert found == []
    assert calls(ONLY_COMMITTER, {"commit"})


def test_views_never_query() -> None:
    views = [path for path in program_modules() if "views" in (path.stem, path.parent.name)]

    found = [named(*place) for path in views for place in calls(path, ASKING)]

    assert views
    assert found == []


def test_every_module_of_the_program_says_what_it_owns() -> None:
    silent = [named(path) for path in program_modules() if path.stat().st_size and not ast.get_docstring(tree(path))]

    assert silent == []


def test_no_test_is_skipped() -> None:
    tests = [path for path in sources(".py") if "tests" in path.parts]

    found = [named(path, number) for path in tests for number, line in lines(path) if SKIPPING.search(line)]

    assert found == []


def test_every_test_can_fail() -> None:
    tests = [path for path in sources(".py") if path.name.startswith("test_")]

    empty = [
        f"{named(path, function.lineno)} {function.name}"
        for path in tests
        for function in functions(path)
        if function.name.startswith("test_") and not claims_something(function)
    ]

    assert empty == []


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = [named(path, number) for path in project_files() for number, line in lines(path) if NOT_CLEAN.search(line)]

    assert found == []


@pytest.mark.parametrize(
    "line", [f"see https://{REGISTRIES[0]}/x", f"cd {MACHINE_PATHS[0]}main", f'"{MACHINE_PATHS[2]}x"']
)
def test_the_pattern_for_unclean_files_finds(line: str) -> None:
    assert NOT_CLEAN.search(line)


def calls(path: Path, names: set[str]) -> list[tuple[Path, int]]:
    """Where a file calls a method or function with one of these names on something else."""
    return [
        (path, node.lineno)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names
    ]


def claims_something(function: ast.AST) -> bool:
    """Whether a test asserts, expects an exception, or calls a function whose name says that it checks."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        name = getattr(node, "attr", getattr(node, "id", "")) if isinstance(node, ast.Attribute | ast.Name) else ""
        if name.startswith(CLAIMS):
            return True
    return False


def lines(path: Path) -> list[tuple[int, str]]:
    """The numbered lines of a text file; none of a binary one."""
    content = path.read_bytes()
    if b"\0" in content:
        return []
    return list(enumerate(content.decode("utf-8", "replace").splitlines(), start=1))
