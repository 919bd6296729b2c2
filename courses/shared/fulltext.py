"""Full text in the databases' own ways: FTS5 on SQLite, tsvector on PostgreSQL. Both hold the words as we folded them.

A query comes as phrases of words that consist of letters and digits only, so nothing in it can be taken for syntax.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from models.enums import SearchKind
from models.search import SearchRow

Phrase = Sequence[str]
MOST_RANKED = 1_000
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
    dialect: str,
    wanted: Sequence[Phrase],
    unwanted: Sequence[Phrase],
    *,
    course_id: int | None = None,
    any_of: bool = False,
) -> sa.Select[SearchRow]:
    """Select the rows that hold all wanted phrases (or any), the best first. `wanted` must not be empty."""
    joint = "OR" if any_of else "AND"
    of_course = sa.true() if course_id is None else SearchRow.course_id == course_id
    if dialect == "sqlite":
        return _by_fts5(fts5(wanted, unwanted, joint=joint)).where(of_course)
    return _by_tsvector(tsquery(wanted, unwanted, joint=joint), of_course)


def _by_fts5(query: str) -> sa.Select[SearchRow]:
    return (
        sa.select(SearchRow)
        .join(_INDEX, _INDEX.c.rowid == SearchRow.id)
        .where(sa.literal_column("search_fts").op("MATCH")(query))
        .order_by(_INDEX.c.rank, SearchRow.id)
    )


def _by_tsvector(query: str, of_course: sa.ColumnElement[bool]) -> sa.Select[SearchRow]:
    """Ranking reads every row it ranks: of a word that stands everywhere only so many are, titles before passages."""
    asked = sa.cast(query, TSQUERY)
    ranked = (
        sa.select(SearchRow.id)
        .where(_VECTOR.bool_op("@@")(asked), of_course)
        .order_by(SearchRow.kind == SearchKind.PASSAGE, SearchRow.id)
        .limit(MOST_RANKED)
        .subquery()
    )
    return (
        sa.select(SearchRow)
        .join(ranked, ranked.c.id == SearchRow.id)
        .order_by(sa.func.ts_rank(_VECTOR, asked).desc(), SearchRow.id)
    )
