"""What a guest did joins an account: nothing is lost, whatever the order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from courses.accounts.rules.merging import AttemptFacts, Progress, joined_attempts, merged
from courses.progress.rules.completion import Facts, Rules, completed_at
from models.enums import Completion

START = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours))
maybe = st.none() | instants
needs_of_lessons = st.sets(st.sampled_from(Completion), min_size=1)
DATES = ("read_at", "marked_at", "quiz_passed_at")


@st.composite
def records(draw: st.DrawFn, needs: set[Completion]) -> Progress:
    """A record as the program keeps it: the day of completion follows from the rest."""
    read, marked, passed, at = (draw(maybe) for _ in range(4))
    done = completed_at(rules(needs), Facts(read_at=read, marked_at=marked, quiz_passed_at=passed))
    return Progress(
        position_key=draw(st.sampled_from(["p-1", "p-2"])) if at else None,
        position_at=at,
        read_at=read,
        marked_at=marked,
        quiz_passed_at=passed,
        best_fraction=draw(st.none() | st.floats(0, 1)),
        completed_at=done,
    )


@st.composite
def several(draw: st.DrawFn, number: int) -> tuple[set[Completion], list[Progress]]:
    needs = draw(needs_of_lessons)
    return needs, [draw(records(needs)) for _ in range(number)]


def rules(needs: set[Completion]) -> Rules:
    return Rules(Completion.READ in needs, Completion.QUIZ in needs, Completion.MARKED in needs)


@given(several(2))
def test_merging_gives_the_same_in_either_order(given_records: tuple[set[Completion], list[Progress]]) -> None:
    needs, (one, other) = given_records

    assert merged(one, other, needs) == merged(other, one, needs)


@given(several(3))
def test_three_records_merge_alike_however_they_are_paired(
    given_records: tuple[set[Completion], list[Progress]],
) -> None:
    needs, (one, two, three) = given_records

    assert merged(merged(one, two, needs), three, needs) == merged(one, merged(two, three, needs), needs)


@given(several(2))
def test_merging_again_changes_nothing(given_records: tuple[set[Completion], list[Progress]]) -> None:
    needs, (one, other) = given_records
    both = merged(one, other, needs)

    assert merged(both, other, needs) == both
    assert merged(both, Progress(), needs) == both


@given(several(2))
def test_nothing_done_is_lost(given_records: tuple[set[Completion], list[Progress]]) -> None:
    needs, pair = given_records
    both = merged(*pair, needs)

    for name in (*DATES, "completed_at"):
        facts = [getattr(record, name) for record in pair if getattr(record, name)]
        assert not facts or getattr(both, name) <= min(facts)
    assert all(record.best_fraction is None or (both.best_fraction or 0) >= record.best_fraction for record in pair)
    places = [record.position_at for record in pair if record.position_at]
    assert both.position_at == max(places, default=None)
    assert (both.position_at is None) == (both.position_key is None)


@given(several(2))
def test_completion_is_what_the_rule_of_progress_says(given_records: tuple[set[Completion], list[Progress]]) -> None:
    needs, pair = given_records
    both = merged(*pair, needs)
    facts = Facts(both.position_at, both.read_at, both.marked_at, both.quiz_passed_at, both.best_fraction)

    assert both.completed_at == completed_at(rules(needs), facts)


def test_half_here_and_half_there_make_a_complete_lesson() -> None:
    needs = {Completion.READ, Completion.QUIZ}
    read, passed = START, START + timedelta(hours=2)

    both = merged(Progress(read_at=read), Progress(quiz_passed_at=passed), needs)

    assert both.completed_at == passed


def test_what_was_complete_under_older_rules_stays_complete() -> None:
    both = merged(Progress(completed_at=START), Progress(), {Completion.MARKED})

    assert both.completed_at == START


attempts = st.lists(
    st.tuples(st.integers(1, 99), instants, st.integers(0, 9), st.booleans(), st.booleans()),
    max_size=8,
    unique_by=lambda row: row[0],
).map(lambda rows: [AttemptFacts(i, at, at + timedelta(hours=hours), *claims) for i, at, hours, *claims in rows])


@given(attempts)
def test_attempts_are_numbered_from_one_as_they_were_started(facts: list[AttemptFacts]) -> None:
    plan = joined_attempts(facts)
    kept = [attempt for attempt in facts if attempt.id not in plan.to_drop]

    assert sorted(plan.numbers.values()) == list(range(1, len(kept) + 1))
    ordered = sorted(kept, key=lambda attempt: plan.numbers[attempt.id])
    assert [a.started_at for a in ordered] == sorted(a.started_at for a in kept)


@given(attempts)
def test_one_attempt_at_most_stays_open_and_it_is_the_newest_with_answers(facts: list[AttemptFacts]) -> None:
    plan = joined_attempts(facts)
    was_open = [attempt for attempt in facts if attempt.is_open]
    stays = [attempt for attempt in was_open if attempt.id not in plan.to_finish | plan.to_drop]

    assert len(stays) == min(1, len(was_open))
    assert all((stays[0].is_answered, stays[0].touched_at) >= (a.is_answered, a.touched_at) for a in was_open)


@given(attempts)
def test_only_open_attempts_without_an_answer_are_dropped(facts: list[AttemptFacts]) -> None:
    plan = joined_attempts(facts)

    assert all(attempt.is_open and not attempt.is_answered for attempt in facts if attempt.id in plan.to_drop)
    assert all(attempt.is_open and attempt.is_answered for attempt in facts if attempt.id in plan.to_finish)
