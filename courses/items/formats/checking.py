"""What is in a file, told to programs and to people, without anything being stored."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from courses.items.formats.values import Found, Question

Spec = Mapping[str, Any]
# The kinds of questions by the names that checks of other programs use.
TYPES = {
    "cloze": "cloze",
    "description": "description",
    "drag-words": "cloze",
    "essay": "essay",
    "evidence": "hottext",
    "matching": "matching",
    "multiple-choice": "multiple_choice",
    "multiple-response": "multiple_response",
    "numeric": "numeric",
    "ordering": "ordering",
    "short-answer": "short_answer",
    "stimulus": "other",
    "true-false": "true_false",
}
LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}\)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
MARKS = re.compile(r"(?<!\\)(?:[*`^~]+|(?<!\w)_+|_+(?!\w))")
GAP = re.compile(r"(?<!\\)\{[a-z][a-z0-9-]{0,63}\}")


def report(file: str, found: Found) -> dict[str, Any]:
    """One file as a value for JSON.

    `warnings` is their number, because those who read it compare it with numbers; `messages` are the warnings themselves.
    """
    return {
        "file": file,
        "ok": not found.error,
        "error": found.error,
        "format": found.format,
        "questions": [
            {"type": type_of(each), "text": text_of(each), "correct": correct_of(each)} for each in found.questions
        ],
        "skipped": [{"what": each.what, "name": each.name, "reason": each.reason} for each in found.skipped],
        "warnings": len(found.warnings) + len(lacking(found)),
        "messages": [*found.warnings, *lacking(found)],
    }


def lacking(found: Found) -> list[str]:
    """What questions need before they can come in."""
    return [f"{each.where}: {each.lacking}" if each.where else each.lacking for each in found.questions if each.lacking]


def type_of(question: Question) -> str:
    """What kind of question it is, by the name that other programs use."""
    return TYPES.get(question.spec["kind"], "other")


def text_of(question: Question) -> str:
    """The words of a question."""
    if question.text is not None:
        return question.text
    prompt = str(question.spec.get("prompt", ""))
    return bare(GAP.sub("…", prompt) if "gaps" in question.spec else prompt)


def correct_of(question: Question) -> list[str]:
    """The answers that earn something, in words."""
    if question.correct is not None:
        return list(question.correct)
    tell = CORRECT.get(question.spec["kind"])
    return list(tell(question.spec)) if tell else []


def bare(markdown: str) -> str:
    """The words of Markdown, roughly and quickly: it is looked at, not kept."""
    text = MARKS.sub("", LINK.sub(r"\1", markdown))
    return " ".join(html.unescape(ESCAPED.sub(r"\1", text)).split())


def right_options(spec: Spec) -> Iterator[str]:
    """The options that earn something."""
    for option in spec["options"]:
        if option.get("correct") or option.get("weight", 0) > 0:
            yield bare(str(option["text"]))


def accepted(spec: Spec) -> Iterator[str]:
    """The texts that earn something, as they are typed."""
    for answer in spec["answers"]:
        part: Spec = answer if isinstance(answer, Mapping) else {"text": answer}
        if part.get("weight", 1) > 0:
            yield str(part["text"])


def numbers(spec: Spec) -> Iterator[str]:
    """The numbers and ranges that earn something."""
    single = [{"value": spec["answer"], "tolerance": spec.get("tolerance", 0)}] if "answer" in spec else []
    parts: Sequence[Spec] = spec.get("answers") or single
    for part in parts:
        if part.get("weight", 1) > 0:
            room = f" ± {part['tolerance']}" if part.get("tolerance") else ""
            yield f"{part['from']}..{part['to']}" if "from" in part else f"{part['value']}{room}"


def gaps(spec: Spec) -> Iterator[str]:
    """What belongs into each gap."""
    tell: Mapping[str, Callable[[Spec], Iterator[str]]] = {"text": accepted, "choice": right_options, "number": numbers}
    for gap in spec["gaps"]:
        yield str(gap["word"]) if "word" in gap else " / ".join(tell[gap["kind"]](gap))


CORRECT: Mapping[str, Callable[[Spec], Iterator[str]]] = {
    "multiple-choice": right_options,
    "multiple-response": right_options,
    "true-false": lambda spec: iter(["true" if spec["answer"] else "false"]),
    "short-answer": accepted,
    "numeric": numbers,
    "matching": lambda spec: (f"{bare(str(pair['left']))} -> {bare(str(pair['right']))}" for pair in spec["pairs"]),
    "ordering": lambda spec: (bare(str(step)) for step in spec["steps"]),
    "cloze": gaps,
    "drag-words": gaps,
}
