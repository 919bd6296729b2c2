"""What scripts send: positions, and all that a browser kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.reading.forms import MOST_POSITIONS, read_carried, read_position
from courses.reading.rules.place import Carried, Position

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["positions", "lesson", "passage", "end", "at", "x"]), inner, max_size=4)
    ),
    max_leaves=12,
)


def kept(**values: Any) -> dict[str, Any]:
    return {"lesson": "river/first", "passage": "a-75", "end": False, "at": "2026-11-19T12:00:00.000Z", **values}


@pytest.mark.parametrize(
    ("sent", "found"),
    [
        ({"passage": "a-75", "end": False}, Position("a-75", False)),
        ({"passage": "a-75", "end": True}, Position("a-75", True)),
        ({"passage": "a-75", "end": "1"}, Position("a-75", True)),
        ({"end": True}, Position(None, True)),
        ({"passage": "x" * 65, "end": False}, None),
        ({"passage": "<script>", "end": False}, None),
        ({"passage": 75}, None),
        ({}, None),
        ([], None),
        (None, None),
        ("a-75", None),
    ],
)
def test_a_position_is_a_passage_or_the_end(sent: Any, found: Position | None) -> None:
    assert read_position(sent) == found


def test_what_a_browser_kept_is_read_with_its_time() -> None:
    assert read_carried({"positions": [kept()]}, now=NOW) == [
        Carried("river", "first", Position("a-75", False), NOW - timedelta(days=1))
    ]


@pytest.mark.parametrize("at", [None, 5, "yesterday", "2031-01-01T00:00:00Z", "1999-01-01T00:00:00Z"])
def test_a_time_that_cannot_be_is_now(at: Any) -> None:
    assert [each.at for each in read_carried({"positions": [kept(at=at)]}, now=NOW)] == [NOW]


def test_what_cannot_be_understood_is_left_out() -> None:
    sent = [kept(), kept(lesson="river"), kept(lesson=5), kept(lesson="/first"), kept(passage=None), "junk", None]

    assert len(read_carried({"positions": sent}, now=NOW)) == 1


def test_only_so_many_positions_are_taken_and_those_are_the_newest() -> None:
    sent = [kept(at=(NOW - timedelta(minutes=number)).isoformat()) for number in range(MOST_POSITIONS + 50)]

    found = read_carried({"positions": list(reversed(sent))}, now=NOW)

    assert len(found) == MOST_POSITIONS
    assert found[0].at == NOW


@given(junk)
def test_nothing_a_browser_sends_raises(sent: Any) -> None:
    assert isinstance(read_carried(sent, now=NOW), list)
    assert read_position(sent) is None or isinstance(read_position(sent), Position)
