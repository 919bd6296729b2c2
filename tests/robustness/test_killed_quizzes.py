"""Pulling the plug on quizzes: checking, handing in, the clock, and the middle of a repair or of its undoing."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robustness.mortal import Mortal

MOST_STATEMENTS = 4_000


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mortal]:
    """The process that forks, on an instance with learners at a quiz."""
    instance = tmp_path_factory.mktemp("quizzes") / "instance"
    instance.mkdir()
    with Mortal(instance) as process:
        process.must("migrate")
        process.must("deed lay")
        yield process


def copied(mortal: Mortal, folder: Path) -> Path:
    shutil.copytree(mortal.instance, folder)
    return folder


@pytest.mark.parametrize("deed", ["check", "finish", "hand-in", "repair", "undo"])
def test_what_is_killed_leaves_nothing_by_half_and_is_simply_done_again(
    mortal: Mortal, tmp_path: Path, deed: str
) -> None:
    whole = copied(mortal, tmp_path / "whole")
    mortal.must(f"in {whole} deed {deed} verify")
    expected = mortal.run(f"in {whole} deed show")
    deaths, at = 0, 3
    while at < MOST_STATEMENTS:
        killed = copied(mortal, tmp_path / f"killed-{at}")
        if mortal.run(f"in {killed} dying-at {at} deed {deed}")[0] != -signal.SIGKILL:
            break
        deaths += 1
        mortal.must(f"in {killed} deed verify {deed} verify")
        assert mortal.run(f"in {killed} deed show") == expected
        at = int(at * 1.7) + 1

    assert expected[0] == 0
    assert any(line.startswith("row") for line in expected[1])
    assert deaths > 5
