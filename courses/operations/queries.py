"""What watchers want to know of the database."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session


def reach_database(session: Session) -> None:
    """Ask the least a database can be asked. Raises DBAPIError when it does not answer."""
    session.execute(sa.select(1))
