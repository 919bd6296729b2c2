"""Full text in the databases' own ways: FTS5 on SQLite, tsvector on PostgreSQL. Both hold the words as we folded them.

A query comes as phrases of words that consist of letters and digits only, so nothing in it can be taken for syntax.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from models.search import SearchRow

Phrase = Sequence[str]
_INDEX = sa.table("search_fts", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float))
_VECTOR: sa.ColumnClause[str] = sa.literal_column("search_row.search_tsv", TSVECTOR)


def fts5(wanted: Sequence[Phrase], unwanted: Sequence[Phrase], *, joint: str) -> str:
    """The query in FTS5's language; `joint` stands between the wanted phrases: AND or OR."""
    written = f" {joint} ".join(f'"{" ".join(phrase)}"' for phrase in wanted)
    excluded = " OR ".join(f'"{" ".join(phrase)}"' for phrase in unwanted)
    return f"({written}) NOT ({excluded})" if excluded else written


def tsquery(wanted: Sequence[Phrase], unwanted: Sequence[Phrase], *, joint: str) -> str:
    """The query in PostgreSQL's language."""
    sign = {"AND": " & ", "OR": " | "}[joint]
    written = sign.join(f"({' <-> '.join(phrase)})" for phrase in wanted)
    excluded = " | ".join(f"({' <-> '.join(phrase)})" for phrase in unwanted)
    return f"({written}) & !({excluded})" if excluded else written


def best_rows(
    dialect: str, wanted: Sequence[Phrase], unwanted: Sequence[Phrase], *, any_of: bool = False
) -> sa.Select[SearchRow]:
    """Select the rows that hold all wanted phrases (or any), the best first. `wanted` must not be empty."""
    joint = "OR" if any_of else "AND"
    if dialect == "sqlite":
        query = fts5(wanted, unwanted, joint=joint)
        return (
            sa.select(SearchRow)
            .join(_INDEX, _INDEX.c.rowid == SearchRow.id)
            .where(sa.literal_column("search_fts").op("MATCH")(query))
            .order_by(_INDEX.c.rank, SearchRow.id)
        )
    asked = sa.cast(tsquery(wanted, unwanted, joint=joint), TSQUERY)
    return (
        sa.select(SearchRow)
        .where(_VECTOR.bool_op("@@")(asked))
        .order_by(sa.func.ts_rank(_VECTOR, asked).desc(), SearchRow.id)
    )
