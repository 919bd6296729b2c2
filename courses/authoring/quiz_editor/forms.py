"""The editor's forms: an item's fields back into the keys of a course file, and the head of a quiz."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FloatField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import NumberInput

from courses.items.rules.forms import first, words
from courses.items.rules.kinds import KINDS
from courses.items.rules.kinds.context import Form
from courses.items.rules.numbers import number_or_text
from courses.items.rules.spec import ID

MOST_CHARACTERS = 40
WORDS_OF_AN_ID = 5
# The beginning is enough, and normalising takes quadratic time on hostile text.
LETTERS_FOR_AN_ID = 400


class HeadForm(FlaskForm):
    """The title of a quiz and what passes it."""

    title = StringField(_("Title"), [InputRequired(_("Give the quiz a title.")), Length(max=300)])
    percent = FloatField(
        _("Per cent of the marks that pass"),
        [InputRequired(_("Say how much passes.")), NumberRange(0, 100, _("Write a number from 0 to 100."))],
        widget=NumberInput(step="any"),
    )
    base = HiddenField()


def spec_from(form: Form, kind: str, key: str) -> dict[str, Any]:
    """An item as its author would write it, with the keys in the order of the course format."""
    evidence = [*form.get("evidence", ()), *re.split(r"[\s,]+", first(form, "evidence-elsewhere"))]
    evidence = list(dict.fromkeys(reference.strip() for reference in evidence if reference.strip()))
    tags = [tag.strip() for tag in first(form, "tags").split(",") if tag.strip()]
    marks = first(form, "marks")
    return {
        "id": key,
        "kind": kind,
        **words(form, "prompt"),
        **({"evidence": evidence} if evidence else {}),
        **KINDS[kind].draft(form),
        **words(form, "explanation"),
        **({"marks": number_or_text(marks)} if marks and marks != "1" else {}),
        **({"tags": tags} if tags else {}),
    }


def new_key(form: Form, taken: Collection[str]) -> str:
    """The id of a new item: as typed, else the first words of its prompt, with a number when that is taken."""
    typed = first(form, "id")
    if typed:
        return typed
    plain = unicodedata.normalize("NFKD", first(form, "prompt")[:LETTERS_FOR_AN_ID]).encode("ascii", "ignore").decode().lower()
    found = re.findall(r"[a-z0-9]+", plain)[:WORDS_OF_AN_ID]
    key = "-".join(found)[:MOST_CHARACTERS].strip("-")
    key = key if ID.fullmatch(key) else f"question-{key}".strip("-")
    number = 1
    while (numbered := key if number == 1 else f"{key}-{number}") in taken:
        number += 1
    return numbered
