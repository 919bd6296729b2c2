"""Two transactions that overlap: the second begins before the first is committed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import sleep

from flask import Flask
from sqlalchemy.orm import Session

from courses.shared.db import commit, db

PATIENCE_SECONDS = 30
# Long enough for the second to come to the point where it waits; if it does not, the test proves less but never fails.
A_MOMENT = 0.3

Act = Callable[[Session], None]


def overlap(app: Flask, first: Act, second: Act) -> None:
    """Do `first`, begin `second` before it is committed, and commit both."""

    def work(act: Act) -> None:
        with app.app_context():
            act(db.session)
            sleep(A_MOMENT)
            commit()

    with ThreadPoolExecutor() as pool:
        begun = [pool.submit(work, first)]
        sleep(A_MOMENT / 3)
        begun.append(pool.submit(work, second))
        for each in begun:
            each.result(PATIENCE_SECONDS)
