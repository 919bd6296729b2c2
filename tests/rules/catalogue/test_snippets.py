"""What is shown of a found text: the stretch with most of what was asked for, its words marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from courses.catalogue.rules.snippets import CUT, marked, snippet, weight

LONG = "Nothing here. " * 40 + "Then Brezhnev spoke of solidarity. " + "Nothing more. " * 40


def test_a_short_text_is_shown_whole_with_its_words_marked() -> None:
    assert snippet("The workers of the town", {"worker"}) == (
        ("The ", False),
        ("workers", True),
        (" of the town", False),
    )


def test_of_a_long_text_the_best_stretch_is_shown() -> None:
    shown = snippet(LONG, {"brezhnev", "solidarity"}, width=100)

    words = "".join(piece for piece, _is_marked in shown)
    assert [piece for piece, is_marked in shown if is_marked] == ["Brezhnev", "solidarity"]
    assert words.startswith(CUT)
    assert words.endswith(CUT)
    assert len(words) <= 102


def test_a_title_is_never_cut() -> None:
    assert "".join(piece for piece, _is_marked in marked(LONG, {"brezhnev"})) == LONG


@given(st.text(max_size=400), st.sets(st.sampled_from(["a", "b", "war", "peac"])), st.integers(5, 60))
def test_what_is_shown_stands_in_the_text(text: str, stems: set[str], width: int) -> None:
    shown = "".join(piece for piece, _is_marked in snippet(text, stems, width=width))

    assert shown.removeprefix(CUT).removesuffix(CUT) in text or shown in text
    assert len(shown) <= width + 2 * len(CUT)


def test_a_title_weighs_more_than_a_text() -> None:
    assert weight(["lenin", "on", "tactic"], [], ["lenin"]) > weight([], ["lenin"] * 3, ["lenin"])


def test_the_very_title_weighs_most() -> None:
    assert weight(["peac"], [], ["peac"]) > weight(["peac", "and", "war"], ["peac"], ["peac"])


def test_a_text_with_more_of_the_words_weighs_more() -> None:
    assert weight([], ["lenin", "and", "lenin"], ["lenin"]) > weight([], ["lenin", "and", "peac"], ["lenin"])
