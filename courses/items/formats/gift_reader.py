"""GIFT read as Moodle reads it, a block between empty lines at a time: a broken question costs nobody the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from courses.items.formats import cloze_text
from courses.items.formats.gift_answers import Answers, keys_of
from courses.items.formats.gift_text import Broken, hide, show, words_of
from courses.items.formats.plain_files import SPACES, begins, found_in, letters_of, lines_of
from courses.items.formats.values import Found, Question, Skipped

NAME = "gift"
CATEGORY = "$CATEGORY:"
# Where Moodle files a category, not what it is called.
CONTEXT = re.compile(r"\$\w+\$|top", re.IGNORECASE)
IN_COMMENT = re.compile(r"\[(id|tag):((?:\\\]|[^\]])+)\]")
BLANK = "____"
# Commands of LaTeX that begin like the escape for the end of a line.
LATEX = re.compile(r"(?<!\\)\\n(?:eq|abla|eg|otin|mid|leq|geq|subseteq|rightarrow)(?![a-z])")
BRACES = "Braces that belong to the text should be written \\{ and \\}; only the first pair holds answers."
SECOND = (
    "Another question seems to begin behind its answers; put an empty line before it, or it stays part of this one."
)
# A line of words, and answers behind them.
NEXT = re.compile(r"[ \t]*\n[^{}]*\S[^{}]*\{[^{}]*\}")
ENDING = re.compile(r"[.!?…\s]*")
LONGEST_KEPT = 60_000
# What only somebody who writes GIFT writes.
MARKS = re.compile(r"[{}]|::|//|\$CATEGORY|\[(?:html|markdown|plain|moodle)\]", re.IGNORECASE)


@dataclass(frozen=True)
class Block:
    """Lines between empty ones; `number` is that of the first."""

    number: int
    lines: Sequence[str]

    @property
    def comments(self) -> list[str]:
        return [line.strip() for line in self.lines if is_comment(line)]

    @property
    def text(self) -> str:
        """What is no comment, its escapes resolved."""
        return hide("\n".join(" " if is_comment(line) else line for line in self.lines).strip(SPACES))

    @property
    def begins_at(self) -> int:
        """The number of the first line that is no comment."""
        return self.number + next((n for n, line in enumerate(self.lines) if not is_comment(line)), 0)


def is_comment(line: str) -> bool:
    """Whether a line is for authors only."""
    return line.lstrip().startswith("//")


def blocks_of(lines: Sequence[str]) -> Iterator[Block]:
    """The blocks of a file."""
    start = 0
    for number, line in enumerate([*lines, ""]):
        if not line.strip(SPACES):
            if number > start:
                yield Block(start + 1, lines[start:number])
            start = number + 1


@dataclass
class Reading:
    """What was read so far."""

    questions: list[Question] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    category: tuple[str, ...] = ()
    comments: list[str] = field(default_factory=list)

    def warn(self, line: int, sentence: str) -> None:
        """Note something about a line."""
        self.warnings.append(f"line {line}: {sentence}")


def read(content: bytes) -> Found:
    """Every question that can be read, and every other one named."""
    text, assumed = letters_of(content)
    reading = Reading(warnings=assumed)
    blocks = list(blocks_of(lines_of(text)))
    number = 0
    while number < len(blocks):
        number = take(blocks, number, reading)
    if reading.questions and not MARKS.search(text):
        reading.warnings.append("Nothing in this file asks anything, so it was read as words; is it in another format?")
    return found_in(NAME, reading.questions, reading.skipped, reading.warnings)


def take(blocks: Sequence[Block], number: int, reading: Reading) -> int:
    """Read a block; the number of the one to go on with."""
    block = blocks[number]
    reading.comments += block.comments
    text = filed(block.text, block.begins_at, reading)
    if not text:
        return number + 1
    line = block.begins_at
    name, rest = named(text)
    if latex := LATEX.search("\n".join(block.lines)):
        reading.warn(
            line, f"“{latex[0]}” was read as the end of a line and “{latex[0][2:]}”; write \\{latex[0]} for LaTeX."
        )
    comments, reading.comments = reading.comments, []
    try:
        make = cloze_of if cloze_text.begins_gap(rest) else question_of
        question = make(name, rest, comments, say=partial(reading.warn, line))
        reading.questions.append(Question(**question, category=reading.category, where=f"line {line}"))
    except Broken as broken:
        end = unfinished(blocks, number) if "{" in rest and "}" not in rest else number
        reason = f"line {line}: {broken}"
        if end > number:
            last = blocks[end]
            reason += (
                f" Its answers seem to go on to line {last.number + len(last.lines) - 1}: take the empty lines out."
            )
        reading.skipped.append(Skipped("question", begins(show(name or rest)), reason))
        return end + 1
    return number + 1


def unfinished(blocks: Sequence[Block], number: int) -> int:
    """The block in which the braces close that are open in this one: empty lines stand between; itself if there is none."""
    for end in range(number + 1, len(blocks)):
        text = blocks[end].text
        if "{" in text:
            break
        if "}" in text:
            return end
    return number


def filed(text: str, line: int, reading: Reading) -> str:
    """The text behind the categories at its beginning, the last of which is noted."""
    while text.startswith(CATEGORY):
        way, _, text = text.removeprefix(CATEGORY).partition("\n")
        names = re.split(r"(?<!/)/(?!/)", show(way).strip())
        clean = (name.replace("//", "/").strip() for name in names)
        reading.category = tuple(name for name in clean if name and not CONTEXT.fullmatch(name))
        text = text.strip(SPACES)
        if text and not text.startswith(CATEGORY):
            reading.warn(line, "A category should have an empty line behind it; other programs lose what follows.")
    return text


def named(text: str) -> tuple[str, str]:
    """The name between double colons, and the rest."""
    if text.startswith("::"):
        name, colons, rest = text[2:].partition("::")
        if colons:
            return name.strip(), rest.strip(SPACES)
    return "", text.removeprefix("::")


def question_of(name: str, text: str, comments: Sequence[str], *, say: Any) -> dict[str, Any]:
    """The question as values; Broken when it is none."""
    before, answer, after = divided(text)
    if answer is None:
        prompt, explanation, keys, correct = words_of(text, "moodle", say), "", {"kind": "description"}, None
    else:
        if "{" in after or "}" in after:
            say(SECOND if NEXT.match(after) else BRACES)
        prompt = words_of(with_gap(before, after), "moodle", say)
        inner, hashes, general = answer.rpartition("####")
        answers = Answers((inner if hashes else general).strip(SPACES), prompt.format, say)
        explanation = answers.words(general).markdown if hashes else ""
        keys, correct = keys_of(answers), tuple(answers.correct) or None
    title, tags, kept = " ".join(show(name).split())[:300], *remarks(comments)
    if not prompt.source:
        if not title:
            raise Broken("It has no text.")
        say("The question has no words; its name stands for them.")
        prompt = words_of(title, "plain", say)
    spec = {
        "kind": keys["kind"],
        **({"title": title} if title else {}),
        "prompt": prompt.markdown,
        **keys,
        **({"explanation": explanation} if explanation else {}),
        **({"tags": tags} if tags else {}),
        **({"kept": {NAME: kept}} if kept else {}),
    }
    return {"spec": spec, "name": title, "correct": correct, "text": prompt.bare if prompt.has_tags else None}


def cloze_of(name: str, text: str, comments: Sequence[str], *, say: Any) -> dict[str, Any]:
    """A text with gaps of Cloze, which is no GIFT, as values."""
    say("This is a text with gaps (Cloze), not GIFT; it was read as what it is.")
    found = cloze_text.asked(show(text), show(name))
    if not found.questions:
        raise Broken(found.skipped[0].reason)
    for warning in found.warnings:
        say(warning.partition(": ")[2])
    question, (tags, kept) = found.questions[0], remarks(comments)
    spec = {**question.spec, **({"tags": tags} if tags else {}), **({"kept": {NAME: kept}} if kept else {})}
    return {"spec": spec, "name": question.name, "lacking": question.lacking, "text": question.text}


def divided(text: str) -> tuple[str, str | None, str]:
    """What stands before the braces, in them and behind them; nothing in them when there are none."""
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        return text, None, ""
    if start < 0:
        raise Broken("“}” closes what was never opened. Write \\} where it belongs to the text.")
    if end < 0:
        raise Broken("“{” is not closed. Write \\{ where it belongs to the text.")
    if end < start:
        raise Broken("“}” stands before “{”. Write \\} where it belongs to the text.")
    return text[:start], text[start + 1 : end].strip(SPACES), text[end + 1 :]


def with_gap(before: str, after: str) -> str:
    """The text of the question, with a line to fill where the answer stands in the middle of it."""
    is_asked = before.rstrip().endswith((".", "?", "!", ":", "…")) and ENDING.fullmatch(after)
    return before.strip() if is_asked or not after.strip() else f"{before}{BLANK}{after}"


def remarks(comments: Sequence[str]) -> tuple[list[str], str]:
    """The tags in comments, and the comments that say something else."""
    found = [(key, value.replace("\\]", "]").strip()) for line in comments for key, value in IN_COMMENT.findall(line)]
    tags = list(dict.fromkeys(value for key, value in found if key == "tag" and value))
    others = (re.sub(r"\[tag:(?:\\\]|[^\]])+\]\s*", "", line).rstrip() for line in comments)
    return tags, "\n".join(line for line in others if line.strip("/ "))[:LONGEST_KEPT]
