"""The one who asks: what a request knows about a person, without the database."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Viewer:
    """A visitor (`id` None), a guest (has begun without an account) or a member; what Flask-Login calls the user."""

    id: int | None = None
    name: str = ""
    email: str | None = None
    is_administrator: bool = False
    session_id: int | None = None
    session_token: str = ""

    is_active = True

    @property
    def is_member(self) -> bool:
        return self.email is not None

    @property
    def is_guest(self) -> bool:
        return self.id is not None and self.email is None

    @property
    def is_authenticated(self) -> bool:
        return self.is_member

    @property
    def is_anonymous(self) -> bool:
        return not self.is_member

    def get_id(self) -> str:
        """What the cookie holds: the session's token, never the person's number."""
        return self.session_token

    @property
    def learner_id(self) -> int:
        """The number of someone known to have begun. Raises ValueError for a visitor."""
        if self.id is None:
            raise ValueError("A visitor has no number.")
        return self.id


VISITOR = Viewer()
# The number nobody has. Databases find at once that no row has it, while for NULL they read everybody's rows.
NOBODY = 0
