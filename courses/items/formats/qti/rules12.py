"""The conditions of QTI 1.2, run: what an answer is worth and which feedback it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.items.formats.qti.tree import number
from courses.items.formats.xml import Element, child, children, descendants, local, words

Given = Mapping[str, Sequence[str]]
FULL = 100.0
BOUNDS = frozenset({"varlt", "varlte", "vargt", "vargte"})


@dataclass(frozen=True)
class Answered:
    """What an answer is worth, None when nothing was said about it, and the names of the feedback shown."""

    score: float | None
    shown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """The conditions of an item, in order."""

    conditions: Sequence[Element]
    full: Mapping[str, float] = field(default_factory=dict)

    def run(self, given: Given) -> Answered:
        """All conditions that hold are followed: files forget to say that the next ones count too.

        `other` holds when none before it set a mark.
        """
        marks: dict[str, float] = {}
        shown: list[str] = []
        has_scored = False
        for condition in self.conditions:
            variables = child(condition, "conditionvar")
            if variables is None or not _holds(variables, given, has_scored):
                continue
            for setting in children(condition, "setvar"):
                self._set(setting, marks)
                has_scored = has_scored or next(descendants(variables, "other"), None) is None
            shown += [link.get("linkrefid", "") for link in descendants(condition, "displayfeedback")]
        return Answered(_score(marks), tuple(dict.fromkeys(shown)))

    def _set(self, setting: Element, marks: dict[str, float]) -> None:
        name, action = setting.get("varname", "SCORE"), setting.get("action", "Set").lower()
        value = number(words(setting))
        if value is None:
            value = self.full.get(name, FULL) if ".max" in words(setting).lower() else 0.0
        # Some count what is right and what is wrong in two variables.
        if "incorrect" in name.lower():
            name, value = name.lower().replace("incorrect", "correct"), -value
        name = name.lower()
        before = marks.get(name, 0.0)
        marks[name] = {
            "add": before + value,
            "subtract": before - value,
            "multiply": before * value,
            "divide": before / value if value else before,
        }.get(action, value)

    def values(self, response: str, *names: str) -> list[Element]:
        """What a response is compared with, where a mark is set for being it."""
        return [
            comparison
            for condition in self.conditions
            if self.worth_of(condition) > 0
            for comparison in descendants(condition, *names)
            if comparison.get("respident", response) == response and not _is_negated(comparison)
        ]

    def named(self, response: str) -> set[str]:
        """What is said to be right though it is worth nothing."""
        return {
            words(comparison).strip()
            for condition in self.conditions
            if condition.get("correctanswer", "").lower() == "yes"
            for comparison in descendants(condition, "varequal")
            if comparison.get("respident", response) == response and not _is_negated(comparison)
        }

    def worth_of(self, condition: Element) -> float:
        """What a condition gives."""
        marks: dict[str, float] = {}
        for setting in children(condition, "setvar"):
            self._set(setting, marks)
        return _score(marks) or 0.0


def rules_of(item: Element) -> Rules:
    """The conditions of an item."""
    conditions = [
        condition
        for processing in children(item, "resprocessing")
        for condition in children(processing, "respcondition")
    ]
    declared = {each.get("varname", "SCORE"): number(each.get("maxvalue")) for each in descendants(item, "decvar")}
    return Rules(conditions, {name: full for name, full in declared.items() if full})


def _score(marks: Mapping[str, float]) -> float | None:
    if not marks:
        return None
    scores = [value for name, value in marks.items() if "score" in name.lower()]
    return (scores or list(marks.values()))[0]


def _is_negated(comparison: Element) -> bool:
    return sum(local(above) == "not" for above in comparison.iterancestors()) % 2 == 1


def _holds(condition: Element, given: Given, has_scored: bool) -> bool:
    """Whether a condition, and everything in it, is true."""
    inner = [
        _is_true(element, given, has_scored) for element in children(condition) if local(element) != "var_extension"
    ]
    name = local(condition)
    if name == "or":
        return any(inner)
    if name == "not":
        return not any(inner)
    return bool(inner) and all(inner)


def _is_true(element: Element, given: Given, has_scored: bool) -> bool:
    name = local(element)
    if name in ("and", "or", "not"):
        return _holds(element, given, has_scored)
    if name == "other":
        return not has_scored
    values = given.get(element.get("respident", ""), ())
    if name == "unanswered":
        return not values
    return any(_fits(name, element, value) for value in values)


def _fits(name: str, element: Element, value: str) -> bool:
    wanted, value = " ".join(words(element).split()), " ".join(value.split())
    if name in BOUNDS:
        return _is_within(name, number(value), number(wanted))
    if element.get("case", "No") != "Yes":
        wanted, value = wanted.casefold(), value.casefold()
    if name == "varequal":
        return wanted == value or _is_same_number(wanted, value)
    if name == "varsubset":
        return value in [each.strip() for each in wanted.split(",")] or wanted in value
    return name in ("varsubstring", "varinside") and wanted in value


def _is_same_number(left: str, right: str) -> bool:
    return number(left) is not None and number(left) == number(right)


def _is_within(name: str, value: float | None, bound: float | None) -> bool:
    if value is None or bound is None:
        return False
    return {"varlt": value < bound, "varlte": value <= bound, "vargt": value > bound, "vargte": value >= bound}[name]
