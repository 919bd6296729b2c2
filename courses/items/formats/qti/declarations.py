"""What an item declares: its responses with their keys and worths, and its outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from courses.items.formats.qti.tree import number, squeezed, values
from courses.items.formats.xml import Element, child, children, words

NUMERIC = frozenset({"integer", "float"})


@dataclass(frozen=True)
class Declaration:
    """A response an item asks for. `correct`: the right values; `mapping`: what each value is worth, `default` every other one."""

    identifier: str
    cardinality: str = "single"
    base_type: str = "identifier"
    correct: tuple[str, ...] = ()
    mapping: Mapping[str, float] = field(default_factory=dict)
    is_exact: bool = True
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None
    starter: str = ""

    @property
    def is_numeric(self) -> bool:
        return self.base_type in NUMERIC

    @property
    def most(self) -> float:
        """What the best answer is worth by the mapping; 0 without one."""
        positive = [worth for worth in self.mapping.values() if worth > 0]
        best = sum(positive) if self.cardinality != "single" else max(positive, default=0.0)
        return self.upper if self.upper is not None and self.upper > 0 else best


@dataclass(frozen=True)
class Outcome:
    """A variable that response processing sets."""

    identifier: str
    base_type: str = ""
    default: tuple[str, ...] = ()
    most: float | None = None


def responses(item: Element) -> dict[str, Declaration]:
    """The responses an item declares, by identifier."""
    found = (_declaration(element) for element in children(item, "responseDeclaration"))
    return {declaration.identifier: declaration for declaration in found}


def outcomes(item: Element) -> dict[str, Outcome]:
    """The outcomes an item declares, by identifier."""
    return {
        element.get("identifier", "").strip(): Outcome(
            element.get("identifier", "").strip(),
            element.get("baseType", ""),
            values(child(element, "defaultValue")),
            number(element.get("normalMaximum")),
        )
        for element in children(item, "outcomeDeclaration")
    }


def _declaration(element: Element) -> Declaration:
    mapping = child(element, "mapping")
    entries = {} if mapping is None else {_key(entry): entry for entry in children(mapping, "mapEntry")}
    default = child(element, "defaultValue")
    starter = child(default, "value")
    return Declaration(
        element.get("identifier", "").strip(),
        element.get("cardinality", "single"),
        element.get("baseType", "identifier"),
        values(child(element, "correctResponse")),
        {key: number(entry.get("mappedValue")) or 0.0 for key, entry in entries.items() if key},
        _is_exact(list(entries.values())),
        _bound(mapping, "defaultValue") or 0.0,
        _bound(mapping, "lowerBound"),
        _bound(mapping, "upperBound"),
        words(starter).strip(),
    )


def _bound(mapping: Element | None, name: str) -> float | None:
    return None if mapping is None else number(mapping.get(name))


def _key(entry: Element) -> str:
    return " ".join((entry.get("mapKey") or squeezed(child(entry, "mapKey"))).split())


def _is_exact(entries: list[Element]) -> bool:
    """Whether capitals count: they do unless every entry says that they do not, or there is none to say it."""
    return not entries or any(entry.get("caseSensitive", "true").strip() not in ("false", "0") for entry in entries)


def max_score(declared: Mapping[str, Outcome]) -> float | None:
    """How many marks an item says it is worth: MAXSCORE, or the highest SCORE."""
    for name in ("MAXSCORE", "MAX_SCORE"):
        best = number(declared[name].default[0]) if name in declared and declared[name].default else None
        if best:
            return best
    return declared["SCORE"].most if "SCORE" in declared else None
