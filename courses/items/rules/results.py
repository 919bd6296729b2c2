"""How a question was answered by many: counts of what was chosen, and how hard it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from courses.items.rules.grading import TOLERANCE
from courses.items.rules.kinds import KINDS, Kind
from courses.items.rules.kinds.context import Body, Response

MOST_LINES = 12


@dataclass(frozen=True)
class Group:
    """`count` equal answers to one version of a question (`response` None: not answered), each worth `fraction`, 0-1.

    `is_current` says whether the version is the one asked now. `thirds`: how many of them came from attempts in the lower, middle and upper third.
    """

    response: Response | None
    count: int
    fraction: float
    is_current: bool = True
    thirds: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class Line:
    """What could be chosen, or was, and how often: by all, and by the lower, middle and upper third."""

    words: str
    is_right: bool
    count: int
    thirds: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class QuestionResult:
    """The answers to a question. `facility`: mean fraction, 0-1, an answer not given counting 0; None without answers.

    `asked` counts all versions, `earlier` those before the one asked now, which the lines leave out; `hidden` is how many other
    things were chosen than the lines show.
    """

    asked: int
    unanswered: int
    facility: float | None
    lines: tuple[Line, ...]
    hidden: int
    earlier: int


def summarise(kind: str, body: Body, groups: Iterable[Group]) -> QuestionResult:
    """Count the answers to a question. Source of facility: Crocker & Algina 1986, ch. 14 (item difficulty)."""
    groups = list(groups)
    asked = sum(group.count for group in groups)
    earned = sum(group.count * group.fraction for group in groups)
    current = [group for group in groups if group.is_current]
    lines, hidden = _lines(kind, body, [group for group in current if group.response is not None])
    return QuestionResult(
        asked=asked,
        unanswered=sum(group.count for group in groups if group.response is None),
        facility=earned / asked if asked else None,
        lines=lines,
        hidden=hidden,
        earlier=asked - sum(group.count for group in current),
    )


def _lines(kind: str, body: Body, groups: list[Group]) -> tuple[tuple[Line, ...], int]:
    """What can be chosen in its order, then what else was, the most frequent first."""
    ours = KINDS[kind]
    counts: Counter[str] = Counter()
    thirds: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    right = set(ours.chosen(body, ours.key(body)))
    offered = list(dict.fromkeys(ours.choices(body)))
    for group in groups:
        words = ours.chosen(body, group.response or {})
        counts.update(dict.fromkeys(words, group.count))
        for each in dict.fromkeys(words):
            thirds[each] = [before + more for before, more in zip(thirds[each], group.thirds, strict=True)]
        # What stands to choose from is not right because it was chosen beside what is.
        right.update(each for each in _right(ours, body, group, words) if each not in offered)
    others = [words for words in sorted(counts, key=lambda each: (-counts[each], each)) if words not in offered]
    room = max(0, MOST_LINES - len(offered))
    lines = tuple(_line(words, right, counts, thirds) for words in [*offered, *others[:room]])
    return lines, len(others[room:])


def _right(kind: Kind, body: Body, group: Group, words: Sequence[str]) -> Sequence[str]:
    """Those of the words of an answer that are right: hints, tries and certainty change what it earns and not what it says."""
    response = group.response or {}
    grade = kind.grade(body, response)
    if grade.is_right or group.fraction >= 1 - TOLERANCE:
        return words
    answers = {key: response["answers"].get(key) for key, own in grade.inner.items() if own.is_right}
    return kind.chosen(body, {"answers": answers}) if answers else ()


def _line(words: str, right: Container[str], counts: Mapping[str, int], thirds: Mapping[str, Sequence[int]]) -> Line:
    lower, middle, upper = thirds[words]
    return Line(words, words in right, counts[words], (lower, middle, upper))
