"""What an item says to an answer: found out by running its rules, or by what its parts are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from courses.items.formats.qti.processing import Run
from courses.items.formats.qti.tree import each, remove
from courses.items.formats.xml import Element, children

WRONG = re.compile(r"incorrect|wrong|fout|false|falsch|faux|incorrecto|bad|negative", re.IGNORECASE)
MOST_TRIED = 100_000
# The outcome of our own packages for what belongs to no single answer.
GENERAL = "GENERAL"
WORDS = ("feedbackInline", "feedbackBlock")


@dataclass(frozen=True)
class Words:
    """Something that is shown when an outcome has a value. `inside`: the option it stands in."""

    outcome: str
    identifier: str
    element: Element
    inside: str = ""
    is_hidden_by: bool = False


@dataclass(frozen=True)
class Feedback:
    """All that an item may say, and the rules that decide."""

    run: Run
    words: Sequence[Words]

    def said_to(self, given: Mapping[str, Sequence[str]]) -> list[Words]:
        """What is said to these answers; nothing where the rules cannot be followed."""
        found = self.run.outcome_of(given)
        if found is None:
            return []
        return [
            words
            for words in self.words
            if words.outcome != GENERAL
            and (words.identifier in map(str, found.get(words.outcome) or ())) != words.is_hidden_by
        ]

    def named(self, identifier: str) -> list[Words]:
        """What bears the name of an option, or stands in it."""
        return self._by_name.get(identifier, [])

    @cached_property
    def _by_name(self) -> dict[str, list[Words]]:
        found: dict[str, list[Words]] = {}
        for words in self.words:
            for name in dict.fromkeys((words.identifier, words.inside)):
                found.setdefault(name, []).append(words)
        return found

    def is_much(self, options: int) -> bool:
        """Whether there is too much of it to try every option."""
        return options * len(self.words) > MOST_TRIED

    def general(self, used: Sequence[Words]) -> tuple[list[Words], list[Words]]:
        """What was not said to any answer: what is for right answers or all, and what is for wrong ones."""
        told = set(used)
        rest = [words for words in self.words if words not in told and not words.inside]
        wrong = [words for words in rest if WRONG.search(words.identifier)]
        return [words for words in rest if not WRONG.search(words.identifier)], wrong


def taken(item: Element, body: Element, run: Run) -> Feedback:
    """Take what an item says out of its body, and find what it says after the answer."""
    found: list[Words] = []
    for element in each(body, *WORDS):
        option = next(
            (above.get("identifier", "") for above in element.iterancestors("simpleChoice", "inlineChoice")), ""
        )
        found.append(_words(element, option))
        remove(element)
    found += [_words(element) for element in children(item, "modalFeedback")]
    return Feedback(run, found)


def _words(element: Element, inside: str = "") -> Words:
    return Words(
        element.get("outcomeIdentifier", ""),
        element.get("identifier", ""),
        element,
        inside,
        element.get("showHide") == "hide",
    )
