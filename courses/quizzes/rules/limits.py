"""What holds for one person at one quiz: whether an attempt may begin now, and when it ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from courses.quizzes.rules.settings import Settings

# An answer sent in the last second needs a moment to arrive: until then it is kept, and the attempt is handed in only afterwards.
GRACE = timedelta(seconds=5)


class Reason(StrEnum):
    """Why no attempt may begin now."""

    NOT_YET = "not yet open"
    CLOSED = "closed"
    USED_UP = "no attempts left"
    WAIT = "wait"


class Standing(StrEnum):
    """Why an attempt of somebody who has attempts from two accounts does not count."""

    TOO_MANY = "more attempts than allowed"
    TOO_SOON = "begun before the waiting time was over"


class Begun(Protocol):
    """An attempt, finished or open."""

    @property
    def id(self) -> int: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def finished_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Hindrance:
    """Why no attempt may begin now: the instant from which or since when that is so, or the number of attempts there are."""

    reason: Reason
    at: datetime | None = None
    count: int = 0


class Granted(Protocol):
    """A row with the settings of a quiz, as kept, and what one person is granted beyond them."""

    @property
    def settings(self) -> Mapping[str, Any]: ...
    @property
    def extra_minutes(self) -> int | None: ...
    @property
    def extra_attempts(self) -> int | None: ...
    @property
    def extended_to(self) -> datetime | None: ...


@dataclass(frozen=True)
class Terms:
    """The settings of a quiz with what one person is granted beyond them."""

    settings: Settings
    extra_minutes: int = 0
    extra_attempts: int = 0
    extended_to: datetime | None = None

    @property
    def closes_at(self) -> datetime | None:
        """When the quiz closes to this person: an extension never makes it earlier."""
        usual = self.settings.closes_at
        return usual if usual is None or self.extended_to is None else max(usual, self.extended_to)

    @property
    def attempts(self) -> int | None:
        """How many attempts this person has; None: any number."""
        allowed = self.settings.attempts
        return None if allowed is None else allowed + self.extra_attempts

    @property
    def limit_minutes(self) -> int | None:
        """How long an attempt may last; None: as long as one likes."""
        limit = self.settings.limit_minutes
        return None if limit is None else limit + self.extra_minutes

    def end_of(self, started_at: datetime) -> datetime | None:
        """When an attempt begun at `started_at` is handed in with what was saved; None: whenever the learner likes."""
        limit = self.limit_minutes
        ends = [None if limit is None else started_at + timedelta(minutes=limit), self.closes_at]
        return min((end for end in ends if end is not None), default=None)

    def hindrance(self, finished: Sequence[datetime], *, now: datetime) -> Hindrance | None:
        """Why a new attempt may not begin, None if it may. `finished`: when each attempt so far was handed in."""
        settings = self.settings
        if settings.opens_at is not None and now < settings.opens_at:
            return Hindrance(Reason.NOT_YET, at=settings.opens_at)
        if self.closes_at is not None and now >= self.closes_at:
            return Hindrance(Reason.CLOSED, at=self.closes_at)
        if self.attempts is not None and len(finished) >= self.attempts:
            return Hindrance(Reason.USED_UP, count=self.attempts)
        free_at = max(finished) + timedelta(minutes=settings.wait_minutes) if finished else now
        return Hindrance(Reason.WAIT, at=free_at) if now < free_at else None

    def not_counted(self, attempts: Iterable[Begun]) -> dict[int, Standing]:
        """The attempts, by id, that one person could not have begun: in the order of their beginning, those after the last allowed
        one, and those within the waiting time after one that counts. Whoever came to them does not matter, nor in which order."""
        wait = timedelta(minutes=self.settings.wait_minutes)
        found: dict[int, Standing] = {}
        counted: list[Begun] = []
        for attempt in sorted(attempts, key=lambda each: (each.started_at, each.id)):
            ends = [each.finished_at or each.started_at for each in counted]
            if self.attempts is not None and len(counted) >= self.attempts:
                found[attempt.id] = Standing.TOO_MANY
            elif wait and ends and attempt.started_at < max(ends) + wait:
                found[attempt.id] = Standing.TOO_SOON
            else:
                counted.append(attempt)
        return found


def terms_of(found: Granted) -> Terms:
    """The terms that a row holds."""
    settings = Settings.from_json(found.settings)
    return Terms(settings, found.extra_minutes or 0, found.extra_attempts or 0, found.extended_to)


def is_over(ends_at: datetime | None, now: datetime) -> bool:
    """Whether the time of an attempt has run out, as its pages say it."""
    return ends_at is not None and now >= ends_at


def is_too_late(ends_at: datetime | None, now: datetime) -> bool:
    """Whether not even an answer that was on its way is kept any more."""
    return ends_at is not None and now > ends_at + GRACE
