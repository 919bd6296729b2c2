"""The worlds that laws ask about: a small one and a larger one, made once and given back untouched after every test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from tests.laws.table import FORMS, VALUES
from tests.laws.world import World, make_world
from tests.support.apps import close, make_app, migrate, new_client, rolled_back
from tests.support.client import Client

SMALL, LARGE = 1, 9


@dataclass(frozen=True)
class Inhabited:
    """An application and the world in its database."""

    app: Flask
    world: World

    def address(self, endpoint: str) -> str:
        """The address of an endpoint, for something that is there."""
        adapter = self.app.url_map.bind("localhost")
        needed = next(self.app.url_map.iter_rules(endpoint)).arguments
        usual = {name: self.world.values[name] for name in needed if name in self.world.values}
        return adapter.build(endpoint, {**usual, **self._said(VALUES, endpoint)})

    def browser(self, role: str) -> Client:
        """The browser of a person of this role."""
        client = new_client(self.app)
        if number := self.world.people[role]:
            with self.app.app_context():
                client.login(db.session.get_one(User, number))
                db.session.commit()
        return client

    def ask(self, endpoint: str, method: str, role: str, **options: Any) -> TestResponse:
        """What a person of this role gets; a POST carries the fields of the table."""
        if method != "GET":
            options = {"data": self._said(FORMS, endpoint), **options}
        return self.browser(role).open(self.address(endpoint), method=method, **options)

    def _said(self, table: dict[str, Any], endpoint: str) -> dict[str, Any]:
        said = table.get(endpoint, {})
        return said(self.world) if callable(said) else said


def inhabited(folder: Path, size: int) -> Iterator[Inhabited]:
    app = make_app(folder)
    migrate(app)
    with app.app_context():
        world = make_world(size=size)
        db.session.commit()
    yield Inhabited(app, world)
    close(app)


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inhabited]:
    """A world with one of everything."""
    yield from inhabited(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="session")
def large_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inhabited]:
    """A world with many of everything."""
    yield from inhabited(tmp_path_factory.mktemp("large"), LARGE)


@pytest.fixture
def small(small_world: Inhabited) -> Iterator[Inhabited]:
    """The small world; what the test changes is undone."""
    with rolled_back(small_world.app):
        yield small_world


@pytest.fixture
def large(large_world: Inhabited) -> Iterator[Inhabited]:
    """The large world; what the test changes is undone."""
    with rolled_back(large_world.app):
        yield large_world
