"""What the author of a quiz decides about taking it: read from a course file, kept as JSON, handed to the rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from typing import Any, Protocol, TypeVar
from zoneinfo import ZoneInfo

from courses.items.rules.numbers import number_of
from models.enums import Behaviour, GradingMethod, Review

Problem = Callable[[str, str], None]
Choice = TypeVar("Choice", bound=StrEnum)

KEYS = frozenset(
    {
        "behaviour",
        "review",
        "shuffle",
        "shuffle_options",
        "attempts",
        "wait_minutes",
        "limit_minutes",
        "opens_at",
        "closes_at",
        "grade",
        "password",
    }
)
SECTION_KEYS = frozenset({"id", "kind", "title", "shuffle"})
SECTION_KIND = "section"
MOST_ATTEMPTS = 100
MOST_WAIT_MINUTES = 60 * 24 * 365
MOST_LIMIT_MINUTES = 60 * 24 * 7
MOST_SECTIONS = 50
LONGEST_PASSWORD = 100
LONGEST_TITLE = 300
EARLIEST_YEAR, LATEST_YEAR = 1970, 9000
INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?: ?(Z|UTC|[+-]\d\d:?\d\d)| ([A-Za-z][A-Za-z0-9_+/-]{2,63}))?"
)


@dataclass(frozen=True)
class Section:
    """Questions that belong together; `title` is empty for those before the first section. `shuffle`: its questions come in any order."""

    key: str = ""
    title: str = ""
    shuffle: bool = False


@dataclass(frozen=True)
class Settings:
    """How a quiz is taken. `attempts` None: any number; `limit_minutes` None: no clock; `shuffle`: of the questions of every section."""

    behaviour: Behaviour = Behaviour.DEFERRED
    review: Review = Review.EVERYTHING
    shuffle: bool = False
    shuffle_options: bool = True
    attempts: int | None = None
    wait_minutes: int = 0
    limit_minutes: int | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    grade: GradingMethod = GradingMethod.HIGHEST
    password: str = ""
    sections: tuple[Section, ...] = ()

    def section(self, number: int) -> Section:
        """The section of this number; without title where the quiz has no sections."""
        return self.sections[number] if 0 <= number < len(self.sections) else Section()

    def to_json(self) -> dict[str, Any]:
        """What is kept; what is as usual is left out."""
        kept = {name: _json(value) for name, value in vars(self).items() if value != getattr(USUAL, name)}
        if self.sections:
            kept["sections"] = [dict(vars(section)) for section in self.sections]
        return kept

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Settings:
        """What `to_json` has kept."""
        values = {name: REVIVED.get(name, _same)(value) for name, value in kept.items()}
        return cls(**values)


USUAL = Settings()


class Begun(Protocol):
    """A row of an attempt: the settings of its quiz, as kept, and the behaviour that the attempt began with, where that is noted."""

    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def began_as(self) -> str | None: ...


def settings_of_attempt(found: Begun) -> Settings:
    """The settings by which an attempt is answered and marked: those of its quiz, in the behaviour that it began with.

    An attempt goes on as it was when an instructor switches the behaviour: a learner who has chosen how certain they are, or has tries
    left, was promised what that is worth. Everything else is of today: dates and limits, what is shown, and whether the quiz counts.
    """
    settings = Settings.from_json(found.settings)
    return replace(settings, behaviour=Behaviour(found.began_as)) if found.began_as else settings


def _same(value: Any) -> Any:
    return value


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


REVIVED: dict[str, Callable[[Any], Any]] = {
    "behaviour": Behaviour,
    "review": Review,
    "grade": GradingMethod,
    "opens_at": datetime.fromisoformat,
    "closes_at": datetime.fromisoformat,
    "sections": lambda sections: tuple(Section(**section) for section in sections),
}


def settings_of(spec: Mapping[str, Any], problem: Problem, *, sections: Sequence[Section] = ()) -> Settings:
    """The settings among the keys of a quiz file; `problem` is told the key and what is wrong with it. `sections`: see `sections_of`."""
    read = _Reader(spec, problem)
    settings = Settings(
        behaviour=read.choice("behaviour", USUAL.behaviour),
        review=read.choice("review", USUAL.review),
        shuffle=read.flag("shuffle", USUAL.shuffle),
        shuffle_options=read.flag("shuffle_options", USUAL.shuffle_options),
        attempts=read.count("attempts", MOST_ATTEMPTS, "attempts"),
        wait_minutes=read.count("wait_minutes", MOST_WAIT_MINUTES, "minutes") or 0,
        limit_minutes=read.count("limit_minutes", MOST_LIMIT_MINUTES, "minutes"),
        opens_at=read.instant("opens_at"),
        closes_at=read.instant("closes_at"),
        grade=read.choice("grade", USUAL.grade),
        password=read.password(),
        sections=tuple(sections),
    )
    _check_together(settings, spec, problem)
    return settings


def _check_together(settings: Settings, spec: Mapping[str, Any], problem: Problem) -> None:
    """What each may be alone and not beside the others."""
    opens_at, closes_at = settings.opens_at, settings.closes_at
    if opens_at and closes_at and closes_at <= opens_at:
        problem("closes_at", "'closes_at' should be later than 'opens_at': nobody could take the quiz.")
    if settings.review is Review.AFTER_CLOSING and spec.get("closes_at") is None:
        problem("review", "'review: after-closing' needs 'closes_at': without it the answers would never be shown.")
    if settings.attempts == 1 and settings.wait_minutes:
        problem("wait_minutes", "'wait_minutes' lies between attempts; with 'attempts: 1' there is no second one.")


@dataclass(frozen=True)
class _Reader:
    """Keys of a file; every method notes what is wrong and hands back something usable."""

    spec: Mapping[str, Any]
    problem: Problem

    def choice(self, key: str, usual: Choice) -> Choice:
        value = self.spec.get(key)
        if value is None:
            return usual
        known = {str(member): member for member in type(usual)}
        if isinstance(value, str) and value in known:
            return known[value]
        self.problem(key, f"'{key}' is one of {', '.join(known)}.")
        return usual

    def flag(self, key: str, usual: bool) -> bool:
        value = self.spec.get(key)
        if value is None or isinstance(value, bool):
            return usual if value is None else value
        self.problem(key, f"'{key}' should be true or false.")
        return usual

    def count(self, key: str, most: int, unit: str) -> int | None:
        value = self.spec.get(key)
        if value is None:
            return None
        number = number_of(value)
        if number is not None and number == int(number) and 1 <= number <= most:
            return int(number)
        self.problem(key, f"'{key}' is a whole number of {unit} from 1 to {most}. Leave it out for no limit.")
        return None

    def instant(self, key: str) -> datetime | None:
        value = self.spec.get(key)
        found = None if value is None else instant_of(value)
        if value is not None and found is None:
            self.problem(
                key,
                f"'{key}' is a day and a time, with a zone if it is not UTC: 2027-01-31 18:00, 2027-01-31 18:00 +01:00 "
                "or 2027-01-31 18:00 Europe/Berlin.",
            )
        return found

    def password(self) -> str:
        value = self.spec.get("password")
        if value is None:
            return ""
        words = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
        if not words or len(words) > LONGEST_PASSWORD or not words.isprintable():
            self.problem("password", f"'password' should be plain words, at most {LONGEST_PASSWORD} characters.")
            return ""
        return words


def instant_of(value: object) -> datetime | None:
    """The instant, in UTC, that a day and a time name; None when they name none."""
    found = INSTANT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return None
    try:
        naive = datetime.fromisoformat(f"{found[1]} {found[2]}")
        if not EARLIEST_YEAR <= naive.year <= LATEST_YEAR:
            return None
        return naive.replace(tzinfo=_zone(found[3], found[4])).astimezone(UTC)
    except (ValueError, KeyError, OSError, OverflowError):
        return None


def _zone(offset: str | None, name: str | None) -> tzinfo:
    """UTC when nothing is said. Raises ValueError, KeyError or OSError for zones that do not exist."""
    if name:
        return ZoneInfo(name)
    if offset is None or offset in ("Z", "UTC"):
        return UTC
    return datetime.strptime(offset.replace(":", ""), "%z").tzinfo or UTC


def sections_of(
    entries: Sequence[Mapping[str, Any]], problem: Callable[[int, str, str], None]
) -> tuple[tuple[Section, ...], tuple[int, ...]]:
    """The sections of a quiz's `items`, and for each entry the number of the section it is in.

    A section of its own without title holds what stands before the first one; without any section there is nothing but it.
    `problem` is told the number of the entry, the key and what is wrong.
    """
    sections: list[Section] = []
    places: list[int] = []
    for number, entry in enumerate(entries):
        if entry.get("kind") == SECTION_KIND:
            sections.append(_section(entry, number, problem))
        elif not sections:
            sections.append(Section())
        places.append(len(sections) - 1)
    if len(sections) > MOST_SECTIONS:
        problem(0, "kind", f"A quiz has at most {MOST_SECTIONS} sections, not {len(sections)}.")
    for number, entry in enumerate(entries):
        is_last = number + 1 == len(entries) or entries[number + 1].get("kind") == SECTION_KIND
        if entry.get("kind") == SECTION_KIND and is_last:
            problem(number, "kind", "This section has no questions. Write them behind it, or take it out.")
    return tuple(sections), tuple(places)


def _section(entry: Mapping[str, Any], number: int, problem: Callable[[int, str, str], None]) -> Section:
    for key in entry:
        if key not in SECTION_KEYS:
            problem(number, str(key), f"Unknown key '{key}'. A section has {', '.join(sorted(SECTION_KEYS))}.")
    title = entry.get("title")
    words = str(title).strip() if isinstance(title, str | int | float) and not isinstance(title, bool) else ""
    if not words or len(words) > LONGEST_TITLE:
        problem(number, "title", f"A section needs a 'title', which is shown, of at most {LONGEST_TITLE} characters.")
    shuffle = _Reader(entry, lambda key, message: problem(number, key, message)).flag("shuffle", usual=False)
    key = entry.get("id")
    return Section(key if isinstance(key, str) else "", words, shuffle)
