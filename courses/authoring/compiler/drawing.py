"""What a quiz may take from the bank, and whether there is enough of it for its pools."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from courses.authoring.draft import CategoryDraft, PoolDraft
from models.enums import Difficulty

# A text that is only read: no one can be asked it.
UNASKED = "description"


@dataclass(frozen=True)
class BankQuestion:
    """A question of the bank as quizzes see it."""

    key: str
    digest: str
    kind: str
    marks: float
    category: str
    tags: frozenset[str]
    difficulty: Difficulty | None

    def fits(self, pool: PoolDraft) -> bool:
        """Whether a pool may draw it."""
        return (
            self.kind != UNASKED
            and pool.category in (None, self.category)
            and pool.difficulty in (None, self.difficulty)
            and self.tags.issuperset(pool.tags)
        )


@dataclass(frozen=True)
class Bank:
    """The questions of the bank by their ids, and the titles of its files by theirs."""

    questions: Mapping[str, BankQuestion] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)


def bank_of(files: Iterable[CategoryDraft]) -> Bank:
    """The bank that compiled files are."""
    files = list(files)
    questions = {
        item.key: BankQuestion(
            item.key, item.digest, item.kind, item.marks, file.key, frozenset(item.tags), item.difficulty
        )
        for file in files
        for item in file.items
    }
    return Bank(questions, {file.key: file.title for file in files})


def available(pools: Collection[PoolDraft], bank: Bank, placed: Collection[str]) -> dict[str, int]:
    """For each pool, by its id, how many questions it can count on, whatever the others draw before it.

    Pools are filled from the one with the fewest questions to the one with the most; what stands in the quiz by itself, `placed`, is not drawn.
    """
    free = [question for key, question in bank.questions.items() if key not in placed] if pools else []
    fitting = {pool.key: _mask(pool, free) for pool in pools}
    counts: dict[str, int] = {}
    before: list[PoolDraft] = []
    for pool in sorted(pools, key=lambda pool: (fitting[pool.key].bit_count(), pool.position)):
        mine = fitting[pool.key]
        shared = sum(min(other.draw, (mine & fitting[other.key]).bit_count()) for other in before)
        counts[pool.key] = mine.bit_count() - shared
        before.append(pool)
    return counts


def _mask(pool: PoolDraft, questions: Sequence[BankQuestion]) -> int:
    """A bit for each question, set where the pool may draw it: hundreds of pools over thousands of questions are compared as numbers."""
    return int("0" + "".join("1" if each.fits(pool) else "0" for each in questions), 2)
