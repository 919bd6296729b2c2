"""`./dev bench`: builds generated sites, measures, prints every figure beside its target; ends with 1 if one is missed."""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from benchmarks import latency, lighthouse, speed, statements, wire, work
from benchmarks.report import Row, table
from benchmarks.servers import Server, running
from benchmarks.world import World, build
from tests.support import chromium

SMALL = (20, 10)
LARGE = (2_000, 10_000)
MOST_MB = 120.0
MOST_START_SECONDS = 3.0
SLUG, LESSON = "culture-of-peace", "workers-of-the-world"


def main() -> None:
    """Measure what is asked for, or everything but Lighthouse."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        base = Path(folder)
        missed = _lighthouse(base) if options.lighthouse else _everything(base, options)
    sys.exit(1 if missed else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--lighthouse", action="store_true", help="measure with Lighthouse (needs Node and Chromium)")
    parser.add_argument("--small", action="store_true", help="leave the large site out: quicker, says less")
    parser.add_argument("--rounds", type=int, default=3, help="how often each page is measured (3)")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long each time (1.5)")
    return parser.parse_args()


def _everything(base: Path, options: argparse.Namespace) -> bool:
    worlds = (
        [_built(base, "small", *SMALL)]
        if options.small
        else [_built(base, "small", *SMALL), _built(base, "large", *LARGE)]
    )
    fast = list(speed.rows(worlds, rounds=options.rounds, seconds=options.seconds))
    missed = _print("Speed, as ratios to a bare Flask page in the same run", speed.HEADING, fast)
    slow = list(latency.rows(worlds, rounds=options.rounds, seconds=options.seconds))
    missed |= _print("Pages that sum up, one request at a time", latency.HEADING, slow)
    missed |= _print("SQL statements a page", statements.HEADING, statements.rows(worlds[0], worlds[-1]))
    missed |= _print("Long work", work.HEADING, list(work.rows(worlds, base)))
    with _bundled(base) as (server, start_seconds):
        missed |= _print("A lesson over the wire", wire.HEADING, _wire(server))
        missed |= _print("The server with the bundled course", ("figure", "value"), _costs(server, start_seconds))
    return missed


def _built(base: Path, name: str, lessons: int, learners: int) -> World:
    print(f"Building a site of {lessons:,} lessons and {learners:,} learners ...", file=sys.stderr, flush=True)
    folder = base / name
    folder.mkdir()
    return build(folder, lessons=lessons, learners=learners)


def _print(title: str, heading: Sequence[str], rows: Sequence[Row]) -> bool:
    print(table(title, heading, rows), flush=True)
    return not all(row.is_met for row in rows)


@contextmanager
def _bundled(base: Path) -> Generator[tuple[Server, float]]:
    """The program with the bundled course, started for the second time, and how long that took to the first 200."""
    environ = {"INSTANCE_PATH": str(base / "bundled")}
    with running("courses.operations.serve", environ=environ) as server:
        _open(server)
    started = time.monotonic()
    with running("courses.operations.serve", environ=environ) as server:
        _open(server)
        yield server, time.monotonic() - started


def _open(server: Server) -> None:
    with urlopen(f"http://127.0.0.1:{server.port}/", timeout=30) as answer:
        answer.read()


def _wire(server: Server) -> list[Row]:
    with _chromium() as browser:
        return wire.rows(browser, f"http://127.0.0.1:{server.port}/courses/{SLUG}/lessons/{LESSON}")


def _costs(server: Server, start_seconds: float) -> list[Row]:
    memory = server.memory_mb()
    return [
        Row(("memory after visits", f"{memory:.0f} MB"), f"under {MOST_MB:.0f} MB", memory < MOST_MB),
        Row(
            ("second start to the first 200", f"{start_seconds:.1f} s"),
            f"under {MOST_START_SECONDS:.0f} s",
            start_seconds < MOST_START_SECONDS,
        ),
    ]


@contextmanager
def _chromium() -> Generator[Browser]:
    if missing := chromium.bring_chromium():
        sys.exit(missing)
    with sync_playwright() as playwright:
        browser = chromium.launch(playwright)
        yield browser
        browser.close()


def _lighthouse(base: Path) -> bool:
    """Scores of home, course, lesson and quiz, as a visitor meets them."""
    if missing := chromium.bring_chromium():
        sys.exit(missing)
    with _bundled(base) as (server, _):
        course = f"http://127.0.0.1:{server.port}/courses/{SLUG}"
        lesson = f"{course}/lessons/{LESSON}"
        addresses = {"home": f"http://127.0.0.1:{server.port}/", "course": f"{course}/", "lesson": lesson}
        addresses["quiz"] = f"http://127.0.0.1:{server.port}{_quiz_path(lesson)}"
        found = lighthouse.rows(chromium.system_chromium() or "", addresses, base)
        return _print("Lighthouse", lighthouse.HEADING, found)


def _quiz_path(lesson: str) -> str:
    """The address of a lesson's quiz, as its page links to it."""
    with urlopen(lesson, timeout=30) as answer:
        found = re.search(r'href="(/quizzes/\d+)', answer.read().decode())
    return found[1] if found else sys.exit("The lesson links to no quiz.")


if __name__ == "__main__":
    main()
