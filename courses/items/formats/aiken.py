"""Aiken: multiple choice as plain text, a line for each option and one for the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from courses.items.formats import texts
from courses.items.formats.plain_files import begins, found_in, is_plain, letters_of, lines_of
from courses.items.formats.values import Found, Loss, Outgoing, Question, Skipped, Unusable, Written

NAME = "aiken"
TITLE = "Aiken"
ENDING = "txt"

OPTION = re.compile(r"([A-Z])[.)](?:[ \t]+(.*)|\)?[ \t]*([^\s.)].*))")
# What Moodle takes for an option wherever it stands, also where a question could begin.
LETTERED = re.compile(r"[A-Z][).]\s")
ANSWER = re.compile(r"ANSWER[ \t]*:(.*)")
ANY_ANSWER = re.compile(r"answer[ \t]*:(.*)", re.IGNORECASE)
SMALL_ANSWER = re.compile(r"answer[ \t]*:[ \t]*[a-z][.)]?", re.IGNORECASE)
LETTER = re.compile(r"[ \t]*([A-Z])[.)]?[ \t]*")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KEPT = frozenset({"id", "kind", "prompt", "options", "text", "correct"})
BESIDE = "Aiken has no place for: {keys}."
ONE_LINE = "Aiken holds plain words in one line; the marks and paragraphs of {places} were left out."
LEFT_OUT = "Aiken has multiple choice only; “{kind}” was left out."
TOO_MANY = "Aiken has letters for 26 options, not for {count}; the question was left out."
MISLEADING = "Aiken would take the beginning of the prompt for an answer; the question was left out."
TOO_SHORT = (
    "Moodle passes over lines of a single letter in Aiken, so the question was left out: its prompt is no longer."
)


def recognises(content: bytes, file_name: str) -> bool:
    """Whether there are options in their letters, and an answer or at least no braces of GIFT; or an answer alone, which says what was meant."""
    if not is_plain(content):
        return False
    try:
        lines = [line.strip() for line in lines_of(letters_of(content)[0])]
    except Unusable:
        return False
    found = [option[1] for line in lines if (option := OPTION.fullmatch(line))]
    has_options = any(pair == ("A", "B") for pair in pairwise(found))
    answers = [answer[1] for line in lines if (answer := ANY_ANSWER.fullmatch(line))]
    if any("{" in line for line in lines):
        return has_options and bool(answers)
    return has_options or any(LETTER.fullmatch(answer) for answer in answers)


@dataclass
class Pending:
    """A question of which some lines were read; `line` is its first, `is_parted` says that an empty line was the last."""

    line: int
    prompt: list[str] = field(default_factory=list)
    options: list[tuple[str, list[str]]] = field(default_factory=list)
    is_parted: bool = False


@dataclass
class Reading:
    """What was read so far."""

    questions: list[Question] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    pending: Pending | None = None

    def refuse(self, line: int, sentence: str) -> None:
        """Name the question at hand as one that cannot be taken."""
        name = begins(" ".join(self.pending.prompt)) if self.pending else ""
        self.skipped.append(Skipped("multiple choice", name, f"line {line}: {sentence}"))
        self.pending = None


def read(content: bytes) -> Found:
    """Every question with a right answer, and every other one named."""
    text, assumed = letters_of(content)
    reading = Reading(warnings=assumed)
    for number, line in enumerate(lines_of(text), 1):
        take(line.strip(), number, reading)
    leave(reading)
    return found_in(NAME, reading.questions, reading.skipped, reading.warnings)


def take(line: str, number: int, reading: Reading) -> None:
    """Read a line: it is what it begins with, and where it begins with nothing it belongs to what stands before."""
    pending = reading.pending
    if not line:
        if pending:
            pending.is_parted = True
    elif found := ANSWER.fullmatch(line):
        close(found[1], number, reading)
    elif pending and pending.prompt and (option := OPTION.fullmatch(line)):
        pending.options.append((option[1], [(option[2] or option[3] or "").strip()]))
        pending.is_parted = False
    elif pending and pending.options and ANY_ANSWER.fullmatch(line):
        reading.refuse(number, "The line with the answer begins with “ANSWER:”, in capital letters.")
    elif pending and SMALL_ANSWER.fullmatch(line):
        reading.refuse(number, "Options begin with a capital letter, and the line with the answer with “ANSWER:”.")
    else:
        add_words(line, number, reading)


def add_words(line: str, number: int, reading: Reading) -> None:
    """Words go on with the prompt or the option before them; behind an empty line, after options, they begin a question."""
    pending = reading.pending
    if pending and pending.options and pending.is_parted:
        leave(reading)
        pending = None
    if pending is None:
        pending = reading.pending = Pending(number)
    if pending.options:
        pending.options[-1][1].append(line)
        reading.warnings.append(f"line {number}: This line was taken as part of the option before it.")
    else:
        pending.prompt += ["", line] if pending.is_parted and pending.prompt else [line]
    pending.is_parted = False


def leave(reading: Reading) -> None:
    """Name the question at hand, if there is one: its answer never came."""
    if pending := reading.pending:
        words = (
            "It has no line “ANSWER:”." if pending.options else "These words belong to no question: no options follow."
        )
        reading.refuse(pending.line, words)


def close(answer: str, line: int, reading: Reading) -> None:
    """The line with the answer: the question is complete, or it is refused."""
    pending = reading.pending
    if pending is None or not pending.prompt:
        reading.refuse(line, "There is an answer, but no question before it.")
        return
    letters = [letter for letter, _ in pending.options]
    found = LETTER.fullmatch(answer)
    if not found:
        reading.refuse(line, f"The answer should be one letter, not “{answer.strip()[:40]}”.")
    elif len(set(letters)) < len(letters):
        reading.refuse(line, "Two options have the same letter.")
    elif found[1] not in letters:
        hint = "" if letters else " An option begins with a capital letter and “.” or “)”."
        reading.refuse(line, f"The answer is {found[1]}, but there is no option {found[1]}.{hint}")
    elif len(letters) < 2:
        reading.refuse(line, "A choice needs two options or more.")
    elif not all("".join(words) for _, words in pending.options):
        reading.refuse(line, "An option has no words.")
    else:
        reading.questions.append(question(pending, found[1]))
        reading.pending = None


def question(pending: Pending, right: str) -> Question:
    """A complete question."""
    options: list[dict[str, Any]] = []
    for letter, words in pending.options:
        text = texts.from_text("\n".join(words), is_line=True)
        options.append({"text": text, **({"correct": True} if letter == right else {})})
    prompt = texts.from_text("\n".join(pending.prompt))
    correct = tuple("\n".join(words) for letter, words in pending.options if letter == right)
    spec = {"kind": "multiple-choice", "prompt": prompt, "options": options}
    return Question(spec, where=f"line {pending.line}", correct=correct)


# Writing.


def write(items: Sequence[Outgoing], pictures: Mapping[str, bytes], *, title: str) -> Written:
    """The questions with one right option, in plain words."""
    blocks: list[str] = []
    losses: list[Loss] = []
    for item in items:
        block, lost = written(item.spec)
        losses += [Loss(str(item.spec.get("id", "")), message, keys) for message, keys in lost]
        blocks += [block] if block else []
    return Written("\n".join(blocks).encode("utf-8", "replace"), losses)


def written(spec: Mapping[str, Any]) -> tuple[str, list[tuple[str, tuple[str, ...]]]]:
    """The lines of a question, empty when it has no place here, and what is lost with the keys concerned."""
    if spec["kind"] != "multiple-choice":
        return "", [(LEFT_OUT.format(kind=spec["kind"]), ("kind",))]
    options = spec["options"]
    if len(options) > len(LETTERS):
        return "", [(TOO_MANY.format(count=len(options)), ("kind",))]
    prompt, words = plain(spec["prompt"]), [plain(option["text"]) for option in options]
    if ANY_ANSWER.match(prompt) or LETTERED.match(prompt):
        return "", [(MISLEADING, ("kind",))]
    if len(prompt.encode()) < 2:
        return "", [(TOO_SHORT, ("kind",))]
    losses = []
    if lost := tuple(sorted({*spec, *(key for option in options for key in option)} - KEPT)):
        losses.append((BESIDE.format(keys=", ".join(lost)), lost))
    changed = {"prompt": is_changed(spec["prompt"]), "options": any(is_changed(option["text"]) for option in options)}
    if places := tuple(key for key, is_lost in changed.items() if is_lost):
        losses.append((ONE_LINE.format(places=", ".join(places)), places))
    right = next(letter for letter, option in zip(LETTERS, options, strict=False) if option.get("correct"))
    rows = [f"{letter}. {text}" for letter, text in zip(LETTERS, words, strict=False)]
    return "\n".join([prompt, *rows, f"ANSWER: {right}", ""]), losses


def plain(markdown: str) -> str:
    """The words of Markdown in one line."""
    return " ".join(texts.to_text(str(markdown)).split())


def is_changed(markdown: str) -> bool:
    """Whether the words alone say less than the Markdown."""
    return texts.to_html(texts.from_text(plain(markdown))) != texts.to_html(str(markdown))
