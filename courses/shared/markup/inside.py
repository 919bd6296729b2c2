"""A piece of a form inside another form: its fields, their labels and hints are told apart from those around it."""

from __future__ import annotations

import re

from markupsafe import Markup

# What a person typed has no quotation marks in a template's output: they are escaped.
ATTRIBUTE = re.compile(r'(?<=\s)(id|name|for|list|aria-describedby|aria-labelledby|href)="([^"]*)"')
# The buttons belong to the whole form.
ACTION = "action"
FIELD = "field-"


def named_inside(html: str, name: str) -> Markup:
    """The HTML a template made, with `<name>.` before the names and ids of its elements and wherever these are pointed to.

    Ids of the boxes around fields keep their beginning: `field-options` becomes `field-<name>.options`.
    """
    return Markup(ATTRIBUTE.sub(lambda found: f'{found[1]}="{_renamed(found[1], found[2], f"{name}.")}"', str(html)))


def _renamed(attribute: str, value: str, prefix: str) -> str:
    if attribute == "name":
        return value if value == ACTION else f"{prefix}{value}"
    if attribute == "href":
        return f"#{_apart(value[1:], prefix)}" if value.startswith("#") else value
    return " ".join(_apart(each, prefix) for each in value.split())


def _apart(name: str, prefix: str) -> str:
    return f"{FIELD}{prefix}{name.removeprefix(FIELD)}" if name.startswith(FIELD) else f"{prefix}{name}"
