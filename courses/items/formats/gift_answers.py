"""What stands between the braces of a GIFT question, as the keys of each kind."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from courses.items.formats.gift_text import Broken, Words, words_of

WEIGHT = re.compile(r"%(-*)(\d{1,3}(?:[.,]\d*)?)%")
TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,3})?")
DECIMAL_COMMA = re.compile(r"([-+]?\d+),(\d+)")
INSIDE = re.compile(r"[^\s~=]=")
MOST_ANSWERS = 1_000


@dataclass
class Answers:
    """The text between the braces and the format of the question around it; `say` takes warnings.

    `correct` collects the right answers as the file writes them.
    """

    text: str
    format: str
    say: Callable[[str], None]
    correct: list[str] = field(default_factory=list)

    def words(self, text: str) -> Words:
        """A text between the braces."""
        return words_of(text, self.format, self.say)

    def entry(self, text: str) -> tuple[Words, str]:
        """An answer and the Markdown of the feedback behind it."""
        answer, _, feedback = text.partition("#")
        return self.words(answer), self.words(feedback).markdown

    def entries(self, text: str, mark: str) -> list[str]:
        """The pieces that begin with a mark; what stands before the first one is a piece too, unless it is nothing."""
        pieces = [piece.strip() for piece in text.split(mark)]
        pieces = pieces if pieces[0] else pieces[1:]
        if len(pieces) > MOST_ANSWERS:
            raise Broken(f"It has {len(pieces):,} answers; that is more than a question may have.")
        return pieces


def keys_of(answers: Answers) -> dict[str, Any]:
    """The kind of the question and its own keys, told apart as Moodle does."""
    text = answers.text
    if not text:
        return {"kind": "essay"}
    if text.startswith("#"):
        return numeric(answers)
    if "~" in text:
        return choice(answers)
    if "=" in text and "->" in text:
        return matching(answers)
    if text.partition("#")[0].strip().upper() in TRUTH:
        return true_false(answers)
    return short_answer(answers)


def weighed(text: str, usual: float) -> tuple[float, str]:
    """The weight in front of an answer, and the answer."""
    found = WEIGHT.match(text)
    if not found:
        return usual, text
    value = float(found[2].replace(",", ".")) / 100
    return round(-value if found[1] else value, 7), text[found.end() :]


@dataclass(frozen=True)
class Option:
    """An option, what choosing it is worth, and whether `=` says that it is right."""

    words: Words
    weight: float
    feedback: str
    is_marked: bool


def choice(answers: Answers) -> dict[str, Any]:
    """One option with `=` makes a choice of one; where only weights say what is right, several may be chosen."""
    options = [
        option
        for text in answers.entries(answers.text.replace("=", "~="), "~")
        if (option := read_option(answers, text))
    ]
    if len(options) < 2:
        raise Broken("A choice needs two options or more.")
    answers.correct += [option.words.source for option in options if option.weight > 0]
    marked = [option.weight for option in options if option.is_marked]
    if marked and not (len(marked) > 1 and min(marked) < 1):
        return {"kind": "multiple-choice", "options": one_right(options, answers)}
    return {"kind": "multiple-response", "options": several_right(options)}


def read_option(answers: Answers, text: str) -> Option | None:
    """An option; None when it has no words, which is said."""
    is_marked = text.startswith("=")
    weight, rest = weighed(text[is_marked:].lstrip(), 1.0 if is_marked else 0.0)
    words, feedback = answers.entry(rest)
    if not words.source:
        answers.say("An option without words was left out.")
        return None
    return Option(words, weight, feedback, is_marked)


def one_right(options: list[Option], answers: Answers) -> list[dict[str, Any]]:
    """The first option with `=` is the right one; another one like it is worth as much."""
    full = sum(option.weight >= 1 for option in options)
    if full > 1:
        answers.say(
            "“=” inside an option begins another right option; write \\= where it belongs to the text."
            if INSIDE.search(answers.text)
            else f"{full} options are right; choosing any of them earns everything."
        )
    right = next(option for option in options if option.is_marked)
    return [keys_of_option(option, option is right, None if option is right else option.weight) for option in options]


def several_right(options: list[Option]) -> list[dict[str, Any]]:
    """The weights as written, or none where they say what holds without them: equal parts, and wrong ones cost as much."""
    rights = sum(option.weight > 0 for option in options)
    usual = rights and all(
        abs(option.weight - math.copysign(1 / rights, option.weight or -1)) < 1e-4 for option in options
    )
    return [keys_of_option(option, option.weight > 0, None if usual else option.weight) for option in options]


def keys_of_option(option: Option, is_right: bool, weight: float | None) -> dict[str, Any]:
    """An option with the keys that say something."""
    made: dict[str, Any] = {"text": option.words.line}
    if is_right:
        made["correct"] = True
    if option.feedback:
        made["feedback"] = option.feedback
    if weight:
        made["weight"] = weight
    return made


def matching(answers: Answers) -> dict[str, Any]:
    """Pairs; a right side without a left one fits nothing."""
    pairs, distractors = [], []
    for text in answers.entries(answers.text, "="):
        left, arrow, right = text.partition("->")
        if not arrow:
            raise Broken(f"A pair needs “->” between its sides, “{answers.words(text).source[:60]}” has none.")
        # The right side is plain text: nothing in it names a format.
        side = words_of(right, "plain" if answers.format == "plain" else "moodle", answers.say).line
        if not side:
            raise Broken("A pair has nothing behind “->”.")
        words = answers.words(left)
        if words.source:
            pairs.append({"left": words.line, "right": side})
        else:
            distractors.append(side)
    if len(pairs) + len(distractors) < 2:
        raise Broken("Matching needs two pairs or more.")
    rights = {pair["right"] for pair in pairs}
    distractors = [side for side in dict.fromkeys(distractors) if side not in rights]
    return {"kind": "matching", "pairs": pairs, **({"distractors": distractors} if distractors else {})}


def true_false(answers: Answers) -> dict[str, Any]:
    """True or false; the first feedback is for those who were wrong, whatever is right."""
    word, *rest = answers.text.split("#", 2)
    wrong, right = [answers.words(text).markdown for text in [*rest, "", ""][:2]]
    truth = TRUTH[word.strip().upper()]
    answers.correct.append("true" if truth else "false")
    found = {"kind": "true-false", "answer": truth, "feedback": wrong, "praise": right}
    return {key: value for key, value in found.items() if value != ""}


def short_answer(answers: Answers) -> dict[str, Any]:
    """Accepted answers; `*` alone, worth nothing, holds the feedback on all others."""
    accepted: list[Any] = []
    found: dict[str, Any] = {"kind": "short-answer", "answers": accepted}
    for text in answers.entries(answers.text, "="):
        weight, rest = weighed(text, 1.0)
        words, feedback = answers.entry(rest)
        if words.source == "*" and weight <= 0:
            found.update({"feedback": feedback} if feedback else {})
            continue
        if not words.source:
            answers.say("An answer without words was left out.")
            continue
        if weight > 0:
            answers.correct.append(words.source)
        accepted.append(worth({"text": words.bare}, weight, feedback))
    if not accepted:
        raise Broken("It has no answer.")
    found["answers"] = [each["text"] if set(each) == {"text"} else each for each in accepted]
    return found


def worth(answer: dict[str, Any], weight: float, feedback: str) -> dict[str, Any]:
    """An answer with its weight, unless it is all, and its feedback, if there is any."""
    more: dict[str, Any] = {} if weight == 1 else {"weight": weight}
    return {**answer, **more, **({"feedback": feedback} if feedback else {})}


def numeric(answers: Answers) -> dict[str, Any]:
    """Numbers and ranges; what stands behind `~`, or belongs to `*`, is the feedback on all others."""
    text, _, others = answers.text[1:].partition("~")
    feedback = answers.entry(others)[1]
    accepted: list[dict[str, Any]] = []
    for piece in answers.entries(text, "="):
        weight, rest = weighed(piece, 1.0)
        words, remark = answers.entry(rest)
        if words.source == "*":
            feedback = remark or feedback
            continue
        accepted.append(worth(span_of(words.source, answers.say), weight, remark))
        if weight > 0:
            answers.correct.append(words.source)
    if not accepted:
        raise Broken("It has no number.")
    found: dict[str, Any] = {"kind": "numeric", **({"feedback": feedback} if feedback else {})}
    if len(accepted) == 1 and set(accepted[0]) <= {"value", "tolerance"}:
        return {**found, "answer": accepted[0]["value"], **{k: v for k, v in accepted[0].items() if k == "tolerance"}}
    return {**found, "answers": accepted}


def span_of(text: str, say: Callable[[str], None]) -> dict[str, Any]:
    """`5`, `5:0.1` or `4..6`."""
    low, dots, high = text.partition("..")
    if dots and low.strip():
        start, end = sorted((number_of(low, say), number_of(high, say)))
        return {"from": start, "to": end}
    value, colon, tolerance = text.partition(":")
    room = abs(number_of(tolerance, say)) if colon else 0
    return {"value": number_of(value, say), **({"tolerance": room} if room else {})}


def number_of(text: str, say: Callable[[str], None]) -> int | float:
    """The finite number that is written; Broken when there is none."""
    written = text.strip()
    if comma := DECIMAL_COMMA.fullmatch(written):
        say(f"“{written}” was read as {comma[1]}.{comma[2]}.")
        written = f"{comma[1]}.{comma[2]}"
    if len(written) > 60 or not NUMBER.fullmatch(written):
        raise Broken(f"“{written[:60]}” is no number.")
    if set(written) & set(".eE"):
        value = float(written)
        if not math.isfinite(value):
            raise Broken(f"“{written}” is beyond all numbers.")
        return value
    return int(written) if len(written) <= 18 else float(written)
