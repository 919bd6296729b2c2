"""The yardsticks: a Flask "hello", and a bare Flask page with one indexed SELECT and 15 kB of Jinja."""

from __future__ import annotations

import random
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, g, render_template
from jinja2 import DictLoader

from courses.shared.db import engine_options, prepare_engine

ROWS = 10_000
PAGE = """<!doctype html><html lang="en"><head><title>{{ row.title }}</title></head><body><h1>{{ row.title }}</h1>
{% for line in lines %}<p class="line" id="l{{ loop.index }}">{{ line }} {{ row.id }}</p>
{% endfor %}</body></html>"""
LINES = [
    f"Line {number} of a page that says little, but says it in about a hundred characters, as lines do."
    for number in range(118)
]


def create_app(folder: Path) -> Flask:
    """Both yardsticks in one application, on a SQLite database of its own in `folder`."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    engine = sa.create_engine(**engine_options(f"sqlite:///{folder / 'bare.db'}"))
    prepare_engine(engine)
    table = sa.Table("row", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("title", sa.String))
    with engine.begin() as connection:
        table.metadata.create_all(connection)
        connection.execute(table.delete())
        connection.execute(table.insert(), [{"id": number, "title": f"Row {number}"} for number in range(1, ROWS + 1)])

    @app.get("/hello")
    def hello() -> str:
        return "hello"

    @app.get("/page")
    def page() -> str:
        g.connection = engine.connect()
        row = g.connection.execute(sa.select(table).where(table.c.id == random.randint(1, ROWS))).one()
        return render_template("page.html", row=row, lines=LINES)

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        if "connection" in g:
            g.connection.close()

    return app
