"""Texts with gaps as Moodle writes them: gaps of the text's own language, and words to drag by their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from courses.items.formats.moodle_xml import cloze as language
from courses.items.formats.moodle_xml.drafts import Draft, given
from courses.items.formats.moodle_xml.gaps import CLOSE, MARK, OPEN, PLACE, mark
from courses.items.formats.moodle_xml.spans import span_of
from courses.items.rules.gaps import GAP
from courses.items.rules.numbers import number_of

Spec = Mapping[str, Any]


def order_of(spec: Spec) -> list[str]:
    """The ids of the gaps in the order in which the text has them; those that it lacks come last."""
    known = [str(gap["id"]) for gap in spec["gaps"]]
    standing = [key for _, key in GAP.findall(str(spec["prompt"])) if key in known]
    return list(dict.fromkeys([*standing, *known]))


def words_of(spec: Spec) -> list[str]:
    """The words of the gaps in the order of the text, each once where it may be used again."""
    by_id = {str(gap["id"]): given(gap, "word") for gap in spec["gaps"]}
    found = [by_id[key] for key in order_of(spec)]
    return list(dict.fromkeys(found)) if spec.get("reuse") else found


def html_of(spec: Spec, draft: Draft) -> str:
    """The text with its gaps."""
    ids = order_of(spec)
    _check_ids(spec, ids, draft)
    prompt = str(spec["prompt"]).replace(OPEN, "").replace(CLOSE, "")
    marked = GAP.sub(lambda found: found[1] + mark(ids.index(found[2]) + 1) if found[2] in ids else found[0], prompt)
    html = draft.html_of(marked)
    if spec["kind"] == "drag-words":
        return _with_numbers(spec, ids, html)
    by_id = {str(gap["id"]): gap for gap in spec["gaps"]}
    html = language.START.sub(lambda found: f"&#123;{found[0][1:]}", html)
    return MARK.sub(lambda found: gap_of(by_id[ids[int(found[1]) - 1]], draft), html)


def _check_ids(spec: Spec, ids: Sequence[str], draft: Draft) -> None:
    if ids != [f"g{number}" for number in range(1, len(ids) + 1)]:
        draft.lose(
            "The ids of gaps; they are numbered in the order of the text when they are read again.", "id", "prompt"
        )
    if ids != [str(gap["id"]) for gap in spec["gaps"]]:
        draft.lose("The order in which the gaps are listed; it is that of the text.", "gaps")


def _with_numbers(spec: Spec, ids: Sequence[str], html: str) -> str:
    """Gaps by the number of their word; brackets that look like it and mean nothing are written as entities."""
    by_id = {str(gap["id"]): given(gap, "word") for gap in spec["gaps"]}
    words = words_of(spec)
    html = PLACE.sub(r"[&#91;\1]]", html)

    def number(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        return f"[[{words.index(by_id[ids[place]]) + 1 if spec.get('reuse') else place + 1}]]"

    return MARK.sub(number, html)


def marks_of(gap: Spec, draft: Draft) -> int:
    """The marks of a gap, which are whole there."""
    marks = number_of(gap.get("marks", 1)) or 1.0
    if marks != int(marks):
        draft.lose("The marks of a gap are whole numbers there.", "marks")
    return max(1, round(marks))


def total_of(spec: Spec, draft: Draft) -> int:
    """What a text with gaps is worth: the sum of its gaps."""
    total = sum(marks_of(gap, draft) for gap in spec["gaps"])
    if total != (number_of(spec.get("marks", 1)) or 1.0):
        draft.lose(f"A text with gaps is worth the sum of its gaps, which is {total}.", "marks")
    return total


def gap_of(gap: Spec, draft: Draft) -> str:
    """A gap in the language of the text."""
    marks = marks_of(gap, draft)
    if gap["kind"] == "choice":
        type_ = "MULTICHOICE" if gap.get("shuffle") is False else "MULTICHOICE_S"
        return language.gap_of(type_, marks, [_option(option, draft) for option in gap["options"]])
    if gap["kind"] == "number":
        return language.gap_of("NUMERICAL", marks, _numbers(gap, draft))
    type_ = "SHORTANSWER_C" if gap.get("case") else "SHORTANSWER"
    if gap.get("accents"):
        draft.lose("Moodle always counts accents; that they count here is not written.", "accents")
    return language.gap_of(type_, marks, _words(gap, draft))


def _option(option: Spec, draft: Draft) -> tuple[str, float, str]:
    weight = 1.0 if option.get("correct") else float(option.get("weight") or 0)
    if option.get("evidence"):
        draft.lose("The passages that prove an option wrong.", "evidence")
    return language.escaped(_bare(option, "text", draft)), weight, _remark(option, draft)


def _bare(spec: Spec, key: str, draft: Draft) -> str:
    """A text inside a gap, as HTML; pictures cannot stand there."""
    html = draft.html_line(given(spec, key))
    if "<img" in html:
        draft.lose("A picture in a gap was left out.", key)
        html = re.sub(r"<img\b[^<>]*>", "", html)
    return html


def _remark(spec: Spec, draft: Draft) -> str:
    return language.escaped(_bare(spec, "feedback", draft))


def _words(gap: Spec, draft: Draft) -> list[tuple[str, float, str]]:
    found = []
    for entry in gap["answers"]:
        each: Spec = entry if isinstance(entry, Mapping) else {"text": entry}
        found.append((language.typed(given(each, "text")), float(each.get("weight", 1)), _remark(each, draft)))
    return [*found, *_others(gap, draft)]


def _others(gap: Spec, draft: Draft) -> list[tuple[str, float, str]]:
    """What is said to every other answer."""
    return [("*", 0.0, _remark(gap, draft))] if given(gap, "feedback") else []


def _numbers(gap: Spec, draft: Draft) -> list[tuple[str, float, str]]:
    if gap.get("unit") or gap.get("units"):
        draft.lose("Gaps have no units there.", "unit", "units")
    found = []
    for each in gap.get("answers") or [{"value": gap["answer"], "tolerance": gap.get("tolerance", 0)}]:
        value, tolerance = span_of(draft, each)
        written = f"{value}:{tolerance}" if tolerance != "0" else value
        found.append((written, float(each.get("weight", 1)), _remark(each, draft)))
    return [*found, *_others(gap, draft)]
