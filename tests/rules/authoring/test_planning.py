"""The plan: what is done twice is nothing, what vanishes is retired, what comes back is what it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from courses.authoring.rules.planning import Plan, Stored, after, plan, summary
from courses.authoring.rules.records import Name, Records, Thing, name

names = st.builds(name, st.sampled_from(list(Thing)), st.sampled_from("abc"), st.sampled_from(["", "p"]))
records = st.dictionaries(names, st.fixed_dictionaries({"title": st.sampled_from("xyz")}), max_size=12)


def published(*states: Records) -> tuple[Plan, dict[Name, Stored]]:
    stored: dict[Name, Stored] = {}
    done = Plan({})
    for wanted in states:
        done = plan(wanted, stored)
        stored = after(done, stored)
    return done, stored


@given(st.lists(records, max_size=4), records)
def test_a_second_time_does_nothing(before: list[Records], wanted: Records) -> None:
    _, stored = published(*before, wanted)

    assert plan(wanted, stored).is_empty


@given(st.lists(records, min_size=1, max_size=5))
def test_nothing_is_ever_deleted(states: list[Records]) -> None:
    _, stored = published(*states)

    assert set(stored) == set().union(*states)


@given(st.lists(records, max_size=3), records)
def test_the_database_then_holds_what_is_wanted_and_nothing_else(before: list[Records], wanted: Records) -> None:
    _, stored = published(*before, wanted)

    assert {each: record.values for each, record in stored.items() if not record.is_retired} == wanted


@given(records, records, records)
def test_each_record_is_in_one_part_of_the_plan_at_most(first: Records, second: Records, third: Records) -> None:
    done, _ = published(first, second, third)

    parts = [*done.added, *done.changed, *done.returned, *done.retired]
    assert len(parts) == len(set(parts))
    assert set(done.retired).isdisjoint(third)


@given(records, records)
def test_what_vanished_and_comes_back_is_brought_back_and_not_made_anew(first: Records, second: Records) -> None:
    done, _ = published(first, second, first)

    assert set(done.added) == set()
    assert set(done.returned) == set(first) - set(second)


def test_records_are_written_after_those_they_refer_to() -> None:
    wanted = {name(thing, "a"): {} for thing in reversed(Thing)}

    assert [each[0] for each in plan(wanted, {}).written] == list(Thing)


def test_a_summary_counts_by_what_happens_and_to_what() -> None:
    first = {name(Thing.LESSON, key): {"title": key} for key in "abc"}
    second = {name(Thing.LESSON, key): {"title": "new" if key == "b" else key} for key in "bcd"}

    done, _ = published(first, second)

    assert list(summary(done)) == [
        ("added", Thing.LESSON, 1),
        ("changed", Thing.LESSON, 1),
        ("retired", Thing.LESSON, 1),
    ]
