"""Pages that sum up many people's work: how long one of them takes, beside the bare page in the same run."""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from benchmarks.load import get, measure
from benchmarks.report import Row
from benchmarks.servers import Server, running
from benchmarks.speed import WARM_SECONDS, yardsticks
from benchmarks.world import World

HEADING = ("page", "data", "p50 ms", "p99 ms", "bare page, p50 ms", "times the bare page")


def summaries(world: World) -> dict[str, tuple[str, float]]:
    """What instructors open, by name: its path and the milliseconds it may take."""
    gradebook = f"/courses/{world.slug}/gradebook"
    return {
        "results of a quiz": (f"/quizzes/{world.quiz_id}/results", 150.0),
        "gradebook": (gradebook, 100.0),
        "gradebook by total": (f"{gradebook}?sort=total", 100.0),
        "bank": (f"/courses/{world.slug}/bank", 100.0),
        "duplicates, once found": (f"/courses/{world.slug}/bank/duplicates", 150.0),
    }


def rows(worlds: list[World], *, rounds: int, seconds: float) -> Iterator[Row]:
    """One request at a time: an instructor waits for a page, nobody opens four hundred of them a second."""
    with yardsticks() as bare:
        for world in worlds:
            with running("courses.operations.serve", environ=world.environ) as server:
                for name, (path, most) in summaries(world).items():
                    yield _row(name, path, most, world, server, bare, rounds, seconds)


def _row(
    name: str, path: str, most: float, world: World, server: Server, bare: Server, rounds: int, seconds: float
) -> Row:
    requests = get(path, world.instructor)
    measure(server, requests, seconds=WARM_SECONDS, connections=1)
    runs = [
        (
            measure(bare, get("/page"), seconds=seconds / 3, connections=1),
            measure(server, requests, seconds=seconds, connections=1),
        )
        for _ in range(rounds)
    ]
    bare_ms = statistics.median(yardstick.p50_ms for yardstick, _ in runs)
    p50 = statistics.median(run.p50_ms for _, run in runs)
    p99 = statistics.median(run.p99_ms for _, run in runs)
    size = f"{world.lessons:,} lessons, {world.learners:,} learners"
    cells = (name, size, f"{p50:.1f}", f"{p99:.1f}", f"{bare_ms:.2f}", f"{p50 / bare_ms:.0f}")
    return Row(cells, f"at most {most:.0f} ms", p50 <= most)
