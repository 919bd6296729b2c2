"""The rows of all features, joined."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.laws import routes

FOLDER = Path(routes.__file__).parent
MODULES = [import_module(f"{routes.__name__}.{path.stem}") for path in sorted(FOLDER.glob("[a-z]*.py"))]


def joined(name: str) -> dict[str, Any]:
    """What all modules say under one name."""
    return {endpoint: said for module in MODULES for endpoint, said in getattr(module, name, {}).items()}


ROUTES: dict[str, dict[str, dict[str, int]]] = joined("ROUTES")
VALUES: dict[str, Any] = joined("VALUES")
FORMS: dict[str, Any] = joined("FORMS")
