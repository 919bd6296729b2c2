"""What the database holds of a course, as records that a plan compares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from courses.authoring.rules.planning import Stored
from courses.authoring.rules.records import Name, Records


@dataclass
class Snapshot:
    """The records of a course, or of a part of it, and the row each of them is."""

    records: dict[Name, Stored] = field(default_factory=dict)
    ids: dict[Name, int] = field(default_factory=dict)
    versions: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    """By the id of an item: number, row and digest of its newest version."""

    def add(self, key: Name, row_id: int, values: dict[str, Any], retired_at: object) -> None:
        self.records[key] = Stored(values, retired_at is not None)
        self.ids[key] = row_id

    @property
    def alive(self) -> Records:
        """What is not retired."""
        return {each: record.values for each, record in self.records.items() if not record.is_retired}
