"""Which answers are right and what each is worth, from whatever an item says it with: a key, a mapping, or rules."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from courses.items.formats.qti.declarations import Declaration
from courses.items.formats.qti.processing import Run, interval
from courses.items.formats.qti.tree import number
from courses.items.formats.xml import Element, child, children, descendants, local, words

NEAR = 1e-9
MOST_FIGURES = 15
# No answer is ever this; what is shown for it is shown for every wrong answer.
NONSENSE = "\ufdd0"


@dataclass(frozen=True)
class Worths:
    """`right`: the right values in the order of the item; `each`: the part of the marks a value alone is worth, where that is known.

    `is_whole`: the rules give marks for the whole right answer only.
    """

    right: tuple[str, ...] = ()
    each: Mapping[str, float] = field(default_factory=dict)
    is_whole: bool = False


def of_one(run: Run, declaration: Declaration, candidates: Sequence[str]) -> Worths:
    """One value is chosen."""
    each = _simulated(run, declaration, candidates) or _mapped(declaration, candidates)
    best = tuple(value for value in candidates if each.get(value, 0.0) >= 1 - NEAR)
    named = frozenset(declaration.correct)
    right = tuple(value for value in candidates if value in named) or best
    if set(right) - set(best):
        each = {}
    return Worths(right, each)


def of_several(run: Run, declaration: Declaration, candidates: Sequence[str]) -> Worths:
    """Several values are chosen."""
    mapped = _mapped(declaration, candidates) if _is_mapped(run.item) else {}
    named = frozenset(declaration.correct)
    right = tuple(value for value in candidates if value in named)
    right = right or tuple(value for value in candidates if mapped.get(value, 0.0) > 0)
    right = right or _whole_in_rules(run, declaration, candidates)
    if mapped:
        return Worths(right, mapped)
    each = {value: run.score_of({declaration.identifier: [value]}) or 0.0 for value in candidates}
    right = right or tuple(value for value in candidates if each[value] > 0)
    whole = run.score_of({declaration.identifier: right}) or 0.0
    if len(right) > 1 and whole > 0 and all(0 < each[value] < whole for value in right):
        return Worths(right, {value: worth / whole for value, worth in each.items()})
    return Worths(right, is_whole=True)


def _simulated(run: Run, declaration: Declaration, candidates: Sequence[str]) -> dict[str, float]:
    """What each value is worth as a part of the best, by the rules; empty when they do not tell the values apart."""
    scores: dict[str, float] = {}
    for value in candidates:
        score = run.score_of({declaration.identifier: [value]})
        if score is None:
            return {}
        scores[value] = score
    best = max(scores.values(), default=0.0)
    worst = (
        run.score_of({declaration.identifier: [NONSENSE]}) if len(scores) == 1 else min(scores.values(), default=0.0)
    )
    if best <= 0 or (worst is not None and best - worst < NEAR):
        return {}
    return {value: score / best for value, score in scores.items()}


def _mapped(declaration: Declaration, candidates: Sequence[str]) -> dict[str, float]:
    """What each value is worth as a part of the best, by the mapping."""
    most = declaration.most
    if most <= 0:
        return {}
    mapping = declaration.mapping
    if not declaration.is_exact:
        mapping = {**{key.casefold(): worth for key, worth in mapping.items()}, **mapping}
    return {value: mapping.get(value, declaration.default) / most for value in candidates}


def _is_mapped(item: Element) -> bool:
    """Whether the mapping is what counts: the rules name it, or there are none."""
    rules = child(item, "responseProcessing")
    if rules is None or (not len(rules) and not rules.get("template")):
        return True
    template = rules.get("template", "").lower()
    return "map_response" in template or next(descendants(rules, "mapResponse"), None) is not None


def _whole_in_rules(run: Run, declaration: Declaration, candidates: Sequence[str]) -> tuple[str, ...]:
    """The set of values the rules compare the whole answer with."""
    rules = child(run.item, "responseProcessing")
    if rules is None:
        return ()
    for several in descendants(rules, "multiple"):
        named = {words(value).strip() for value in children(several, "baseValue")}
        right = tuple(value for value in candidates if value in named)
        if right and (run.score_of({declaration.identifier: right}) or 0) > 0:
            return right
    return ()


def texts_named(item: Element, declaration: Declaration) -> list[str]:
    """Every text that may be a right answer: in the key, the mapping, or compared with in the rules."""
    named = [*declaration.mapping]
    if not set(declaration.correct) <= set(named):
        named = [*declaration.correct, *named]
    for comparison in _comparisons(item, declaration.identifier, "match", "stringMatch", "equal", "member"):
        named += [words(value).strip() for value in descendants(comparison, "baseValue")]
    return [value for value in dict.fromkeys(named) if value]


def ignores_case(item: Element, declaration: Declaration) -> bool:
    """Whether capitals do not count: the mapping or the comparisons say so."""
    compared = list(_comparisons(item, declaration.identifier, "stringMatch"))
    if compared:
        return all(each.get("caseSensitive", "true") in ("false", "0") for each in compared)
    return bool(declaration.mapping) and not declaration.is_exact


@dataclass(frozen=True)
class Range:
    """Numbers that are accepted: from `low` to `high`, around `value` where one is named."""

    low: float
    high: float
    value: float | None = None
    tolerance: float | None = None

    @property
    def probe(self) -> float:
        return self.value if self.value is not None else (self.low + self.high) / 2


def ranges_named(item: Element, declaration: Declaration) -> list[Range]:
    """Every number and every range that may be right, in the order in which the rules, the key and the mapping name them."""
    found: list[Range] = []
    for comparison in _comparisons(item, declaration.identifier, "equal", "equalRounded", "match", "and"):
        if local(comparison) == "and":
            found += _between(comparison, declaration)
            continue
        for value in _compared_with(comparison, declaration):
            found.append(_rounded(value, comparison) or Range(*interval(value, comparison), value, _width(comparison)))
    if not found:
        named = [number(value) for value in (*declaration.correct, *declaration.mapping)]
        found = [Range(value, value, value) for value in named if value is not None]
    return list(dict.fromkeys(found))


def _rounded(value: float, comparison: Element) -> Range | None:
    """The numbers that are this one when they are rounded as a comparison says."""
    figures = number(comparison.get("figures"))
    if local(comparison) != "equalRounded" or figures is None or abs(figures) > MOST_FIGURES:
        return None
    places = figures
    if comparison.get("roundingMode", "significantFigures") == "significantFigures":
        places = figures - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    half = float(f"{10**-places / 2:.12g}")
    return Range(value - half, value + half, value, half)


def _between(both: Element, declaration: Declaration) -> list[Range]:
    """The range that two bounds enclose."""
    low, high = _edge(both, declaration, "gte", "gt"), _edge(both, declaration, "lte", "lt")
    if low is None or high is None or low > high or len(list(children(both))) != 2:
        return []
    return [Range(low, high)]


def _width(comparison: Element) -> float | None:
    """The tolerance that a comparison names, when it is the same on both sides."""
    sizes = set(map(number, comparison.get("tolerance", "").split()))
    return sizes.pop() if comparison.get("toleranceMode") == "absolute" and len(sizes) == 1 else None


def _compared_with(comparison: Element, declaration: Declaration) -> list[float]:
    for inner in children(comparison):
        if local(inner) == "correct":
            return [value for value in map(number, declaration.correct) if value is not None]
        if local(inner) == "baseValue" and (value := number(words(inner))) is not None:
            return [value]
    return []


def _edge(both: Element, declaration: Declaration, *names: str) -> float | None:
    """The bound that a comparison of the response sets."""
    for comparison in children(both, *names):
        first, *rest = children(comparison)
        if local(first) == "variable" and first.get("identifier") == declaration.identifier and rest:
            return number(words(rest[0]))
    return None


def _comparisons(item: Element, identifier: str, *names: str) -> list[Element]:
    """The comparisons in the rules that look at a response."""
    rules = child(item, "responseProcessing")
    if rules is None:
        return []
    return [
        comparison
        for comparison in descendants(rules, *names)
        if any(variable.get("identifier") == identifier for variable in descendants(comparison, "variable"))
    ]


def order_named(item: Element, declaration: Declaration) -> tuple[str, ...]:
    """The order with which the rules compare the answer."""
    for match in descendants(item, "match"):
        named = {inner.get("identifier") for inner in children(match, "variable")}
        ordered = child(match, "ordered")
        if declaration.identifier in named and ordered is not None:
            return tuple(words(value).strip() for value in children(ordered, "baseValue"))
    return ()
