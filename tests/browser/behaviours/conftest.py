"""Each behaviour of the pages' scripts, on the smallest page that has it, under the site's own policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from playwright.sync_api import Browser, Page
from werkzeug.datastructures import ImmutableMultiDict

from courses.shared.config import ROOT
from courses.shared.web import assets, headers
from tests.support.server import serving

FRAME = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta name="color-scheme" content="light dark"><meta name="csrf-token" content="the-token"><meta name="keeper" content="{keeper}"{former}>
<link rel="stylesheet" href="{style}"><script type="module" src="{script}"></script></head>
<body><main id="main">{content}</main><div id="announcer" role="status"></div></body></html>"""


@dataclass
class Far:
    """The far side of the scripts: a page to show, what arrived, and how it answers."""

    url: str = ""
    content: str = ""
    status: int = 200
    kept: int = 1
    keeper: str = "ana"
    former: str = ""
    received: list[Any] = field(default_factory=list)

    @property
    def forms(self) -> list[ImmutableMultiDict[str, str]]:
        return [each for each in self.received if isinstance(each, ImmutableMultiDict)]


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Far]:
    """A server with one page, `/`, an address that scripts send to, `/keep`, and one they fetch from, `/part`."""
    far = Far()

    def make(_port: int) -> Flask:
        app = Flask(__name__, static_folder=None)
        assets.init_app(app, ROOT / "static", tmp_path / "static")
        headers.init_app(app, is_secure=False)
        asset: Any = app.jinja_env.globals["asset"]
        app.add_url_rule("/", "page", lambda: shown(style=asset("css"), script=asset("js/main.js")))
        app.add_url_rule("/keep", "keep", keep, methods=["POST"])
        app.add_url_rule("/part", "part", lambda: '<p id="what" data-announce="Read.">Read to the end.</p>')
        return app

    def shown(**links: str) -> str:
        former = f' data-former="{far.former}"' if far.former else ""
        return FRAME.format(content=far.content, keeper=far.keeper, former=former, **links)

    def keep() -> tuple[dict[str, Any], int]:
        assert request.headers["X-CSRFToken"] == "the-token"
        far.received.append(request.get_json() if request.is_json else request.form)
        answer = {"missing": None, "kept": far.kept}
        return answer if far.status < 400 else {"error": "This attempt is finished."}, far.status

    with serving(make) as server:
        far.url = server.url
        yield far


@pytest.fixture
def page(chromium: Browser, far: Far) -> Iterator[Page]:
    """A page at the far side's address; errors in its scripts fail the test."""
    context = chromium.new_context(base_url=far.url, viewport={"width": 800, "height": 600}, color_scheme="light")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    yield page
    context.close()
    assert complaints == []
