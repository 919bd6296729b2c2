"""Study groups, their members and the links that invite to them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.accounts import User
from models.base import Base, Id, Text, enum_type, reference
from models.catalogue import Course
from models.enums import GroupRole, Sharing


class Group(Base):
    """People who study a course together; with a start and a pace the group can see where it meant to be."""

    __tablename__ = "group"
    __table_args__ = (
        sa.CheckConstraint("lessons_per_week IS NULL OR lessons_per_week BETWEEN 1 AND 50", name="pace_range"),
        sa.CheckConstraint("(starts_on IS NULL) = (lessons_per_week IS NULL)", name="pace_complete"),
    )

    id: Mapped[Id]
    course_id: Mapped[int] = reference("course.id")
    name: Mapped[str] = mapped_column(sa.String(80))
    about: Mapped[Text]
    invite_token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    starts_on: Mapped[date | None]
    lessons_per_week: Mapped[int | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise")


class GroupMember(Base):
    """A person in a group, and how much of their progress they show it."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = reference("group.id", index=False, primary_key=True)
    user_id: Mapped[int] = reference("user.id", primary_key=True)
    role: Mapped[GroupRole] = mapped_column(enum_type(GroupRole))
    sharing: Mapped[Sharing] = mapped_column(enum_type(Sharing))
    joined_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise")
    group: Mapped[Group] = relationship(lazy="raise")
