"""A short course is laid out whole, of a long one a module, of a very long module a part."""

from __future__ import annotations

from courses.catalogue.rules.outline import LESSONS_A_PAGE, SHOWN_WHOLE, Part, shown

SHORT = [Part(1, "one", SHOWN_WHOLE - 2), Part(2, "two", 2)]
LONG = [Part(1, "one", 50), Part(2, "two", 50), Part(3, "three", LESSONS_A_PAGE * 2 + 1)]


def test_a_short_course_is_laid_out_whole() -> None:
    assert shown(SHORT, asked=None, going_on=2, page=1).module_ids == (1, 2)


def test_of_a_long_course_the_module_where_the_reader_goes_on_is_laid_out() -> None:
    assert shown(LONG, asked=None, going_on=2, page=1).module_ids == (2,)


def test_the_module_asked_for_comes_first() -> None:
    assert shown(LONG, asked="one", going_on=2, page=1).module_ids == (1,)


def test_a_module_that_is_not_there_is_passed_over() -> None:
    assert shown(LONG, asked="nine", going_on=None, page=1).module_ids == (1,)


def test_a_very_long_module_has_pages() -> None:
    last = shown(LONG, asked="three", going_on=None, page=99)

    assert (last.page, last.pages, last.offset) == (3, 3, 2 * LESSONS_A_PAGE)


def test_a_course_without_lessons_lays_out_nothing() -> None:
    assert shown([], asked="one", going_on=None, page=1).module_ids == ()
