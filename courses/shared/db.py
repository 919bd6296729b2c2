"""The database session, the only commit, and the hooks that make SQLite safe for writers."""

from __future__ import annotations

import sqlite3
from inspect import iscoroutinefunction
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from courses.shared.config import WrongSetting

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
READ_CACHE_KIB = 8_192
CONNECT_SECONDS = 10
# What PostgreSQL calls two transactions that wait for each other, and two that cannot both be true.
GIVEN_UP = frozenset({"40P01", "40001"})

db = SQLAlchemy(engine_options={"pool_pre_ping": False}, session_options={"autoflush": True})


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`; the pool holds a connection for each of the most threads, and one for the outbox."""
    # What people wrote, and the hashes of their passwords, have no place beside an error in the log.
    common = {"url": url, "hide_parameters": True}
    if url.startswith("sqlite"):
        connecting = {"timeout": 30, "check_same_thread": False}
        return {**common, "connect_args": connecting, "pool_size": 16, "max_overflow": 49}
    connecting = {"connect_timeout": CONNECT_SECONDS}
    return {**common, "connect_args": connecting, "pool_size": 8, "max_overflow": 57, "pool_pre_ping": True}


def init_app(app: Flask) -> None:
    """Connect the session to the application: hooks on its engine, the commit after each request."""
    db.init_app(app)
    # There are no asynchronous sessions here, and closing none of them would start a thread after every request.
    app.teardown_appcontext_funcs[:] = [each for each in app.teardown_appcontext_funcs if not iscoroutinefunction(each)]
    with app.app_context():
        prepare_engine(db.engine)
    app.teardown_request(abandon_request)


def prepare_engine(engine: sa.Engine) -> None:
    """Install the hooks: a sentence for commands that reach no database, and what makes SQLite safe."""
    sa.event.listen(engine, "handle_error", _explain)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)


def _explain(context: sa.engine.ExceptionContext) -> WrongSetting | None:
    """Outside of requests a database that cannot be reached is a setting to look at, not an error of the program."""
    if context.connection is None and not has_request_context():
        return unreachable(context.original_exception)
    return None


def unreachable(error: BaseException | None) -> WrongSetting:
    """What to say of a database that does not answer; the first line says why, without the password."""
    reason = next(iter(str(error).splitlines()), "it does not say why")
    return WrongSetting(f"The database that DATABASE_URL names cannot be used: {reason}.")


def is_busy(error: BaseException) -> bool:
    """Whether the database gave this transaction up for another one, so that the same may succeed a moment later."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        # The lowest byte is the kind, what stands above it are details.
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return getattr(cause, "sqlstate", None) in GIVEN_UP


def _prepare_sqlite(connection: sqlite3.Connection, record: object) -> None:
    # Python's own transaction control would start writing transactions as reading ones and lose updates.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{READ_CACHE_KIB}",
        "mmap_size=134217728",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN" if is_reading() else "BEGIN IMMEDIATE")


def is_reading() -> bool:
    """Whether this is a request that must not write."""
    return has_request_context() and request.method in SAFE_METHODS


@sa.event.listens_for(Session, "before_flush")
def _refuse_write_while_reading(session: Session, *_: object) -> None:
    if is_reading() and (session.new or session.dirty or session.deleted):
        raise RuntimeError("A GET writes nothing.")


def finish_request(response: Response) -> Response:
    """Commit what the request wrote when it succeeded; what it did not is undone when the session closes.

    Registered last, so that it comes first: what is answered instead gets its headers like any other answer.
    """
    if "_sqlalchemy_sessions" in g and response.status_code < 400 and not is_reading():
        try:
            db.session.commit()
        except (StaleDataError, sa.exc.DBAPIError) as error:
            if isinstance(error, sa.exc.DBAPIError) and not is_busy(error):
                raise
            return current_app.make_response(current_app.handle_user_exception(error))
    return response


def abandon_request(error: BaseException | None) -> None:
    """Undo whatever is left open."""
    if "_sqlalchemy_sessions" in g:
        db.session.rollback()


def commit() -> None:
    """Commit the one transaction of a command or job."""
    db.session.commit()


def release() -> None:
    """End the transaction before long work that needs no database: others may write meanwhile. What was not committed is undone."""
    db.session.rollback()
