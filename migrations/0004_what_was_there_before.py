"""What was there before: rows older than their columns, and rules that have changed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: Sequence[str] = ()
depends_on: str | None = None

# Columns that 0003 adds to tables with rows: each has a default until here, where it is filled.
DEFAULTS = {
    "attempt": ("pending",),
    "attempt_slot": ("section", "tries"),
    "item": ("newest",),
    "quiz": ("settings", "question_count"),
    "quiz_item": ("section",),
}
OLD_STEPS = ("started", "saved", "graded", "submitted")
NEW_STEPS = ("started", "saved", "checked", "submitted", "graded", "marked", "regraded")
# What a body has beside the words of its kind since then.
NEW_KEYS = {"hints_html": [], "penalty": 1 / 3}
AT_ONCE = 500

NEWEST = "UPDATE item SET newest = (SELECT max(number) FROM item_version WHERE item_version.item_id = item.id)"
COUNTED = "UPDATE quiz SET question_count = (SELECT count(*) FROM quiz_item WHERE quiz_item.quiz_id = quiz.id)"
QUIZ_GRADES = """
INSERT INTO quiz_grade (user_id, quiz_id, fraction, attempts, pending)
SELECT user_id, quiz_id, max(fraction), count(*), 0 FROM attempt WHERE finished_at IS NOT NULL GROUP BY user_id, quiz_id
"""
COURSE_GRADES = """
INSERT INTO course_grade (user_id, course_id, fraction)
SELECT quiz_grade.user_id, quiz.course_id, sum(quiz_grade.fraction) / min(counted.quizzes)
FROM quiz_grade JOIN quiz ON quiz.id = quiz_grade.quiz_id
JOIN (SELECT course_id, count(*) AS quizzes FROM quiz WHERE retired_at IS NULL GROUP BY course_id) AS counted
ON counted.course_id = quiz.course_id
WHERE quiz.retired_at IS NULL GROUP BY quiz_grade.user_id, quiz.course_id
"""


def upgrade() -> None:
    for statement in (NEWEST, COUNTED, QUIZ_GRADES, COURSE_GRADES):
        op.execute(statement)
    _complete_bodies()
    for table, columns in DEFAULTS.items():
        with op.batch_alter_table(table) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    _bound_slots(low=-2)
    _bound_marks("marks_positive", "marks_not_negative", "marks >= 0")
    with op.batch_alter_table("attempt_slot") as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_attempt_slot_certainty_range"), "certainty IS NULL OR (certainty >= 1 AND certainty <= 3)"
        )
        batch_op.create_check_constraint(batch_op.f("ck_attempt_slot_tries_not_negative"), "tries >= 0")
    _know_steps(NEW_STEPS)


def downgrade() -> None:
    op.execute("DELETE FROM attempt_slot WHERE marks <= 0")
    op.execute("DELETE FROM quiz_item WHERE marks <= 0")
    op.execute("UPDATE attempt_slot SET fraction = 0 WHERE fraction < 0")
    op.execute("DELETE FROM attempt_step WHERE kind IN ('checked', 'marked', 'regraded')")
    _know_steps(OLD_STEPS)
    with op.batch_alter_table("attempt_slot") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attempt_slot_certainty_range"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_attempt_slot_tries_not_negative"), type_="check")
    _bound_marks("marks_not_negative", "marks_positive", "marks > 0")
    _bound_slots(low=0)


def _complete_bodies() -> None:
    """Questions as they were compiled before have no hints, and no price for further tries."""
    version = sa.table("item_version", sa.column("id", sa.Integer), sa.column("body", sa.JSON))
    connection = op.get_bind()
    ids = connection.execute(sa.select(version.c.id).order_by(version.c.id)).scalars().all()
    change = sa.update(version).where(version.c.id == sa.bindparam("row")).values(body=sa.bindparam("whole"))
    for start in range(0, len(ids), AT_ONCE):
        some = sa.select(version).where(version.c.id.in_(ids[start : start + AT_ONCE]))
        rows = [{"row": row.id, "whole": {**NEW_KEYS, **row.body}} for row in connection.execute(some)]
        connection.execute(change, rows)


def _bound_slots(*, low: int) -> None:
    """How little an answer may be worth."""
    with op.batch_alter_table("attempt_slot") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attempt_slot_fraction_range"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_attempt_slot_fraction_range"),
            f"fraction IS NULL OR (fraction >= {low} AND fraction <= 1)",
        )


def _bound_marks(old: str, new: str, rule: str) -> None:
    """Texts without a question are worth nothing."""
    for table in ("attempt_slot", "quiz_item"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_{old}"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_{new}"), rule)


def _know_steps(kinds: Sequence[str]) -> None:
    """What can happen in an attempt."""
    with op.batch_alter_table("attempt_step") as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_attempt_step_step_kind"), type_="check")
        names = ", ".join(f"'{kind}'" for kind in kinds)
        batch_op.create_check_constraint(batch_op.f("ck_attempt_step_step_kind"), f"kind IN ({names})")
