"""The project's own files, for laws about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from courses.shared.config import ROOT

NOT_OURS = {".cache", ".git", ".hypothesis", ".venv", "__pycache__", "instance", "vendor"}
PROGRAM = ("app.py", "courses", "models")


def project_files() -> Iterator[Path]:
    """Every file that belongs to the project, whatever its kind."""
    folders = [ROOT]
    while folders:
        for path in sorted(folders.pop().iterdir()):
            if path.is_dir() and not path.is_symlink():
                if path.name not in NOT_OURS and not path.name.endswith("_cache"):
                    folders.append(path)
            elif path.is_file() and path.suffix != ".pyc":
                yield path


def sources(*suffixes: str) -> list[Path]:
    """The project's files with one of these endings."""
    return [path for path in project_files() if path.suffix in suffixes]


def program_modules() -> list[Path]:
    """The Python files of the program itself: no tests, benchmarks or migrations."""
    return [path for path in sources(".py") if path.relative_to(ROOT).parts[0] in PROGRAM]


def named(path: Path, line: int = 0) -> str:
    """A place as people write it."""
    place = path.relative_to(ROOT).as_posix()
    return f"{place}:{line}" if line else place


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a Python file, nested ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
