"""What stands in a quiz beside questions: sections, pools and questions of the bank, and their forms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from flask_babel import lazy_gettext as _

from courses.items.rules.forms import first, words
from courses.items.rules.kinds.context import Form
from courses.items.rules.numbers import number_or_text

TITLES = {"section": _("Section"), "pool": _("Pool"), "bank": _("Question from the bank")}


def _section(form: Form) -> dict[str, Any]:
    return {**words(form, "title"), **({"shuffle": True} if first(form, "shuffle") else {})}


def _pool(form: Form) -> dict[str, Any]:
    tags = [tag.strip() for tag in first(form, "tags").split(",") if tag.strip()]
    return {
        **words(form, "category"),
        **({"tags": tags} if tags else {}),
        **words(form, "difficulty"),
        **_number(form, "draw"),
        **_number(form, "marks", usual="1"),
    }


def _from_bank(form: Form) -> dict[str, Any]:
    return _number(form, "marks")


def _number(form: Form, name: str, *, usual: str = "") -> dict[str, Any]:
    typed = first(form, name)
    return {name: number_or_text(typed)} if typed not in ("", usual) else {}


FORMS: dict[str, Callable[[Form], dict[str, Any]]] = {"section": _section, "pool": _pool, "bank": _from_bank}


def entry_from(form: Form, kind: str, key: str) -> dict[str, Any]:
    """An entry as its author would write it, with the keys in the order of the course format."""
    return {"id": key, "kind": kind, **FORMS[kind](form)}


def new_entry_key(kind: str, taken: Collection[str]) -> str:
    """The id of a new section or pool: its kind and the next free number."""
    number = 1
    while f"{kind}-{number}" in taken:
        number += 1
    return f"{kind}-{number}"
