"""What is true before the first request, also when several nodes start at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from courses.operations import start
from courses.shared.db import db
from models.accounts import AccountToken
from models.authoring import CourseVersion
from tests.support.apps import close, make_app, new_database

NODES = 3


def start_together(apps: list[Flask]) -> list[BaseException]:
    """Prepare all applications at the same moment; what went wrong."""
    wrong: list[BaseException] = []
    barrier = threading.Barrier(len(apps))

    def work(app: Flask) -> None:
        barrier.wait()
        try:
            with app.app_context():
                start.prepare(app)
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=work, args=[app]) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def versions(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(CourseVersion)) or 0


def test_nodes_that_start_together_on_postgresql_make_one_course(postgres: sa.URL, tmp_path: Path) -> None:
    with new_database(postgres, "started_together") as url:
        apps = [make_app(tmp_path / str(node), DATABASE_URL=url) for node in range(NODES)]

        wrong = start_together(apps)

        assert wrong == []
        assert versions(apps[0]) == 1
        for app in apps:
            close(app)


def test_processes_that_start_together_on_one_file_make_one_course(tmp_path: Path) -> None:
    apps = [make_app(tmp_path) for _ in range(NODES)]

    wrong = start_together(apps)

    assert wrong == []
    assert versions(apps[0]) == 1
    for app in apps:
        close(app)


@pytest.fixture
def app_alone(tmp_path: Path) -> Flask:
    return make_app(tmp_path)


def test_the_second_start_does_nothing_but_make_a_fresh_link(app_alone: Flask) -> None:
    with app_alone.app_context():
        first = start.prepare(app_alone)
        second = start.prepare(app_alone)
        links = db.session.scalar(sa.select(sa.func.count()).select_from(AccountToken))
        db.session.rollback()

    assert [line.split()[0] for line in first[:2]] == ["The", "The"]
    assert [line.split()[0] for line in second[:1]] == ["Nobody"]
    assert second[1].startswith("http://127.0.0.1:8000/setup/")
    assert second[1] != first[3]
    assert links == 1
    close(app_alone)
