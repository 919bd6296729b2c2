"""The kinds of questions as Moodle's types: the keys of a course file to the elements of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from courses.items.formats.moodle_xml import gaps_written
from courses.items.formats.moodle_xml.drafts import Draft, given
from courses.items.formats.moodle_xml.spans import span_of
from courses.items.formats.texts import from_text, to_html, to_text
from courses.items.rules.numbers import number_of

Spec = Mapping[str, Any]
GRADING = {
    "longest-run": "LONGEST_ORDERED_SUBSET",
    "adjacent-pairs": "RELATIVE_NEXT_EXCLUDE_LAST",
    "exact": "ALL_OR_NOTHING",
}


def combined(draft: Draft, feedback: str = "") -> None:
    """What Moodle says on the whole: to those who were right, partly right and wrong."""
    for name, text in (("correct", ""), ("partiallycorrect", feedback), ("incorrect", feedback)):
        draft.page(f"{name}feedback", text)
    draft.put("shownumcorrect")


def shuffled(spec: Spec, draft: Draft, yes: str = "true", no: str = "false") -> None:
    """Whether Moodle may shuffle."""
    draft.put("shuffleanswers", no if spec.get("shuffle") is False else yes)


def multiple_choice(spec: Spec, draft: Draft) -> None:
    """One right option."""
    _choice(spec, draft, single=True)
    for option in spec["options"]:
        _option(draft, option, 1.0 if option.get("correct") else float(option.get("weight") or 0))


def multiple_response(spec: Spec, draft: Draft) -> None:
    """Several right options, worth their weights or equal parts."""
    _choice(spec, draft, single=False)
    options: Sequence[Spec] = spec["options"]
    rights = sum(bool(option.get("correct")) for option in options) or 1
    is_weighted = any(option.get("weight") is not None for option in options)
    for option in options:
        usual = (1 if option.get("correct") else -1) / rights
        weight = float(option.get("weight") or 0) if is_weighted else usual
        if (weight > 0) != bool(option.get("correct")):
            draft.lose("Moodle takes an option for right exactly when it is worth something.", "correct", "weight")
        _option(draft, option, weight)


def _choice(spec: Spec, draft: Draft, *, single: bool) -> None:
    draft.put("single", "true" if single else "false")
    shuffled(spec, draft)
    draft.put("answernumbering", "abc")
    draft.put("showstandardinstruction", "0")
    combined(draft)


def _option(draft: Draft, option: Spec, weight: float) -> None:
    answer = draft.line(draft.answer(weight), given(option, "text"))
    draft.page("feedback", given(option, "feedback"), answer)
    if option.get("evidence"):
        draft.lose("The passages that prove an option wrong.", "evidence")


def true_false(spec: Spec, draft: Draft) -> None:
    """Two answers with fixed names."""
    for truth in (True, False):
        is_right = spec["answer"] is truth
        answer = draft.answer(1.0 if is_right else 0.0)
        answer.set("format", "moodle_auto_format")
        draft.text(answer, "true" if truth else "false")
        draft.page("feedback", given(spec, "praise" if is_right else "feedback"), answer)


def short_answer(spec: Spec, draft: Draft) -> None:
    """Accepted answers; what is said to all others belongs to `*`."""
    draft.put("usecase", "1" if spec.get("case") else "0")
    if spec.get("accents"):
        draft.lose("Moodle always counts accents; that they count here is not written.", "accents")
    for entry in spec["answers"]:
        each: Spec = entry if isinstance(entry, Mapping) else {"text": entry}
        _typed(draft, given(each, "text"), weight_of(each), given(each, "feedback"))
    if text := given(spec, "feedback"):
        _typed(draft, "*", 0.0, text)


def weight_of(answer: Spec) -> float:
    """What an accepted answer is worth; everything where nothing is said."""
    return float(answer.get("weight", 1))


def _typed(draft: Draft, text: str, weight: float, feedback: str, tolerance: str = "") -> None:
    answer = draft.answer(weight)
    answer.set("format", "moodle_auto_format")
    draft.text(answer, text)
    draft.page("feedback", feedback, answer)
    if tolerance:
        draft.put("tolerance", tolerance, answer)


def numeric(spec: Spec, draft: Draft) -> None:
    """Numbers with tolerances, and units."""
    for each in spec.get("answers") or [{"value": spec["answer"], "tolerance": spec.get("tolerance", 0)}]:
        value, tolerance = span_of(draft, each)
        _typed(draft, value, weight_of(each), given(each, "feedback"), tolerance)
    if text := given(spec, "feedback"):
        _typed(draft, "*", 0.0, text, "0")
    unit, others = given(spec, "unit"), spec.get("units") or []
    if unit or others:
        units = draft.put("units")
        for name, multiplier in [(unit, "1")] * bool(unit) + [
            (given(each, "name"), _multiplier(each)) for each in others
        ]:
            holder = draft.put("unit", parent=units)
            draft.put("multiplier", multiplier, holder)
            draft.put("unit_name", name, holder)
    draft.put("unitgradingtype", "0")
    draft.put("unitpenalty", "0.1000000")
    draft.put("showunits", "0" if unit or others else "3")
    draft.put("unitsleft", "0")


def _multiplier(unit: Spec) -> str:
    factor = number_of(unit.get("factor"))
    return f"{1 / factor:.12g}" if factor else "1"


def matching(spec: Spec, draft: Draft) -> None:
    """Pairs; what fits nothing has an empty left side."""
    shuffled(spec, draft)
    combined(draft, given(spec, "feedback"))
    for pair in spec["pairs"]:
        _pair(draft, given(pair, "left"), given(pair, "right"), "right")
    for right in spec.get("distractors") or ():
        _pair(draft, "", str(right), "distractors")


def _pair(draft: Draft, left: str, right: str, key: str) -> None:
    holder = draft.line(draft.put("subquestion"), left)
    words = to_text(right)
    if to_html(from_text(words, is_line=True)) != to_html(right):
        draft.lose("Right sides are plain words there.", key)
    draft.text(draft.put("answer", parent=holder), words)


def ordering(spec: Spec, draft: Draft) -> None:
    """Steps in their order."""
    draft.put("layouttype", "VERTICAL")
    draft.put("selecttype", "ALL")
    draft.put("selectcount", "0")
    draft.put("gradingtype", GRADING.get(given(spec, "scoring"), GRADING["longest-run"]))
    draft.put("showgrading", "SHOW")
    combined(draft, given(spec, "feedback"))
    for number, step in enumerate(spec["steps"], 1):
        answer = draft.put("answer")
        answer.set("fraction", f"{number}.0000000")
        draft.line(answer, str(step))


def drag_words(spec: Spec, draft: Draft) -> None:
    """Words to drag into the text, which names them by number."""
    shuffled(spec, draft, "1", "0")
    combined(draft, given(spec, "feedback"))
    for word in (*gaps_written.words_of(spec), *(spec.get("distractors") or ())):
        box = draft.put("dragbox")
        draft.text(box, draft.html_line(str(word)))
        draft.put("group", "1", box)
        if spec.get("reuse"):
            draft.put("infinite", parent=box)


def essay(spec: Spec, draft: Draft) -> None:
    """A text to be written, with what it is marked by for those who mark it."""
    draft.put("responseformat", "editor")
    draft.put("responserequired", "1")
    if spec.get("lines"):
        draft.put("responsefieldlines", spec["lines"])
    for key, name in (("words_min", "minwordlimit"), ("words_max", "maxwordlimit")):
        draft.put(name, spec.get(key) or "")
    for name in ("attachments", "attachmentsrequired", "maxbytes"):
        draft.put(name, "0")
    draft.put("filetypeslist")
    model = given(spec, "model")
    if spec.get("rubric"):
        draft.lose("The rubric stands as a table in the information for graders.", "rubric", "model")
        model = f"{model}\n\n{rubric_table(spec['rubric'])}".strip()
    draft.page("graderinfo", model)
    template = draft.put("responsetemplate")
    template.set("format", "plain_text")
    draft.text(template, given(spec, "starter"))


def rubric_table(rubric: Sequence[Spec]) -> str:
    """A rubric as a table, a level in a row."""
    cell = lambda text: " ".join(text.replace("|", "\\|").split())  # noqa: E731
    rows = [
        f"| {cell(given(criterion, 'criterion'))} | {cell(given(level, 'text'))} | {given(level, 'points')} |"
        for criterion in rubric
        for level in criterion.get("levels") or ()
    ]
    return "\n".join(["| Criterion | Level | Points |", "| --- | --- | --- |", *rows])


def evidence(spec: Spec, draft: Draft) -> None:
    """Moodle has no passages to select from: the question asks for the words, and the proof is the model answer."""
    draft.lose("Moodle cannot ask for passages: this became an essay, its proof the information for graders.", "kind")
    proof = "\n\n".join(f"> {given(each, 'text')}" for each in spec.get("proof") or ())
    essay({"model": proof}, draft)


def nothing(spec: Spec, draft: Draft) -> None:
    """A text asks nothing; a text with gaps holds everything in itself."""


@dataclass(frozen=True)
class Kind:
    """Moodle's name of a type, and what writes its elements."""

    type: str
    write: Callable[[Spec, Draft], None]


KINDS: Mapping[str, Kind] = {
    "multiple-choice": Kind("multichoice", multiple_choice),
    "multiple-response": Kind("multichoice", multiple_response),
    "true-false": Kind("truefalse", true_false),
    "short-answer": Kind("shortanswer", short_answer),
    "numeric": Kind("numerical", numeric),
    "matching": Kind("matching", matching),
    "ordering": Kind("ordering", ordering),
    "cloze": Kind("cloze", nothing),
    "drag-words": Kind("ddwtos", drag_words),
    "essay": Kind("essay", essay),
    "evidence": Kind("essay", evidence),
    "description": Kind("description", nothing),
    "stimulus": Kind("description", nothing),
}
