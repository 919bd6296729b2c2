"""Pulling the plug: whatever is killed, whenever, what was confirmed is there and the database opens."""

from __future__ import annotations

import http.client
import random
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.robustness.mortal import Mortal
from tests.support.small_course import course_files

ROUNDS = 50
LEARNERS = 4
MOST_CONFIRMED = 25
PATIENCE_SECONDS = 20
FORM_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
NUMERIC, PASSAGES = 2, ("a-8", "a-10-council")
LESSON = "/courses/river-towns/lessons/the-bridge"
LOST = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Answer:
    """An answer as it was sent."""

    attempt_id: int
    token: str
    text: str


@dataclass
class Learner:
    """Someone who answers, reads on and hands in, and remembers what the server has confirmed."""

    rng: random.Random
    cookie: str = ""
    form_token: str = ""
    attempt_id: int = 0
    confirmed: list[Answer] = field(default_factory=list)
    finished: set[int] = field(default_factory=set)
    unsure: Answer | None = None
    places: list[str] = field(default_factory=list)
    unsure_places: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def work(self, address: str, confirmed: threading.Semaphore) -> None:
        """Go on until the server is gone."""
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE_SECONDS)
        try:
            if self.unsure:
                self.send(self.unsure)
            while True:
                self.step()
                confirmed.release()
        except LOST:
            pass
        finally:
            self.line.close()

    def step(self) -> None:
        """One thing a learner does."""
        chance = self.rng.random()
        if not self.attempt_id:
            self.begin()
        elif chance < 0.05:
            self.finish()
        elif chance < 0.3:
            self.read_on()
        else:
            self.send(Answer(self.attempt_id, secrets.token_hex(8), str(self.rng.randrange(10**9))))

    def begin(self) -> None:
        found = FORM_TOKEN.search(self.ask("GET", "/quizzes/1")[1])
        self.form_token = found[1] if found else self.form_token
        location, _body = self.ask("POST", "/quizzes/1/attempts", {}, expected=303)
        self.attempt_id = int(location.split("/")[2])

    def send(self, answer: Answer) -> None:
        self.unsure = answer
        path = f"/attempts/{answer.attempt_id}/answers/{NUMERIC}"
        self.ask("POST", path, {"token": answer.token, "text": answer.text}, expected=200)
        self.unsure = None
        self.confirmed.append(answer)

    def read_on(self) -> None:
        place = self.rng.choice(PASSAGES)
        self.unsure_places.add(place)
        self.ask("POST", f"{LESSON}/position", {"passage": place}, expected=204)
        self.places.append(place)
        self.unsure_places.clear()

    def finish(self) -> None:
        attempt_id, self.attempt_id = self.attempt_id, 0
        self.ask("POST", f"/attempts/{attempt_id}/finish", {"token": secrets.token_hex(8)}, expected=303)
        self.finished.add(attempt_id)

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None, *, expected: int = 200
    ) -> tuple[str, str]:
        """Send a request; where the answer leads to, and what it says."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.form_token, "Accept": "application/json"}
        headers |= {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        self.line.request(method, path, urlencode(form) if form is not None else None, headers)
        reply = self.line.getresponse()
        body = reply.read().decode()
        if cookie := reply.headers["Set-Cookie"]:
            self.cookie = cookie.partition(";")[0]
        if reply.status != expected:
            self.complaints.append(f"{method} {path}: {reply.status} {body[:200]}")
            raise http.client.HTTPException(body)
        return reply.headers["Location"] or "", body


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Mortal]:
    """The process that forks, on an empty instance of its own."""
    (tmp_path / "instance").mkdir()
    with Mortal(tmp_path / "instance") as process:
        yield process


def lay_down(folder: Path, files: dict[str, bytes]) -> Path:
    """Write a course as a folder."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


