"""Which questions are drawn: none twice, those seen least before others, as many as there can be."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.selection import Chosen, Fixed, Pool, draw, select
from courses.quizzes.rules.settings import Section, Settings

ITEMS = st.integers(1, 8)
POOLS = st.lists(
    st.builds(
        Pool,
        position=st.integers(0, 20),
        section=st.just(0),
        marks=st.just(1.0),
        draw=st.integers(1, 3),
        candidates=st.lists(ITEMS, max_size=6),
    ),
    max_size=4,
)
SEEN = st.dictionaries(ITEMS, st.integers(1, 5))


def fixed(item: int, *, section: int = 0, is_text: bool = False) -> Fixed:
    return Fixed(item, item, section, 0.0 if is_text else 1.0, is_text)


def pool(*candidates: int, count: int = 1) -> Pool:
    return Pool(0, 0, 1.0, count, candidates)


@given(POOLS, st.frozensets(ITEMS), SEEN, st.integers(0, 9))
def test_no_question_comes_twice_and_each_fits_its_pool(
    pools: list[Pool], taken: frozenset[int], seen: dict[int, int], seed: int
) -> None:
    drawn = draw(pools, taken, seen, Random(seed))

    everything = [item for items in drawn for item in items]
    assert len(everything) == len(set(everything))
    assert not taken & set(everything)
    for each, items in zip(pools, drawn, strict=True):
        assert len(items) <= each.draw
        assert set(items) <= set(each.candidates)


def most(pools: list[Pool], taken: frozenset[int]) -> int:
    """How many questions can be drawn at all, found by trying: the pools one after the other in every order of wishes."""
    places = [number for number, each in enumerate(pools) for _ in range(each.draw)]

    def best(rest: tuple[int, ...], used: frozenset[int]) -> int:
        if not rest:
            return 0
        without = best(rest[1:], used)
        free = set(pools[rest[0]].candidates) - used
        return max([without, *(1 + best(rest[1:], used | {item}) for item in free)])

    return best(tuple(places), taken)


@given(st.lists(st.builds(pool, ITEMS, ITEMS, ITEMS, count=st.integers(1, 2)), max_size=3), st.frozensets(ITEMS), SEEN)
def test_as_many_are_drawn_as_there_can_be(pools: list[Pool], taken: frozenset[int], seen: dict[int, int]) -> None:
    drawn = draw(pools, taken, seen, Random(1))

    assert sum(map(len, drawn)) == most(pools, taken)


@given(st.lists(st.builds(pool, ITEMS, ITEMS, ITEMS, count=st.integers(1, 2)), max_size=3), SEEN, st.integers(0, 9))
def test_overlapping_pools_repeat_no_more_than_they_must(pools: list[Pool], seen: dict[int, int], seed: int) -> None:
    drawn = {item for items in draw(pools, frozenset(), seen, Random(seed)) for item in items}

    fewer = frozenset(item for each in pools for item in each.candidates if item in seen)
    assert len(drawn - seen.keys()) == most(pools, fewer)


def test_overlapping_pools_give_way_to_each_other() -> None:
    for order in permutations([pool(1, 2), pool(1), pool(2, 3)]):
        assert sorted(item for items in draw(order, frozenset(), {}, Random(3)) for item in items) == [1, 2, 3]


@given(st.lists(ITEMS, min_size=1, unique=True), SEEN, st.integers(1, 5), st.integers(0, 9))
def test_what_was_seen_least_comes_first(items: list[int], seen: dict[int, int], count: int, seed: int) -> None:
    [drawn] = draw([pool(*items, count=count)], frozenset(), seen, Random(seed))

    left = set(items) - set(drawn)
    assert len(drawn) == min(count, len(items))
    assert all(seen.get(item, 0) <= seen.get(other, 0) for item in drawn for other in left)


def test_all_is_seen_before_anything_comes_again() -> None:
    seen: Counter[int] = Counter()
    for seed in range(4):
        [drawn] = draw([pool(*range(12), count=3)], frozenset(), seen, Random(seed))
        seen.update(drawn)

    assert set(seen.values()) == {1}
    assert len(seen) == 12


def test_equals_are_drawn_by_lot() -> None:
    drawn = {draw([pool(1, 2, 3)], frozenset(), {}, Random(seed))[0][0] for seed in range(40)}

    assert drawn == {1, 2, 3}


def test_without_shuffling_questions_come_as_written() -> None:
    pools = [Pool(2, 0, 2.0, 1, [9]), Pool(5, 1, 1.0, 1, [7])]

    chosen = select([fixed(1), fixed(3), fixed(4, section=1)], pools, {}, Settings(), Random(1))

    assert chosen == [
        Chosen(1, 0, 1.0),
        Chosen(9, 0, 2.0),
        Chosen(3, 0, 1.0),
        Chosen(4, 1, 1.0),
        Chosen(7, 1, 1.0),
    ]


@given(st.integers(0, 30))
def test_shuffling_stays_within_sections_and_leaves_texts_where_they_are(seed: int) -> None:
    questions = [fixed(1, is_text=True), fixed(2), fixed(3), fixed(4, section=1), fixed(5, section=1)]

    chosen = select(questions, [], {}, Settings(shuffle=True), Random(seed))

    assert chosen[0] == Chosen(1, 0, 0.0, is_text=True)
    assert {each.item_id for each in chosen[1:3]} == {2, 3}
    assert all(before.section <= after.section for before, after in pairwise(chosen))


def test_a_section_may_be_shuffled_alone() -> None:
    settings = Settings(sections=(Section(), Section("two", "Two", shuffle=True)))
    questions = [fixed(1), fixed(2), *(fixed(item, section=1) for item in (3, 4, 5))]

    orders = {tuple(each.item_id for each in select(questions, [], {}, settings, Random(seed))) for seed in range(60)}

    assert {order[:2] for order in orders} == {(1, 2)}
    assert {order[2:] for order in orders} == set(permutations((3, 4, 5)))
