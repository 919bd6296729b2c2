"""Response processing, run: what an answer is worth and which outcomes it sets, as far as the rules are ones that can be followed here."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from courses.items.formats.qti.declarations import Declaration, Outcome
from courses.items.formats.qti.tree import number
from courses.items.formats.xml import Element, child, children, local, words

Value = tuple[Any, ...] | None
# An item is run once for every answer that may be given; one that takes more steps is not followed further.
MOST_STEPS = 100_000
TOLERANCE = 1e-9


class Unfollowed(Exception):
    """A rule that is not known here, or too many of them."""


class _Stop(Exception):
    """The rules say that processing ends."""


@dataclass
class Run:
    """One item with its rules, which can be run for many answers."""

    item: Element
    responses: Mapping[str, Declaration]
    outcomes: Mapping[str, Outcome]
    given: Mapping[str, Value] = field(default_factory=dict)
    found: dict[str, Value] = field(default_factory=dict)
    steps: int = 0
    spellings: dict[str, Mapping[str, float]] = field(default_factory=dict)

    def outcome_of(self, given: Mapping[str, Sequence[str]]) -> dict[str, Value] | None:
        """What the outcomes are after these answers; None when the rules cannot be followed."""
        self.given = {name: self._typed(values, name) for name, values in given.items()}
        self.found = {name: _read(outcome.default, outcome.base_type) for name, outcome in self.outcomes.items()}
        try:
            self._process(child(self.item, "responseProcessing"))
        except _Stop:
            pass
        except Unfollowed:
            return None
        return self.found

    def score_of(self, given: Mapping[str, Sequence[str]]) -> float | None:
        """What these answers are worth; None when the rules cannot be followed or say nothing."""
        found = self.outcome_of(given)
        if found is None:
            return None
        names = ["SCORE", *(name for name in found if "SCORE" in name.upper() and "MAX" not in name.upper())]
        value = next((found[name] for name in names if found.get(name)), None)
        return float(value[0]) if value and isinstance(value[0], int | float) else None

    def _typed(self, values: Sequence[str], name: str) -> Value:
        declaration = self.responses.get(name)
        return _read(values, declaration.base_type if declaration else "identifier")

    def _process(self, rules: Element | None) -> None:
        template = "" if rules is None else rules.get("template", "").rpartition("/")[2].lower()
        if rules is not None and len(rules):
            self._follow(children(rules))
        elif "point" in template:
            raise Unfollowed
        elif "match" in template or (not template and not any(each.mapping for each in self.responses.values())):
            self.found["SCORE"] = (1.0 if all(map(self._is_correct, self._asked())) else 0.0,)
        elif "map" in template or not template:
            self.found["SCORE"] = (sum(self._mapped(name) for name in self._asked()),)
        else:
            raise Unfollowed

    def _asked(self) -> list[str]:
        return ["RESPONSE"] if "RESPONSE" in self.responses else list(self.responses)

    def _follow(self, rules: Iterable[Element]) -> None:
        for rule in rules:
            self._step()
            match local(rule):
                case "responseCondition":
                    self._choose(rule)
                case "setOutcomeValue":
                    self.found[rule.get("identifier", "")] = self._value(_only(rule))
                case "exitResponse":
                    raise _Stop
                case "responseProcessingFragment":
                    self._follow(children(rule))
                case _:
                    raise Unfollowed

    def _choose(self, condition: Element) -> None:
        """Follow the first branch whose condition holds."""
        for branch in children(condition, "responseIf", "responseElseIf", "responseElse"):
            if local(branch) == "responseElse":
                return self._follow(children(branch))
            inner = list(children(branch))
            if inner and self._value(inner[0]) == (True,):
                return self._follow(inner[1:])
        return None

    def _step(self) -> None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise Unfollowed

    def _value(self, expression: Element) -> Value:
        self._step()
        name, identifier = local(expression), expression.get("identifier", "")
        match name:
            case "baseValue":
                return _read([words(expression).strip()], expression.get("baseType", ""))
            case "variable":
                return self.given.get(identifier) if identifier in self.responses else self.found.get(identifier)
            case "correct":
                declaration = self.responses.get(identifier)
                return _read(declaration.correct, declaration.base_type) if declaration else None
            case "mapResponse":
                return (self._mapped(identifier),)
            case "null":
                return None
        return self._operated(name, expression)

    def _operated(self, name: str, expression: Element) -> Value:
        arguments = [self._value(inner) for inner in children(expression)]
        if name in LOGIC:
            return (LOGIC[name](arguments),)
        if name in ("multiple", "ordered"):
            return tuple(value for argument in arguments for value in argument or ()) or None
        if any(argument is None for argument in arguments):
            return (False,) if name in COMPARISONS else None
        known = [argument for argument in arguments if argument is not None]
        if name in COMPARISONS and len(known) == 2:
            return (COMPARISONS[name](known[0], known[1], expression),)
        if name in ARITHMETIC and known:
            return (_counted(name, [value for argument in known for value in argument]),)
        raise Unfollowed

    def _is_correct(self, name: str) -> bool:
        declaration = self.responses.get(name)
        given = self.given.get(name)
        if declaration is None or not declaration.correct or given is None:
            return False
        right = _read(declaration.correct, declaration.base_type)
        return _same(given, right) if declaration.cardinality == "ordered" else _same(_sorted(given), _sorted(right))

    def _mapped(self, name: str) -> float:
        declaration, given = self.responses.get(name), self.given.get(name)
        if declaration is None:
            raise Unfollowed
        spellings = self._spellings(declaration)
        chosen = dict.fromkeys(_spelled(_written(value), declaration) for value in given or ())
        worth = sum(spellings.get(value, declaration.default) for value in chosen)
        lower = -math.inf if declaration.lower is None else declaration.lower
        upper = math.inf if declaration.upper is None else declaration.upper
        return max(lower, min(upper, worth))

    def _spellings(self, declaration: Declaration) -> Mapping[str, float]:
        """What each value is worth, as answers are compared; made once."""
        if declaration.identifier not in self.spellings:
            self.spellings[declaration.identifier] = {
                _spelled(key, declaration): worth for key, worth in declaration.mapping.items()
            }
        return self.spellings[declaration.identifier]


def _spelled(text: str, declaration: Declaration) -> str:
    if declaration.is_numeric:
        return _written(number(text))
    return text if declaration.is_exact else text.casefold()


def _written(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _only(rule: Element) -> Element:
    inner = list(children(rule))
    if len(inner) != 1:
        raise Unfollowed
    return inner[0]


def _read(written: Sequence[str], base_type: str) -> Value:
    """Values as their type has them."""
    if base_type in ("float", "integer"):
        return tuple(value for value in map(number, written) if value is not None) or None
    if base_type == "boolean":
        return tuple(value.strip().lower() in ("true", "1") for value in written) or None
    return tuple(written) or None


def _sorted(value: Value) -> Value:
    return None if value is None else tuple(sorted(value, key=str))


def _same(left: Value, right: Value) -> bool:
    if left is None or right is None or len(left) != len(right):
        return False
    return all(
        math.isclose(a, b, rel_tol=TOLERANCE) if isinstance(a, float) and isinstance(b, float) else a == b
        for a, b in zip(left, right, strict=True)
    )


def interval(target: float, expression: Element) -> tuple[float, float]:
    """From where to where a number counts as equal to `target`, by the mode and width an `equal` names."""
    sizes = [size for size in map(number, expression.get("tolerance", "").split()) if size is not None]
    mode = expression.get("toleranceMode", "exact")
    if mode == "exact" or not sizes:
        return target, target
    below, above = sizes[0], sizes[-1]
    if mode == "relative":
        below, above = abs(target) * below / 100, abs(target) * above / 100
    return target - below, target + above


def _equal(left: Value, right: Value, expression: Element) -> bool:
    a, b = _first(left), _first(right)
    if not isinstance(a, float) or not isinstance(b, float):
        raise Unfollowed
    low, high = interval(a, expression)
    room = TOLERANCE * max(1.0, abs(a))
    return low - room <= b <= high + room


def _first(value: Value) -> Any:
    if not value:
        raise Unfollowed
    return value[0]


def _string_match(left: Value, right: Value, expression: Element) -> bool:
    a, b = str(_first(left)), str(_first(right))
    if expression.get("caseSensitive", "true") in ("false", "0"):
        a, b = a.casefold(), b.casefold()
    return b in a if expression.get("substring") == "true" else a == b


def _compared(left: Value, right: Value, decide: Callable[[float, float], bool]) -> bool:
    a, b = _first(left), _first(right)
    if not isinstance(a, float) or not isinstance(b, float):
        raise Unfollowed
    return decide(a, b)


def _counted(name: str, numbers: list[Any]) -> float:
    if not all(isinstance(value, float) for value in numbers):
        raise Unfollowed
    match name:
        case "sum":
            return sum(numbers)
        case "product":
            return math.prod(numbers)
        case "subtract" if len(numbers) == 2:
            return numbers[0] - numbers[1]
        case "divide" if len(numbers) == 2 and numbers[1]:
            return numbers[0] / numbers[1]
        case "min":
            return min(numbers)
        case "max":
            return max(numbers)
    raise Unfollowed


COMPARISONS: Mapping[str, Callable[[Value, Value, Element], bool]] = {
    "match": lambda a, b, _: _same(_sorted(a), _sorted(b)),
    "equal": _equal,
    "stringMatch": _string_match,
    "member": lambda a, b, _: _first(a) in (b or ()),
    "contains": lambda a, b, _: all(value in (a or ()) for value in b or ()),
    "gt": lambda a, b, _: _compared(a, b, lambda x, y: x > y),
    "gte": lambda a, b, _: _compared(a, b, lambda x, y: x >= y),
    "lt": lambda a, b, _: _compared(a, b, lambda x, y: x < y),
    "lte": lambda a, b, _: _compared(a, b, lambda x, y: x <= y),
}
LOGIC: Mapping[str, Callable[[list[Value]], bool]] = {
    "and": lambda arguments: all(argument == (True,) for argument in arguments),
    "or": lambda arguments: any(argument == (True,) for argument in arguments),
    "not": lambda arguments: all(argument != (True,) for argument in arguments),
    "isNull": lambda arguments: all(argument is None for argument in arguments),
}
ARITHMETIC = frozenset({"sum", "product", "subtract", "divide", "min", "max"})
