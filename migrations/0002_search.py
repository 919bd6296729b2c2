"""The full-text index over search_row: FTS5 on SQLite, a generated tsvector with GIN on PostgreSQL.

Words are folded and stemmed before they are stored, so both databases index the same words and find the same rows.
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: str | None = None

COLUMNS = "title_words, body_words"
NEW = "new.id, new.title_words, new.body_words"
OLD = "old.id, old.title_words, old.body_words"
ADD = f"INSERT INTO search_fts(rowid, {COLUMNS}) VALUES ({NEW});"  # noqa: S608
REMOVE = f"INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) VALUES ('delete', {OLD});"  # noqa: S608

SQLITE = (
    f"CREATE VIRTUAL TABLE search_fts USING fts5({COLUMNS}, content='search_row', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    # A word in the title weighs ten times one in the text.
    "INSERT INTO search_fts(search_fts, rank) VALUES ('rank', 'bm25(10.0, 1.0)')",
    f"CREATE TRIGGER search_fts_added AFTER INSERT ON search_row BEGIN {ADD} END",
    f"CREATE TRIGGER search_fts_removed AFTER DELETE ON search_row BEGIN {REMOVE} END",
    f"CREATE TRIGGER search_fts_changed AFTER UPDATE OF title_words, body_words ON search_row BEGIN {REMOVE} {ADD} END",
)
POSTGRESQL = (
    "ALTER TABLE search_row ADD COLUMN search_tsv tsvector GENERATED ALWAYS AS "
    "(setweight(to_tsvector('simple'::regconfig, title_words), 'A') || "
    "setweight(to_tsvector('simple'::regconfig, body_words), 'D')) STORED",
    "CREATE INDEX search_tsv_gin ON search_row USING gin (search_tsv)",
)
SQLITE_AWAY = (
    "DROP TRIGGER search_fts_changed",
    "DROP TRIGGER search_fts_removed",
    "DROP TRIGGER search_fts_added",
    "DROP TABLE search_fts",
)
POSTGRESQL_AWAY = ("DROP INDEX search_tsv_gin", "ALTER TABLE search_row DROP COLUMN search_tsv")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    for statement in SQLITE if is_sqlite() else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in SQLITE_AWAY if is_sqlite() else POSTGRESQL_AWAY:
        op.execute(statement)
