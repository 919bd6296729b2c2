"""Where to go on when the text has changed."""

from __future__ import annotations

import pytest

from courses.reading.rules.place import Place, nearest

TEXT = [Place("a", 0, True), Place("b", 1, False), Place("c", 2, True), Place("d", 3, False), Place("e", 4, True)]


@pytest.mark.parametrize(("key", "found"), [("c", "c"), ("b", "a"), ("d", "c"), ("never-there", None)])
def test_a_passage_taken_out_gives_way_to_the_one_before_it(key: str, found: str | None) -> None:
    assert nearest(TEXT, key) == found


def test_where_nothing_is_left_before_it_the_first_passage_is_taken() -> None:
    assert nearest([Place("old", 0, False), Place("late", 7, True), Place("new", 3, True)], "old") == "new"


def test_a_lesson_without_passages_has_no_place() -> None:
    assert nearest([Place("old", 0, False)], "old") is None