@contextmanager
def opened(instance: Path) -> Generator[sqlite3.Connection]:
    """The database as it was left, which has to be sound."""
    with closing(sqlite3.connect(instance / "study.db")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        yield database


def work_until_killed(mortal: Mortal, learners: list[Learner], rng: random.Random) -> None:
    """Serve until a few things are confirmed, and kill the server while the learners go on."""
    confirmed = threading.Semaphore(0)
    threads = []
    with mortal.serving() as address:
        for learner in learners:
            threads.append(threading.Thread(target=learner.work, args=(address, confirmed)))
            threads[-1].start()
        for _ in range(rng.randint(1, MOST_CONFIRMED)):
            assert confirmed.acquire(timeout=PATIENCE_SECONDS), [learner.complaints for learner in learners]
        time.sleep(rng.random() * 0.01)
    for thread in threads:
        thread.join()


def lost_by(learner: Learner, database: sqlite3.Connection) -> list[object]:
    """What the server has confirmed to a learner, and the database does not hold."""
    lost: list[object] = []
    log = "SELECT token, json_extract(payload, '$.response.text') FROM attempt_step WHERE attempt_id = ? ORDER BY id"
    for attempt_id in {answer.attempt_id for answer in learner.confirmed}:
        sent = [(answer.token, answer.text) for answer in learner.confirmed if answer.attempt_id == attempt_id]
        wanted = set(sent)
        kept = [row for row in database.execute(log, (attempt_id,)) if row in wanted]
        if kept != sent:
            lost.append((attempt_id, sent, kept))
    for attempt_id in learner.finished:
        row = "SELECT finished_at, fraction FROM attempt WHERE id = ?"
        if None in database.execute(row, (attempt_id,)).fetchone():
            lost.append(("finished", attempt_id))
    place = "SELECT position_key FROM lesson_progress WHERE user_id = (SELECT user_id FROM attempt WHERE id = ?)"
    if learner.places and learner.confirmed:
        kept = database.execute(place, (learner.confirmed[0].attempt_id,)).fetchone()
        if kept is None or kept[0] not in {learner.places[-1], *learner.unsure_places}:
            lost.append(("place", learner.places[-1], kept))
    return lost


def slots_beside_their_log(database: sqlite3.Connection) -> list[tuple[object, ...]]:
    """Questions whose newest answer in the log is not the one they show."""
    return database.execute(
        """
        SELECT slot.attempt_id, slot.position, slot.response, step.payload
        FROM attempt_slot AS slot
        LEFT JOIN attempt_step AS step ON step.id = (
            SELECT max(id) FROM attempt_step
            WHERE kind = 'saved' AND attempt_id = slot.attempt_id AND position = slot.position
        )
        WHERE json_extract(slot.response, '$.text') IS NOT json_extract(step.payload, '$.response.text')
        """
    ).fetchall()


def half_finished(database: sqlite3.Connection) -> list[tuple[int]]:
    """Attempts that are finished without their last two steps, or have these and are not finished."""
    return database.execute(
        """
        SELECT id FROM attempt WHERE (finished_at IS NOT NULL) * 2 != (
            SELECT count(*) FROM attempt_step WHERE attempt_id = attempt.id AND kind IN ('submitted', 'graded')
        )
        """
    ).fetchall()


def test_a_server_killed_fifty_times_loses_nothing_it_has_confirmed(mortal: Mortal, tmp_path: Path) -> None:
    rng = random.Random(secrets.randbits(32))
    learners = [Learner(random.Random(rng.random())) for _ in range(LEARNERS)]
    mortal.must("migrate")
    mortal.must(f"import {lay_down(tmp_path / 'course', course_files())}")

    for _ in range(ROUNDS):
        work_until_killed(mortal, learners, rng)
        with opened(mortal.instance) as database:
            assert [lost for learner in learners for lost in lost_by(learner, database)] == []
            assert slots_beside_their_log(database) == []
            assert half_finished(database) == []

    assert [learner.complaints for learner in learners] == [[]] * LEARNERS
    assert sum(len(learner.confirmed) for learner in learners) > ROUNDS


def test_a_killed_import_leaves_the_course_as_it_was(mortal: Mortal, tmp_path: Path) -> None:
    old = lay_down(tmp_path / "old", course_files())
    new = lay_down(tmp_path / "new", {path: renamed(content) for path, content in course_files().items()})
    mortal.must("migrate")
    mortal.must(f"import {old}")
    with opened(mortal.instance) as database:
        before = everything(database)

    deaths = []
    for statement in mortal.dies_at_every_step(f"dying-at {{at}} import {new}"):
        deaths.append(statement)
        with opened(mortal.instance) as database:
            assert everything(database) == before

    assert len(deaths) > 10
    with opened(mortal.instance) as database:
        assert database.execute("SELECT title FROM lesson ORDER BY position").fetchall() == [
            ("The new bridge",),
            ("The new quarrel",),
        ]


def renamed(content: bytes) -> bytes:
    """The same course with other words in every place that is compiled."""
    return content.replace(b"title: The ", b"title: The new ").replace(b"prompt: W", b"prompt: Say, w")


def everything(database: sqlite3.Connection) -> list[str]:
    """All that the database holds, the index of the search as well."""
    return list(database.iterdump())


def test_a_killed_first_start_is_simply_done_again(mortal: Mortal, tmp_path: Path) -> None:
    mortal.must("migrate")
    with opened(mortal.instance) as database:
        schema = tables(database)

    deaths = []
    for statement in mortal.dies_at_every_step(f"in {tmp_path}/killed-{{at}} dying-at {{at}} migrate"):
        deaths.append(statement)
        killed = tmp_path / f"killed-{statement}"
        mortal.must(f"in {killed} migrate")
        with opened(killed) as database:
            assert tables(database) == schema

    assert len(deaths) > 5


def tables(database: sqlite3.Connection) -> list[tuple[str, str]]:
    """The schema, and how far the migrations are. Alembic writes the constraints of a changed table in any order."""
    made = [
        (name, "\n".join(sorted(line.strip(", \t") for line in (sql or "").split("\n"))))
        for name, sql in database.execute("SELECT name, sql FROM sqlite_master ORDER BY name")
    ]
    return made + database.execute("SELECT 'version', version_num FROM alembic_version").fetchall()
