"""What a group sees of a member."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.groups.rules.sharing import Cell, CellState, Facts, Summary, cell, shown_sharing, summary
from models.enums import Sharing

READ = date(2027, 1, 15)
DONE = Facts(is_complete=True, is_started=True, is_here=True, best_fraction=0.8)
STARTED = Facts(is_started=True, is_here=True, best_fraction=0.4)


@pytest.mark.parametrize(
    ("facts", "sharing", "seen"),
    [
        (DONE, Sharing.EVERYTHING, Cell(CellState.DONE, is_here=True, best_fraction=0.8)),
        (DONE, Sharing.COMPLETION, Cell(CellState.DONE)),
        (DONE, Sharing.NOTHING, Cell(CellState.PRIVATE)),
        (STARTED, Sharing.EVERYTHING, Cell(CellState.STARTED, is_here=True, best_fraction=0.4)),
        (STARTED, Sharing.COMPLETION, Cell(CellState.OPEN)),
        (STARTED, Sharing.NOTHING, Cell(CellState.PRIVATE)),
        (Facts(), Sharing.EVERYTHING, Cell(CellState.OPEN)),
        (Facts(), Sharing.COMPLETION, Cell(CellState.OPEN)),
        (Facts(), Sharing.NOTHING, Cell(CellState.PRIVATE)),
    ],
)
def test_a_cell_shows_what_the_member_shares(facts: Facts, sharing: Sharing, seen: Cell) -> None:
    assert cell(facts, sharing) == seen


facts = st.builds(Facts, st.booleans(), st.booleans(), st.booleans(), st.none() | st.floats(0, 1))


@given(one=facts, other=facts)
def test_who_shares_nothing_looks_the_same_whatever_they_did(one: Facts, other: Facts) -> None:
    assert cell(one, Sharing.NOTHING) == cell(other, Sharing.NOTHING)


@given(one=facts, other=facts)
def test_who_shares_completion_differs_only_by_completion(one: Facts, other: Facts) -> None:
    same = cell(one, Sharing.COMPLETION) == cell(other, Sharing.COMPLETION)

    assert same == (one.is_complete == other.is_complete)


@pytest.mark.parametrize(
    ("sharing", "seen"),
    [
        (Sharing.EVERYTHING, Summary(7, READ)),
        (Sharing.COMPLETION, Summary(7, None)),
        (Sharing.NOTHING, Summary(None, None)),
    ],
)
def test_a_summary_shows_what_the_member_shares(sharing: Sharing, seen: Summary) -> None:
    assert summary(Summary(7, READ), sharing) == seen


@pytest.mark.parametrize("sharing", Sharing)
def test_members_see_their_own_row_whole_and_others_as_they_choose(sharing: Sharing) -> None:
    assert shown_sharing(sharing, is_oneself=True) is Sharing.EVERYTHING
    assert shown_sharing(sharing, is_oneself=False) is sharing
