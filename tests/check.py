"""What `./dev check` does: each step is one program, one line and its time; a failing step prints what it said."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence

from courses.shared.config import ROOT
from tests.support.bring import bring_all

PYTEST = ("python", "-m", "pytest", "-p", "no:randomly")
STATIC = {
    "format": ("ruff", "format", "--check", "--output-format", "concise", ".", "dev"),
    "lint": ("ruff", "check", "--quiet", ".", "dev"),
    "types": ("ty", "check", "--no-progress", "--output-format", "concise"),
    "imports": ("lint-imports", "--no-cache"),
    "templates": ("djlint", "templates", "--lint", "--quiet"),
}
RENDERED = {
    "html": (*PYTEST, "tests/laws/test_html.py"),
    "migrations": (*PYTEST, "tests/laws/test_migrations.py"),
}


def main(names: Sequence[str]) -> int:
    """Run the named steps, "static" for those that need no database, all without names; 1 if any failed."""
    steps = {**STATIC, **RENDERED}
    chosen = [*STATIC] if [*names] == ["static"] else [*names] or [*steps]
    if unknown := [name for name in chosen if name not in steps]:
        print(f"There is no step {', '.join(unknown)}; there are {', '.join(steps)}.")
        return 2
    if "html" in chosen and (missing := bring_all()):
        print(missing)
        return 1
    return 1 if [name for name in chosen if not holds(name, steps[name])] else 0


def holds(name: str, command: Sequence[str]) -> bool:
    """Run one step and say how it went."""
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f"{name:<12}{verdict:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
