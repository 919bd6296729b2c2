"""The outline of a quiz: a row for every entry of its file, in its order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from courses.authoring.compiler.drawing import UNASKED
from courses.authoring.quiz_editor.entries import TITLES
from courses.authoring.quiz_editor.queries import ItemLine
from courses.items.rules.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Row:
    """An entry: `kind` as the file calls it, `kind_words` as people do, `words` that tell it from others, `number` if it is asked (a pool: the first).

    `asks`: how many questions of an attempt it is.
    """

    key: str
    kind: str
    kind_words: str
    words: str
    number: int | None
    note: str
    asks: int = 0


def outline_of(specs: Mapping[str, Mapping[str, Any]], lines: Sequence[ItemLine]) -> list[Row]:
    """The rows; `lines` are the questions as the database has them."""
    known = {line.key: line for line in lines}
    rows: list[Row] = []
    number = 1
    for key, spec in specs.items():
        count = _count(spec, known.get(key))
        row = _row(key, spec, known.get(key), number if count else None)
        rows.append(replace(row, asks=count))
        number += count
    return rows


def _count(spec: Mapping[str, Any], line: ItemLine | None) -> int:
    """How many questions of an attempt an entry is."""
    if spec.get("kind") == "section" or UNASKED in (spec.get("kind"), line and line.kind):
        return 0
    return spec["draw"] if spec.get("kind") == "pool" and isinstance(spec.get("draw"), int) else 1


def _row(key: str, spec: Mapping[str, Any], line: ItemLine | None, number: int | None) -> Row:
    kind = str(spec.get("kind", ""))
    if kind == "section":
        return Row(key, kind, str(TITLES[kind]), str(spec.get("title", "")), None, "")
    if kind == "pool":
        return Row(key, kind, str(TITLES[kind]), _pool_words(spec), number, "")
    words = str(spec.get("title") or (line.text if line else spec.get("prompt", key)))
    note = ""
    if line:
        note = ngettext("asked once", "asked %(num)s times", line.asked) if line.asked else _("never asked yet")
    if kind == "bank":
        return Row(
            key,
            kind,
            _("From the bank: %(kind)s", kind=_(KINDS[line.kind].TITLE)) if line else _("From the bank"),
            words,
            number,
            note,
        )
    return Row(key, kind, _(KINDS[kind].TITLE) if kind in KINDS else kind, words, number, note)


def _pool_words(spec: Mapping[str, Any]) -> str:
    """What a pool draws, in words."""
    kinds = [spec.get("category"), *(spec.get("tags") or ()), spec.get("difficulty")]
    of = ", ".join(str(each) for each in kinds if each) or _("the whole bank")
    return _("%(count)s drawn from: %(of)s", count=spec.get("draw", "?"), of=of)
