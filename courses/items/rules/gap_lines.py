"""The gaps of a text as its editor shows them: a row each, with an accepted answer or an option a line.

A line is `town`, `* town` for the right option, `50% market # Nearly.` with what it is worth and what is said to it; numbers are
`1204`, `1204 +- 2` or `1200 to 1208`. A backslash takes its meaning from what follows: `\\#` begins no feedback, `\\50% of all` is no worth and
`\\=5` not the right option. What a line cannot say (the evidence of an option, a unit) comes along in a hidden field and stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from courses.items.rules.forms import rows
from courses.items.rules.kinds.context import Form
from courses.items.rules.numbers import number_of, number_or_text

LISTS = {"text": "answers", "choice": "options", "number": "answers"}
SHOWN = frozenset({"id", "kind", "marks", "answer", "tolerance", "answers", "options"})
PERCENT = re.compile(r"(-?\d{1,3}(?:\.\d{1,10})?) ?% (.*)", re.DOTALL)
RIGHT = ("* ", "=")
TOLERANCE = re.compile(r"(\S+) ?(?:\+-|±) ?(\S+)")
RANGE = re.compile(r"(\S+) to (\S+)")
HASH = re.compile(r"(?<!\S)(\\*#)(?!\S)")
ESCAPED_HASH = re.compile(r"(?<!\S)\\(\\*#)(?!\S)")
LONGEST = 100_000
DIGITS = 9


def drafted_gaps(form: Form) -> list[dict[str, Any]]:
    """The gaps as a course file writes them; rows without an id and without answers are left out."""
    names = ("gap-before", "gap-id", "gap-kind", "gap-marks", "gap-answers")
    return [
        _gap(_former(before), key, kind, marks, lines)
        for before, key, kind, marks, lines in rows(form, *names)
        if key or lines
    ]


def shown_lines(gap: Mapping[str, Any]) -> str:
    """The answers or options of a gap, a line each, as `drafted_gaps` reads them."""
    return "\n".join(_line(str(gap.get("kind")), entry) for entry in _entries(gap))


def _line(kind: str, entry: Mapping[str, Any]) -> str:
    weight, feedback = entry.get("weight"), " ".join(str(entry.get("feedback") or "").split())
    worth = number_of(weight)
    return "".join(
        [
            "* " if entry.get("correct") is True else "",
            "" if worth is None else f"{worth * 100:.{DIGITS - 2}f}".rstrip("0").rstrip(".") + "% ",
            _shown_amount(entry) if kind == "number" else _escaped(kind, " ".join(str(entry.get("text", "")).split())),
            f" # {feedback}" if feedback else "",
        ]
    )


def _shown_amount(entry: Mapping[str, Any]) -> str:
    if "from" in entry or "to" in entry:
        return f"{entry.get('from', '')} to {entry.get('to', '')}"
    tolerance = entry.get("tolerance")
    return f"{entry.get('value', '')}{'' if tolerance is None else f' +- {tolerance}'}"


def _escaped(kind: str, words: str) -> str:
    words = HASH.sub(r"\\\1", words)
    return f"\\{words}" if _is_marked(kind, words) else words


def _unescaped(kind: str, words: str) -> str:
    words = words.removeprefix("\\") if _is_marked(kind, words) else words
    return ESCAPED_HASH.sub(r"\1", words)


def _is_marked(kind: str, words: str) -> bool:
    """Whether words begin like a worth or the right option, behind backslashes or without."""
    bare = words.lstrip("\\")
    return bool(PERCENT.fullmatch(bare)) or (kind == "choice" and bare.startswith(RIGHT))


def _former(text: str) -> dict[str, Any]:
    """The gap as it was when the page was opened."""
    if len(text) > LONGEST:
        return {}
    try:
        found = json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _gap(former: dict[str, Any], key: str, kind: str, marks: str, lines: str) -> dict[str, Any]:
    entries = [_entry(kind, " ".join(line.split())) for line in lines.splitlines() if line.strip()]
    is_same_kind = former.get("kind") == kind
    if is_same_kind and [_said(kind, one) for one in _entries(former)] == [_said(kind, one) for one in entries]:
        answers = {name: former[name] for name in former if name in SHOWN - {"id", "kind", "marks"}}
    else:
        answers = _answers(kind, _with_rest(kind, entries, former))
    return {
        **({"id": key} if key else {}),
        "kind": kind,
        **answers,
        **({name: value for name, value in former.items() if name not in SHOWN} if is_same_kind else {}),
        **({"marks": number_or_text(marks)} if marks and (marks != "1" or "marks" in former) else {}),
    }


def _entry(kind: str, line: str) -> dict[str, Any]:
    """One line as an entry of `answers` or `options`."""
    body, _, feedback = line.partition(" # ")
    is_right = kind == "choice" and body.startswith(RIGHT)
    body = body[1:].strip() if is_right else body
    percent = PERCENT.fullmatch(body)
    text = _unescaped(kind, percent[2] if percent else body)
    return {
        **(_amount(text) if kind == "number" else {"text": text}),
        **({"correct": True} if is_right else {}),
        **({"weight": round(float(percent[1]) / 100, DIGITS)} if percent else {}),
        **({"feedback": feedback} if feedback else {}),
    }


def _amount(text: str) -> dict[str, Any]:
    """A number, a number with a tolerance, or a range; what is none of them stays a text, which is a problem where it is compiled."""
    if found := TOLERANCE.fullmatch(text):
        return {"value": number_or_text(found[1]), "tolerance": number_or_text(found[2])}
    if found := RANGE.fullmatch(text):
        return {"from": number_or_text(found[1]), "to": number_or_text(found[2])}
    return {"value": number_or_text(text)}


def _answers(kind: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Entries under the key they stand at, as short as a course file may write them."""
    if kind == "number" and len(entries) == 1 and entries[0].keys() <= {"value", "tolerance"}:
        return {"answer" if name == "value" else name: value for name, value in entries[0].items()}
    if kind == "text":
        return {"answers": [entry["text"] if entry.keys() == {"text"} else entry for entry in entries]}
    return {LISTS.get(kind, "answers"): entries}


def _entries(gap: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The entries of a gap as it is written."""
    if "answer" in gap:
        names = {"answer": "value", "tolerance": "tolerance"}
        return [{names[name]: gap[name] for name in names if name in gap}]
    written = gap.get(LISTS.get(str(gap.get("kind")), "answers"))
    return [
        entry if isinstance(entry, dict) else {"text": entry}
        for entry in (written if isinstance(written, list) else [])
    ]


def _with_rest(kind: str, entries: list[dict[str, Any]], former: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Entries with what no line shows of those that say the same words."""
    before = {_said(kind, {**one, "weight": None, "feedback": ""}): one for one in _entries(former)}
    found = []
    for entry in entries:
        old = before.get(_said(kind, {**entry, "weight": None, "feedback": ""}), {})
        evidence = {"evidence": old["evidence"]} if "evidence" in old else {}
        found.append(old if _said(kind, old) == _said(kind, entry) else {**entry, **evidence})
    return found


def _said(kind: str, entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a line shows of an entry, made comparable."""
    names = ("value", "tolerance", "from", "to") if kind == "number" else ("text",)
    weight = number_of(entry.get("weight"))
    return (
        *(" ".join(str(entry.get(name, "")).split()) for name in names),
        entry.get("correct") is True,
        # As many digits as the page shows; and nothing below nothing is nothing.
        None if weight is None else f"{round(weight * 100, DIGITS - 2) + 0.0:.7f}",
        " ".join(str(entry.get("feedback") or "").split()),
    )
