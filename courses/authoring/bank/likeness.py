"""Which questions of a course say nearly the same: found once for each state of its files, then remembered by the process."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from courses.authoring.interchange.queries import specs_of
from courses.authoring.interchange.telling import told
from courses.items.formats.values import Question
from courses.items.rules.duplicates import Likeness
from models.catalogue import Course

# So many courses are remembered, of each the ids in its groups and nothing else; those that were found first are forgotten first.
MOST_REMEMBERED = 20

Groups = Sequence[Sequence[str]]

REMEMBERED: dict[tuple[int, str], Groups] = {}


def alike(session: Session, course: Course) -> Groups:
    """The ids of questions that say nearly the same, in groups; one statement, or none as long as the files of the course stay the same."""
    state = (course.id, course.digest)
    groups = REMEMBERED.get(state)
    if groups is None:
        groups = Likeness({key: told(Question(spec)) for key, spec in specs_of(session, course.id)}).groups()
        known = list(REMEMBERED)
        for outdated in [each for each in known if each[0] == course.id] + known[: 1 - MOST_REMEMBERED]:
            REMEMBERED.pop(outdated, None)
        REMEMBERED[state] = groups
    return groups
