"""People, their sessions and the links that let them in once."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from models.base import Base, Hash, Id, enum_type, reference
from models.enums import TokenPurpose
from models.folding import folded, folded_from


class User(Base):
    """A person: a member with a mail address, a guest who has begun without one, or what is left of an erased account."""

    __tablename__ = "user"
    __table_args__ = (
        sa.CheckConstraint("(email IS NULL) = (password_hash IS NULL)", name="email_with_password"),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name="email_lower"),
        sa.CheckConstraint("NOT is_administrator OR email IS NOT NULL", name="administrator_is_member"),
        sa.Index(
            "ix_user_guests",
            "created_at",
            sqlite_where=sa.text("email IS NULL"),
            postgresql_where=sa.text("email IS NULL"),
        ),
    )

    id: Mapped[Id]
    email: Mapped[str | None] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    folded_name: Mapped[str] = folded_from("name")
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]

    @validates("name")
    def _fold(self, _column: str, name: str) -> str:
        self.folded_name = folded(name)
        return name

    @property
    def is_guest(self) -> bool:
        return self.email is None and self.erased_at is None


class UserSession(Base):
    """One browser in which a person is signed in; deleting the row signs it out."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    user_id: Mapped[int] = reference("user.id")
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    browser: Mapped[str] = mapped_column(sa.String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)

    user: Mapped[User] = relationship(lazy="raise")


class AccountToken(Base):
    """A link that may be used once; only its hash is kept."""

    __tablename__ = "account_token"

    id: Mapped[Id]
    user_id: Mapped[int | None] = reference("user.id")
    purpose: Mapped[TokenPurpose] = mapped_column(enum_type(TokenPurpose))
    token_hash: Mapped[Hash] = mapped_column(unique=True)
    email: Mapped[str | None] = mapped_column(sa.String(254))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
