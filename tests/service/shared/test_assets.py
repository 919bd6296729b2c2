"""Static files: one tree whose address changes with its content."""

from __future__ import annotations

import os
import time
from pathlib import Path

import brotli
import pytest

from courses.shared.config import ROOT
from courses.shared.web import assets
from tests.support.apps import close, make_app


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with two style sheets and a script."""
    folder = tmp_path / "static"
    (folder / "css" / "components").mkdir(parents=True)
    (folder / "js").mkdir()
    (folder / "css" / "tokens.css").write_text("@layer tokens;")
    (folder / "css" / "components" / "card.css").write_text('.card { background: url("/static/paper.svg") }')
    (folder / "js" / "main.js").write_text("import './other.js'\n" * 50)
    return folder


def test_the_tree_keeps_its_shape_and_joins_the_styles_in_order(source: Path, tmp_path: Path) -> None:
    digest = assets.prepare(source, tmp_path / "made")
    made = tmp_path / "made" / digest

    styles = (made / assets.BUNDLE).read_text()

    assert styles.index("tokens") < styles.index(".card")
    assert f"/static/{digest}/paper.svg" in styles
    assert brotli.decompress((made / "js" / "main.js.br").read_bytes()) == (source / "js" / "main.js").read_bytes()


def test_a_changed_file_changes_the_address_and_nothing_else_does(source: Path, tmp_path: Path) -> None:
    first = assets.prepare(source, tmp_path / "made")
    again = assets.prepare(source, tmp_path / "made")
    (source / "js" / "main.js").write_text("// other")
    changed = assets.prepare(source, tmp_path / "made")

    assert first == again
    assert changed != first


def test_trees_of_long_ago_are_forgotten_and_younger_ones_kept(source: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    for name, age in (("old", assets.KEPT_SECONDS + 60), ("young", 60)):
        (made / name).mkdir(parents=True)
        os.utime(made / name, (time.time() - age, time.time() - age))

    digest = assets.prepare(source, made)

    assert sorted(tree.name for tree in made.iterdir()) == sorted([digest, "young"])


def test_what_is_served_may_be_kept_for_ever_and_is_for_our_pages_only(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    [digest] = [tree.name for tree in (tmp_path / "static").iterdir()]

    with app.test_client().get(f"/static/{digest}/js/main.js") as reply:
        assert reply.get_data() == (ROOT / "static" / "js" / "main.js").read_bytes()

    assert reply.status_code == 200
    assert "immutable" in reply.headers["Cache-Control"]
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in reply.headers
    close(app)
