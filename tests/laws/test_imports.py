"""The import contracts: every feature has a place in them, and they do catch what they forbid."""

from __future__ import annotations

import ast
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from courses.shared.config import ROOT
from tests.support.sources import named, program_modules, tree

COURSES = ROOT / "courses"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
# These two carry the others and have their own order inside.
FLOORS = {"shared", "access"}

BREACHES = {
    "models": ("models/groups.py", "import flask"),
    "rules": ("courses/items/rules/__init__.py", "import sqlalchemy"),
    "rules know one module of models": ("courses/items/rules/__init__.py", "import models.items"),
    "features": ("courses/accounts/__init__.py", "import courses.authoring"),
    "siblings": ("courses/catalogue/__init__.py", "import courses.items"),
    "inside": ("courses/accounts/service.py", "import courses.accounts.views"),
}


def test_every_feature_has_a_place() -> None:
    layers = " | ".join(contract("features")["layers"])
    inside = contract("inside")["containers"]

    placed = {layer.strip(" ()") for layer in layers.split("|")}

    assert features() <= placed
    assert set(inside) == {f"courses.{feature}" for feature in features() - FLOORS}


def test_nobody_outside_a_feature_imports_its_views() -> None:
    found = [
        f"{named(path, line)} imports {module}"
        for path in program_modules()
        for line, module in imports(path)
        if ".views" in module and not own(path, module)
    ]

    assert found == []


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's packages and their contracts, where a test may break them."""
    folder = tmp_path_factory.mktemp("copy")
    for package in ("courses", "models"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_contracts_are_kept(copy: Path) -> None:
    verdict = lint(copy)

    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_the_contracts_catch_a_breach(copy: Path, breach: str) -> None:
    place, line = BREACHES[breach]
    module = copy / place
    kept = module.read_text("utf-8")

    module.write_text(f"{kept}\n\n{line}\n", "utf-8")
    verdict = lint(copy)
    module.write_text(kept, "utf-8")

    assert verdict.returncode == 1
    assert "BROKEN" in verdict.stdout


def test_an_unplaced_feature_is_caught(copy: Path) -> None:
    stray = copy / "courses" / "stray"
    stray.mkdir()
    (stray / "__init__.py").write_text("", "utf-8")

    verdict = lint(copy)
    shutil.rmtree(stray)

    assert verdict.returncode == 1
    assert "courses.stray" in verdict.stdout


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(ROOT / ".venv" / "bin"), "PYTHONPATH": str(folder), "COLUMNS": "200"}
    return subprocess.run(["lint-imports", "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True)


def contract(identity: str) -> dict[str, list[str]]:
    return next(each for each in CONTRACTS if each["id"] == identity)


def features() -> set[str]:
    return {path.parent.name for path in COURSES.glob("*/__init__.py")}


def imports(path: Path) -> list[tuple[int, str]]:
    """Each module a file imports, and each name as if it were one."""
    found = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def own(path: Path, module: str) -> bool:
    """Whether the module belongs to the feature the file belongs to."""
    return path.relative_to(ROOT).parts[:2] == tuple(module.split(".")[:2])
