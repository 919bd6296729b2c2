"""Many browsers that send a request in the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from werkzeug.test import TestResponse

from courses.shared.db import db
from models.accounts import User
from tests.support.apps import new_client
from tests.support.client import Client

CROWD = 8
PATIENCE_SECONDS = 60
Deed = Callable[[Client, int], TestResponse]


def browsers(app: Flask, *people: int | None) -> list[Client]:
    """A browser for each of the people, signed in where it is somebody."""
    found = []
    for number in people:
        client = new_client(app)
        if number is not None:
            with app.app_context():
                client.login(db.session.get_one(User, number))
                db.session.commit()
        client.form_token()
        found.append(client)
    return found


def crowd(clients: Sequence[Client], deed: Deed) -> list[TestResponse]:
    """What each browser gets when all do the same at once; `deed` gets the browser and its number."""
    barrier = threading.Barrier(len(clients))

    def one(number: int) -> TestResponse:
        barrier.wait(PATIENCE_SECONDS)
        return deed(clients[number], number)

    with ThreadPoolExecutor(len(clients)) as pool:
        return list(pool.map(one, range(len(clients)), timeout=PATIENCE_SECONDS))


def statuses(replies: Sequence[TestResponse]) -> dict[int, int]:
    """How often each status was answered."""
    return dict(Counter(reply.status_code for reply in replies))
