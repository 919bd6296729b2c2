"""One item of a quiz file, compiled: what every item has, and what its kind adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.items.rules.kinds.context import KINDS, Context, Kind
from courses.items.rules.parts import Part
from courses.items.rules.text import plain
from models.enums import Difficulty

COMMON_KEYS = frozenset(
    {
        "id",
        "kind",
        "title",
        "prompt",
        "evidence",
        "explanation",
        "hints",
        "penalty",
        "marks",
        "tags",
        "difficulty",
        "kept",
    }
)
ID = re.compile(r"[a-z][a-z0-9-]{0,63}")
MOST_MARKS = 100
MOST_TAGS = 20
MOST_EVIDENCE = 20
LONGEST_TAG = 64
LONGEST_TITLE = 300
MOST_HINTS = 10
PENALTY = 1 / 3
MOST_KEPT = 10
LONGEST_KEPT = 65_536


@dataclass(frozen=True)
class ParsedItem:
    """An item as its kind compiled it; `evidence` are references as written, `text` is what search and lists show.

    `option_evidence`: the references that prove an option wrong, by its number.
    """

    key: str
    kind: str
    marks: float
    body: dict[str, Any]
    evidence: tuple[str, ...]
    tags: tuple[str, ...]
    text: str
    difficulty: Difficulty | None = None
    option_evidence: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def parse_item(spec: Mapping[str, Any], context: Context) -> ParsedItem | None:
    """Compile one entry of `items`, noting every problem; None when its id or kind cannot be used.

    What was noted as a problem may be missing from the result, which therefore must not be kept when there is one.
    """
    item = Part(spec, context)
    key, kind = _key(item), _kind(item)
    if kind is None:
        return None
    item.only(COMMON_KEYS | kind.KEYS)
    own = kind.parse(spec, context)
    marks, proves, also = own.pop("marks", None), own.pop("proves", None), own.pop("also_proves", ())
    option_proves = own.pop("option_proves", {})
    body = {
        "prompt_html": own["prompt_html"] if "prompt_html" in own else item.html("prompt") or "",
        "explanation_html": item.html("explanation", optional=True),
        "hints_html": item.pages("hints", 0, MOST_HINTS),
        "penalty": _penalty(item),
        **own,
    }
    parsed = ParsedItem(
        key,
        kind.NAME,
        _marks(item) if marks is None else marks,
        body,
        tuple(dict.fromkeys([*_evidence(item, proves), *also])),
        tuple(item.texts("tags", 0, MOST_TAGS, longest=LONGEST_TAG)),
        _title(item) or plain(body["prompt_html"]),
        _difficulty(item),
        option_proves,
    )
    _check_kept(item)
    return parsed if key else None


def _title(item: Part) -> str:
    return item.text("title", optional=True, longest=LONGEST_TITLE)


def _penalty(item: Part) -> float:
    """The share of the marks that each further try costs."""
    penalty = item.number("penalty", default=PENALTY)
    if not 0 <= penalty <= 1:
        item.problem("penalty", "'penalty' is a fraction of the marks from 0 to 1.")
    return penalty


def _difficulty(item: Part) -> Difficulty | None:
    word = item.text("difficulty", optional=True)
    try:
        return Difficulty(word) if word else None
    except ValueError:
        item.problem("difficulty", f"'difficulty' is one of {', '.join(Difficulty)}.")
        return None


def _check_kept(item: Part) -> None:
    """What another program wrote and this one has no word for: texts by format, given back when the item is written in it."""
    kept = item.spec.get("kept", {})
    if not isinstance(kept, Mapping) or len(kept) > MOST_KEPT:
        item.problem("kept", "'kept' should name formats, each with the text kept for it.")
        return
    part = Part(kept, item.context, (*item.path, "kept"))
    for name in kept:
        part.text(str(name), longest=LONGEST_KEPT)


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


def _evidence(item: Part, proves: Sequence[str] | None) -> tuple[str, ...]:
    """The passages that prove the answer, each one that there is; `proves` where none is written."""
    if "evidence" not in item.spec and proves is not None:
        return tuple(proves)
    references = item.texts("evidence", 0 if item.context.is_lenient else 1, MOST_EVIDENCE)
    item.different("evidence", references)
    for number, reference in enumerate(references):
        if reference and reference not in item.context.passages:
            item.context.problem((*item.path, "evidence", number), f"There is no passage '{reference}'.")
    return tuple(reference for reference in references if reference in item.context.passages)
