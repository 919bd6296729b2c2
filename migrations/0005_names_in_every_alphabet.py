"""Names in every alphabet: what is searched and sorted stands folded beside what is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.folding import folded, folded_question

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: Sequence[str] = ()
depends_on: str | None = None

FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
AT_ONCE = 500
# The column of each table that is added, and those it is made of.
ADDED: dict[str, tuple[str, dict[str, Any], Callable[..., str]]] = {
    "user": ("folded_name", {"name": sa.String}, folded),
    "course": ("folded_title", {"title": sa.String}, folded),
    "category": ("folded_title", {"title": sa.String}, folded),
    "item_tag": ("folded_tag", {"tag": sa.String}, folded),
    "item_version": ("folded_words", {"spec": sa.JSON, "text": sa.Text}, folded_question),
}
KEYS = {"item_tag": "tag"}


def upgrade() -> None:
    for table, (column, _made_of, _fold) in ADDED.items():
        op.add_column(table, sa.Column(column, FOLDED, nullable=True))
        _fill(table)
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, existing_type=FOLDED, nullable=False)


def downgrade() -> None:
    for table, (column, _made_of, _fold) in ADDED.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)


def _fill(name: str) -> None:
    """Fold what is there, some rows at a time; a tag that many questions have is folded once."""
    column, made_of, fold = ADDED[name]
    key = KEYS.get(name, "id")
    columns = {key: sa.Integer if key == "id" else sa.String, **made_of, column: FOLDED}
    table = sa.table(name, *(sa.column(each, kind) for each, kind in columns.items()))
    connection = op.get_bind()
    keys = connection.execute(sa.select(table.c[key]).distinct().order_by(table.c[key])).scalars().all()
    change = sa.update(table).where(table.c[key] == sa.bindparam("row")).values({column: sa.bindparam("whole")})
    for start in range(0, len(keys), AT_ONCE):
        some = sa.select(table.c[key], *(table.c[each] for each in made_of))
        found = connection.execute(some.where(table.c[key].in_(keys[start : start + AT_ONCE])))
        rows = {row[0]: row[1:] for row in found}
        connection.execute(change, [{"row": each, "whole": fold(*parts)} for each, parts in rows.items()])
