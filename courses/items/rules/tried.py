"""What came of each part of an answer: right or wrong, part by part, and nothing of what would be right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from courses.items.rules.asked import Asked
from courses.items.rules.kinds import KINDS
from courses.items.rules.text import plain


@dataclass(frozen=True, slots=True)
class TriedPart:
    """A part of an answer in plain words. `verdict` as of a question; `notes_html`: what its author says to it; `parts`: its own."""

    words: str
    verdict: str
    notes_html: tuple[str, ...] = ()
    parts: tuple[TriedPart, ...] = ()


def parts_of(question: Asked) -> tuple[TriedPart, ...]:
    """The parts of an answer that was graded; none where it is right or wrong as a whole."""
    if question.response is None:
        return ()
    if inside := question.inside:
        return tuple(_inner(number, each) for number, each in enumerate(inside, start=1))
    find = next((_PARTS[held] for held in question.response if held in _PARTS), None)
    return tuple(find(question)) if find else ()


def _inner(number: int, question: Asked) -> TriedPart:
    grade = question.grade
    notes = (grade.remark_html, *grade.notes_html.values())
    return TriedPart(f"{number}: {question.words}", question.verdict, tuple(filter(None, notes)), parts_of(question))


def _named(question: Asked) -> Iterable[TriedPart]:
    """The kind names its parts in the order in which it grades them."""
    words = KINDS[question.kind].chosen(question.body, question.response or {})
    return (TriedPart(each, _verdict(is_right)) for each, is_right in zip(words, question.grade.parts, strict=True))


def _steps(question: Asked) -> Iterable[TriedPart]:
    """The steps as they were put in order."""
    places, steps = (question.response or {})["places"], question.body["steps"]
    for step in sorted(range(len(steps)), key=lambda step: places[step]):
        yield TriedPart(f"{places[step] + 1}. {plain(steps[step])}", _verdict(question.grade.parts[step]))


def _options(question: Asked) -> Iterable[TriedPart]:
    """The options that were chosen."""
    for number in (question.response or {})["choices"]:
        option = question.body["options"][number]
        is_partial = not option["correct"] and (option.get("weight") or 0) > 0
        yield TriedPart(plain(option["html"]), "partial" if is_partial else _verdict(option["correct"]))


def _verdict(is_right: bool) -> str:
    return "right" if is_right else "wrong"


# By what an answer holds. Checked answers are complete: every part of them was answered.
_PARTS: dict[str, Callable[[Asked], Iterable[TriedPart]]] = {
    "pairs": _named,
    "words": _named,
    "sentences": _named,
    "places": _steps,
    "choices": _options,
}
