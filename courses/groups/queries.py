"""What the pages of groups show: lists of groups, and the table of who is where in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from courses.groups.rules.pace import lessons_due
from courses.groups.rules.sharing import Cell, Facts, Summary, cell, shown_sharing, summary
from models.accounts import User
from models.catalogue import Course, Lesson, Module
from models.enums import GroupRole, Sharing
from models.folding import folded
from models.groups import Group, GroupMember
from models.progress import LessonProgress

MEMBERS_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list."""

    id: int
    name: str
    course_slug: str
    course_title: str
    members: int
    role: GroupRole
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ModuleColumn:
    """A module of the course, with how many lessons it has and how many stand before it."""

    id: int
    key: str
    title: str
    lessons: int
    before: int


@dataclass(frozen=True, slots=True)
class LessonColumn:
    """A lesson of the shown module; `is_due` where the group meant to be past it."""

    id: int
    key: str
    title: str
    label: str
    is_due: bool


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member's row: what the one who looks may see of them."""

    user_id: int
    name: str
    role: GroupRole
    sharing: Sharing
    is_oneself: bool
    summary: Summary
    module_title: str | None
    cells: tuple[Cell, ...]

    @property
    def hides_reading(self) -> bool:
        """Whether the one who looks may not know when this member read."""
        return shown_sharing(self.sharing, is_oneself=self.is_oneself) is not Sharing.EVERYTHING


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table of a group for one module: people down, lessons across."""

    modules: tuple[ModuleColumn, ...]
    module: ModuleColumn | None
    lessons: tuple[LessonColumn, ...]
    rows: tuple[MemberRow, ...]
    members: int
    page: int
    total: int
    due: int | None

    @property
    def pages(self) -> int:
        return max(1, -(-self.members // MEMBERS_A_PAGE))


def groups_of(session: Session, user_id: int, *, course_id: int | None = None) -> list[GroupRow]:
    """The groups a person is in, open ones first."""
    size = sa.select(sa.func.count()).where(GroupMember.group_id == Group.id).correlate(Group).scalar_subquery()
    statement = (
        sa.select(
            Group.id,
            Group.name,
            Course.slug,
            Course.title,
            size,
            GroupMember.role,
            Group.closed_at,
        )
        .join(GroupMember, GroupMember.group_id == Group.id)
        .join(Course, Course.id == Group.course_id)
        .where(GroupMember.user_id == user_id)
    )
    if course_id is not None:
        statement = statement.where(Group.course_id == course_id)
    found = [GroupRow(*row) for row in session.execute(statement)]
    return sorted(found, key=lambda group: (group.closed_at is not None, folded(group.name), group.id))


def matrix(session: Session, group: Group, viewer_id: int, *, module_key: str | None, page: int, today: date) -> Matrix:
    """Who is where, in four statements whatever the size: members, modules, their counts, the shown module's cells.

    Without a `module_key` the module is shown in which the one who looks read last.
    """
    members, count = _members(session, group.id, page)
    modules = _modules(session, group.course_id)
    ids = [user_id for user_id, *_ in members]
    counts = _counts(session, group.course_id, [*ids, viewer_id])
    module = _module_to_show(modules, module_key, counts.get(viewer_id, {}))
    total = sum(each.lessons for each in modules)
    due = _due(group, today, total)
    lessons, facts = _cells(session, module, ids, due)
    here = {user_id: _newest(counts.get(user_id, {})) for user_id in ids}
    rows = tuple(
        _row(member, viewer_id, modules, counts.get(member[0], {}), here[member[0]], lessons, facts)
        for member in members
    )
    return Matrix(modules, module, lessons, rows, count, page, total, due)


Member = tuple[int, str, GroupRole, Sharing]
# For each module: lessons complete, and when the newest place in it was kept.
Counts = Mapping[int, tuple[int, datetime | None]]


def _members(session: Session, group_id: int, page: int) -> tuple[list[Member], int]:
    rows = session.execute(
        sa.select(User.id, User.name, GroupMember.role, GroupMember.sharing, sa.func.count().over())
        .join(User, User.id == GroupMember.user_id)
        .where(GroupMember.group_id == group_id)
        .order_by(User.folded_name, User.id)
        .limit(MEMBERS_A_PAGE)
        .offset((page - 1) * MEMBERS_A_PAGE)
    ).all()
    return [(row[0], row[1], row[2], row[3]) for row in rows], rows[0][4] if rows else 0


def _modules(session: Session, course_id: int) -> tuple[ModuleColumn, ...]:
    rows = session.execute(
        sa.select(Module.id, Module.key, Module.title, sa.func.count(Lesson.id), sa.func.min(Lesson.position))
        .join(Lesson, Lesson.module_id == Module.id)
        .where(Module.course_id == course_id, Module.retired_at.is_(None), Lesson.retired_at.is_(None))
        .group_by(Module.id, Module.key, Module.title)
        .order_by(sa.func.min(Lesson.position))
    ).all()
    columns, before = [], 0
    for module_id, key, title, lessons, _first in rows:
        columns.append(ModuleColumn(module_id, key, title, lessons, before))
        before += lessons
    return tuple(columns)


def _counts(session: Session, course_id: int, user_ids: Sequence[int]) -> dict[int, Counts]:
    rows = session.execute(
        sa.select(
            LessonProgress.user_id,
            Lesson.module_id,
            sa.func.count(LessonProgress.completed_at),
            sa.func.max(LessonProgress.position_at),
        )
        .join(Lesson, Lesson.id == LessonProgress.lesson_id)
        .where(Lesson.course_id == course_id, Lesson.retired_at.is_(None), LessonProgress.user_id.in_(user_ids))
        .group_by(LessonProgress.user_id, Lesson.module_id)
    )
    counts: dict[int, dict[int, tuple[int, datetime | None]]] = {}
    for user_id, module_id, completed, last_at in rows:
        counts.setdefault(user_id, {})[module_id] = (completed, last_at)
    return {**counts}


def _newest(counts: Counts) -> tuple[int | None, datetime | None]:
    """The module last read in, and when."""
    read = [(last_at, module_id) for module_id, (_completed, last_at) in counts.items() if last_at is not None]
    if not read:
        return None, None
    last_at, module_id = max(read)
    return module_id, last_at


def _module_to_show(modules: Sequence[ModuleColumn], key: str | None, own: Counts) -> ModuleColumn | None:
    by_key = {module.key: module for module in modules}
    if key in by_key:
        return by_key[key]
    place, _last_at = _newest(own)
    return next((module for module in modules if module.id == place), modules[0] if modules else None)


def _due(group: Group, today: date, total: int) -> int | None:
    if group.starts_on is None or group.lessons_per_week is None:
        return None
    return lessons_due(starts_on=group.starts_on, lessons_per_week=group.lessons_per_week, today=today, total=total)


CellFacts = Mapping[tuple[int, int], tuple[Facts, datetime | None]]


def _cells(
    session: Session, module: ModuleColumn | None, user_ids: Sequence[int], due: int | None
) -> tuple[tuple[LessonColumn, ...], CellFacts]:
    """The lessons of the shown module, and what is recorded of each member in them."""
    if module is None:
        return (), {}
    progress = sa.and_(LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id.in_(user_ids))
    rows = session.execute(
        sa.select(
            Lesson.id,
            Lesson.key,
            Lesson.title,
            LessonProgress.user_id,
            LessonProgress.completed_at,
            LessonProgress.position_at,
            LessonProgress.best_fraction,
        )
        .outerjoin(LessonProgress, progress)
        .where(Lesson.module_id == module.id, Lesson.retired_at.is_(None))
        .order_by(Lesson.position)
    )
    lessons: dict[int, LessonColumn] = {}
    facts: dict[tuple[int, int], tuple[Facts, datetime | None]] = {}
    for lesson_id, key, title, user_id, completed_at, position_at, best in rows:
        if lesson_id not in lessons:
            number = len(lessons) + 1
            lessons[lesson_id] = LessonColumn(
                lesson_id, key, title, str(number), due is not None and module.before + number <= due
            )
        if user_id is not None:
            seen = Facts(completed_at is not None, is_started=True, best_fraction=best)
            facts[user_id, lesson_id] = (seen, position_at)
    return tuple(lessons.values()), facts


def _row(
    member: Member,
    viewer_id: int,
    modules: Sequence[ModuleColumn],
    counts: Counts,
    newest: tuple[int | None, datetime | None],
    lessons: Sequence[LessonColumn],
    facts: CellFacts,
) -> MemberRow:
    user_id, name, role, sharing = member
    visible = shown_sharing(sharing, is_oneself=user_id == viewer_id)
    place, last_at = newest
    done = sum(completed for completed, _ in counts.values())
    whole = summary(Summary(done, last_at.date() if last_at else None), visible)
    title = next((module.title for module in modules if module.id == place), None) if whole.last_on else None
    cells = []
    for lesson in lessons:
        recorded, position_at = facts.get((user_id, lesson.id), (Facts(), None))
        is_here = position_at is not None and position_at == last_at
        cells.append(cell(Facts(recorded.is_complete, recorded.is_started, is_here, recorded.best_fraction), visible))
    return MemberRow(user_id, name, role, sharing, user_id == viewer_id, whole, title, tuple(cells))
