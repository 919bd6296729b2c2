"""Lighthouse scores of the main pages, where Node and Chromium are there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.report import Row

VERSION = "13"
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100}
HEADING = ("page", *LEAST)
# The last flags keep Chromium from asking its maker's servers, which would count as the page's own requests.
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)


def rows(chromium: str, addresses: dict[str, str], folder: Path) -> list[Row]:
    """A line for each page, by its name and address."""
    if not shutil.which("npx"):
        sys.exit("Lighthouse needs Node: install it so that `npx` is on the PATH.")
    return [_row(name, _scores(chromium, address, folder / f"{name}.json")) for name, address in addresses.items()]


def _row(name: str, scores: dict[str, int]) -> Row:
    target = ", ".join(f"{least}" for least in LEAST.values())
    met = all(scores[category] >= least for category, least in LEAST.items())
    return Row((name, *(str(scores[category]) for category in LEAST)), f"at least {target}", met)


def _scores(chromium: str, address: str, report: Path) -> dict[str, int]:
    command = ["npx", "--yes", f"lighthouse@{VERSION}", address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={FLAGS}", f"--only-categories={','.join(LEAST)}"]
    done = subprocess.run(command, env={**os.environ, "CHROME_PATH": chromium}, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"Lighthouse could not measure {address}:\n{done.stderr[-2000:]}")
    categories = json.loads(report.read_text("utf-8"))["categories"]
    return {category: round(categories[category]["score"] * 100) for category in LEAST}
