"""A question as templates get it: what is asked, what was answered, and the questions inside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courses.items.rules.grading import UNANSWERED, describe, described_key, verdict
from courses.items.rules.kinds.context import Body, Grade, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question at a place of a page, with its answer (None: not answered) and what that is worth.

    `prefix` stands before the names of its fields: nothing for a whole question, `<id>.` for one inside another.
    """

    position: int
    kind: str
    body: Body
    order: Mapping[str, Any]
    response: Response | None
    marks: float = 1
    grade: Grade = UNANSWERED
    prefix: str = ""

    @property
    def name(self) -> str:
        """What the ids of its elements end in: unlike that of any other question of the page."""
        return f"{self.prefix}{self.position}"

    @property
    def verdict(self) -> str:
        """`right`, `partial` or `wrong`."""
        return verdict(self.grade.fraction)

    @property
    def words(self) -> str:
        """The answer in plain words; empty when there is none."""
        return describe(self.kind, self.body, self.response) if self.response else ""

    @property
    def key_words(self) -> str:
        """The right answer in plain words."""
        return described_key(self.kind, self.body)

    @property
    def inside(self) -> tuple[Asked, ...]:
        """The questions inside it, with their own part of arrangement, answer and grade."""
        orders, answers = self.order.get("inside", {}), (self.response or {}).get("answers", {})
        return tuple(
            Asked(
                position=self.position,
                kind=inner["kind"],
                body=inner["body"],
                order=orders.get(inner["id"], {}),
                response=answers.get(inner["id"]),
                marks=inner["marks"],
                grade=self.grade.inner.get(inner["id"], UNANSWERED),
                prefix=f"{self.prefix}{inner['id']}.",
            )
            for inner in self.body.get("questions", ())
        )
