"""What a request may hold: numbers and texts that both databases can keep. What they cannot ends here, once for all views."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter, Map

from courses.shared.db import SAFE_METHODS
from courses.shared.errors import Invalid, NotFound

LARGEST_NUMBER = 2**31 - 1


class Number(IntegerConverter):
    """A number in an address: one that a column of either database can hold, in plain digits; others lead nowhere."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:
        super().__init__(map, *args, **{"max": LARGEST_NUMBER, **options})


class BoundedJSON(DefaultJSONProvider):
    """JSON that is nested as deeply as Python can count is no JSON to us."""

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """The value; ValueError for everything that is none."""
        try:
            return super().loads(s, **options)
        except RecursionError:
            raise ValueError("This is nested too deeply.") from None


def init_app(app: Flask) -> None:
    """Bound the numbers of all addresses, and look at each request before anyone else does."""
    app.url_map.converters["int"] = Number
    app.json = BoundedJSON(app)
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Refuse text with U+0000, which PostgreSQL cannot keep and no keyboard types."""
    if "\0" in request.path or _holds_nul(request.args):
        raise NotFound(_("There is nothing at this address. Look for what you want from the list of courses."))
    if request.method not in SAFE_METHODS and _holds_nul(request.form):
        raise Invalid(_("What you sent holds a character that cannot be kept (U+0000). Type the text anew."))


def _holds_nul(fields: MultiDict[str, str]) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in fields.lists())
