"""Requests a second, latencies and processor time of each page, as ratios to the yardsticks in the same run."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from benchmarks.load import Measured, get, measure
from benchmarks.pages import begin_attempts, pages
from benchmarks.report import Row
from benchmarks.servers import Server, running
from benchmarks.world import World

CONNECTIONS = 4
WARM_SECONDS = 0.5


def rows(worlds: list[World], *, rounds: int, seconds: float) -> Iterator[Row]:
    """Measure every page of every world; a yardstick runs before each page, so that both met the same machine."""
    with yardsticks() as bare:
        for world in worlds:
            with running("courses.operations.serve", environ=world.environ) as server:
                yield from _world_rows(world, server, bare, rounds, seconds)


@contextmanager
def yardsticks() -> Generator[Server]:
    """The bare application, served as the program is."""
    with tempfile.TemporaryDirectory() as folder, running("benchmarks.bare_server", folder, environ={}) as server:
        yield server


def _world_rows(world: World, server: Server, bare: Server, rounds: int, seconds: float) -> Iterator[Row]:
    attempts = begin_attempts(server, world, CONNECTIONS)
    size = f"{world.lessons:,} lessons, {world.learners:,} learners"
    for page in pages(world, attempts):
        measure(server, page.requests, seconds=WARM_SECONDS, connections=CONNECTIONS)
        runs = []
        for _ in range(rounds):
            hello = measure(bare, get("/hello"), seconds=seconds / 3, connections=CONNECTIONS)
            yardstick = measure(bare, get("/page"), seconds=seconds, connections=CONNECTIONS)
            runs.append((measure(server, page.requests, seconds=seconds, connections=CONNECTIONS), yardstick, hello))
        yield _row(page.name, size, page.target, runs)


def _row(name: str, size: str, target: float | None, runs: list[tuple[Measured, Measured, Measured]]) -> Row:
    def median(values: Iterator[float]) -> float:
        return statistics.median(values)

    ratio = median(run.rate / page.rate for run, page, _ in runs)
    cells = (
        f"{median(run.rate for run, _, _ in runs):,.0f}/s",
        f"{median(run.p50_ms for run, _, _ in runs):.1f}",
        f"{median(run.p99_ms for run, _, _ in runs):.1f}",
        f"{median(run.cpu_ms for run, _, _ in runs):.2f}",
        f"{median(page.cpu_ms / run.cpu_ms for run, page, _ in runs):.2f}",
        f"{median(run.rate / hello.rate for run, _, hello in runs):.2f}",
        f"{ratio:.2f}",
    )
    wanted = "" if target is None else f"at least {target:.2f}"
    return Row((name, size, *cells), wanted, target is None or ratio >= target)


HEADING = ("page", "data", "rate", "p50 ms", "p99 ms", "CPU ms", "of bare's CPU", "of hello", "of bare page")
