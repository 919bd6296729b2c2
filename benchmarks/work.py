"""Long work, timed from its beginning to its end: marks corrected, questions taken in and compared."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from app import create_app
from benchmarks.generated import sentences, words
from benchmarks.report import Row
from benchmarks.world import World
from courses.authoring.bank.likeness import alike
from courses.authoring.editing import save_quiz
from courses.authoring.queries import file_of, newest_version
from courses.quizzes import repairing
from courses.shared import clock
from courses.shared.config import ROOT, read_settings
from courses.shared.db import commit, db
from models.catalogue import Course, Lesson
from models.items import Item, ItemVersion, Quiz, QuizItem

HEADING = ("work", "how much", "seconds", "progress was shown")
MOST_REGRADING_SECONDS = 10.0
MOST_IMPORT_SECONDS = 5.0
MOST_COMPARING_SECONDS = 5.0
QUESTIONS = 3_000


def rows(worlds: list[World], folder: Path) -> Iterator[Row]:
    """Every figure; the worlds are others afterwards, so this comes last. What comes in is compared with all that is there."""
    yield _regrading(worlds[-1])
    for world in worlds:
        yield _importing(world, folder)
    yield _comparing(worlds[-1])


def _regrading(world: World) -> Row:
    """The key of a question that everybody has answered is turned, and every attempt follows."""
    app = create_app(read_settings(world.environ))
    with app.app_context():
        item_id, version_id = _turned(world)
        repair = repairing.begin(db.session, item_id, version_id, reason="Measured.", author_id=None, now=clock.now())
        repair_id, touched = repair.id, repair.touched
        commit()
        shown = 0
        started = time.monotonic()
        while repairing.advance(db.session, repair_id, now=clock.now()):
            commit()
            shown += 1
        commit()
        seconds = time.monotonic() - started
        db.engine.dispose()
    cells = ("correcting marks", f"{touched:,} attempts", f"{seconds:.1f}", f"{shown} times")
    return Row(cells, f"under {MOST_REGRADING_SECONDS:.0f} s", seconds < MOST_REGRADING_SECONDS)


def _turned(world: World) -> tuple[int, int]:
    """The first question with another right option: the ids of the question and of its new version."""
    quiz = db.session.get_one(Quiz, world.quiz_id)
    course, lesson = db.session.get_one(Course, quiz.course_id), db.session.get_one(Lesson, quiz.lesson_id)
    version = newest_version(db.session, course.id)
    content = file_of(db.session, version, quiz.path) if version else None
    assert version
    assert content
    text = content.decode()
    first, mark, rest = text.partition("\n  - text: ")
    turned = first + mark + _with_key_turned(rest)
    save_quiz(
        db.session, course, lesson.key, quiz.path, turned.encode(), base=version.digest, author_id=None, now=clock.now()
    )
    row = db.session.execute(
        sa.select(Item.id, ItemVersion.id)
        .join(QuizItem, QuizItem.item_id == Item.id)
        .join(ItemVersion, ItemVersion.id == QuizItem.item_version_id)
        .where(QuizItem.quiz_id == quiz.id, ItemVersion.number > 1)
    ).one()
    return row[0], row[1]


def _with_key_turned(options: str) -> str:
    """The options of the first question with the next one right instead of the one that is."""
    lines = options.split("\n")
    end = next(number for number, line in enumerate(lines) if line.startswith("- id:"))
    right = next(number for number, line in enumerate(lines[:end]) if line == "    correct: true")
    other = next(number for number, line in enumerate(lines[:end]) if line.startswith("    feedback:"))
    last = next((n for n in range(other + 1, end) if not lines[n].startswith("      ")), end)
    feedback = lines[other:last]
    for start, stop, new in sorted([(right, right + 1, feedback), (other, last, ["    correct: true"])], reverse=True):
        lines[start:stop] = new
    return "\n".join(lines)


def _importing(world: World, folder: Path) -> Row:
    """The command as an instructor calls it, its start and the reading in a process of its own included."""
    file = folder / "questions.gift"
    file.write_text("\n\n".join(_gift(number) for number in range(QUESTIONS)), "utf-8")
    command = [sys.executable, "-m", "flask", "--app", "app", "items", "import", str(file), "--course", world.slug]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **world.environ}, capture_output=True, text=True)
    seconds = time.monotonic() - started
    if done.returncode or f"{QUESTIONS:,}" not in done.stdout.replace("3000", "3,000"):
        sys.exit(f"The questions could not be taken in: {done.stdout[-500:]} {done.stderr[-500:]}")
    cells = ("taking in a GIFT file", f"{QUESTIONS:,} questions, {world.lessons:,} lessons", f"{seconds:.1f}", "")
    return Row(cells, f"under {MOST_IMPORT_SECONDS:.0f} s", seconds < MOST_IMPORT_SECONDS)


def _comparing(world: World) -> Row:
    """What the page of duplicates does when it is opened for the first time after a change; later it remembers."""
    app = create_app(read_settings(world.environ))
    with app.app_context():
        course = db.session.scalars(sa.select(Course).where(Course.slug == world.slug)).one()
        count = db.session.scalar(sa.select(sa.func.count(Item.id)).where(Item.course_id == course.id))
        started = time.monotonic()
        found = alike(db.session, course)
        seconds = time.monotonic() - started
        db.engine.dispose()
    cells = ("comparing all questions", f"{count:,} questions, {len(found):,} groups", f"{seconds:.1f}", "")
    return Row(cells, f"under {MOST_COMPARING_SECONDS:.0f} s", seconds < MOST_COMPARING_SECONDS)


def _gift(number: int) -> str:
    chance = random.Random(f"gift {number}")
    right = chance.randrange(4)
    options = [f"{'=' if each == right else '~'}{words(chance, 4)} {each}#{sentences(chance, 1)}" for each in range(4)]
    return f"::Question {number}:: {sentences(chance, 1)} {{\n" + "\n".join(options) + "\n}"
