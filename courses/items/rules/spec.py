"""One item of a quiz file, compiled: what every item has, and what its kind adds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.items.rules.kinds import KINDS
from courses.items.rules.kinds.context import Context, Kind
from courses.items.rules.parts import Part
from courses.items.rules.text import plain

COMMON_KEYS = frozenset({"id", "kind", "prompt", "evidence", "explanation", "marks", "tags"})
ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
MOST_MARKS = 100
MOST_TAGS = 20
MOST_EVIDENCE = 20
LONGEST_TAG = 64


@dataclass(frozen=True)
class ParsedItem:
    """An item as its kind compiled it; `evidence` are references as written, `text` is what search and lists show."""

    key: str
    kind: str
    marks: float
    body: dict[str, Any]
    evidence: tuple[str, ...]
    tags: tuple[str, ...]
    text: str


def parse_item(spec: Mapping[str, Any], context: Context) -> ParsedItem | None:
    """Compile one entry of `items`, noting every problem; None when its id or kind cannot be used.

    What was noted as a problem may be missing from the result, which therefore must not be kept when there is one.
    """
    item = Part(spec, context)
    key, kind = _key(item), _kind(item)
    if kind is None:
        return None
    item.only(COMMON_KEYS | kind.KEYS)
    body = {
        "prompt_html": item.html("prompt") or "",
        "explanation_html": item.html("explanation", optional=True),
        **kind.parse(spec, context),
    }
    proves = body.pop("proves", None)
    evidence = _evidence(item) if "evidence" in spec or proves is None else tuple(proves)
    tags = tuple(item.texts("tags", 0, MOST_TAGS, longest=LONGEST_TAG))
    return ParsedItem(key, kind.NAME, _marks(item), body, evidence, tags, plain(body["prompt_html"])) if key else None


def _key(item: Part) -> str:
    key = item.spec.get("id")
    if isinstance(key, str) and ID.fullmatch(key):
        return key
    item.problem(
        "id",
        "'id' is missing."
        if key is None
        else "An id is lower-case letters, digits and hyphens, begins with a letter and has at most 64 characters.",
    )
    return ""


def _kind(item: Part) -> Kind | None:
    name = item.spec.get("kind")
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        item.problem(
            "kind",
            "'kind' is missing." if name is None else f"There is no kind '{name}'; there are {', '.join(KINDS)}.",
        )
    return kind


def _marks(item: Part) -> float:
    marks = item.number("marks", default=1)
    if not 0 < marks <= MOST_MARKS:
        item.problem("marks", f"'marks' should be above 0 and at most {MOST_MARKS}.")
    return marks


def _evidence(item: Part) -> tuple[str, ...]:
    """The passages that prove the answer, each one that there is."""
    references = item.texts("evidence", 1, MOST_EVIDENCE)
    item.different("evidence", references)
    for number, reference in enumerate(references):
        if reference and reference not in item.context.passages:
            item.context.problem((*item.path, "evidence", number), f"There is no passage '{reference}'.")
    return tuple(reference for reference in references if reference in item.context.passages)
