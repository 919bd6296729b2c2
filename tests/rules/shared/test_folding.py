"""The fold by which names, titles and words are compared: without case, accents and what cannot be seen, in every alphabet."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.folding import folded, folded_question


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ana Lindt", "ana lindt"),
        ("  Ana \t Lindt ", "ana lindt"),
        ("ÄNNE", "anne"),
        ("A\u0308nne", "anne"),
        ("Ærø Łódź Đorđe Þór", "aero lodz dorde thor"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("İstanbul ısı", "istanbul isi"),
        ("ΑΘΉΝΑ Ὀδυσσεύς", "αθηνα οδυσσευσ"),
        ("Фёдор ЙОВКОВ", "федор иовков"),
        ("O’Brien Oʼbrien", "o'brien o'brien"),
        ("Anne\u2011Marie", "anne-marie"),
        ("ﬁn Ⅳ Ａ", "fin iv a"),
        ("مُحَمَّد", "محمد"),
        ("李小龍", "李小龍"),
        ("a\u200db\u0000c\u00adḋ", "abcd"),
        ("\u0301", ""),
        ("", ""),
    ],
)
def test_what_is_left_of_a_name(written: str, expected: str) -> None:
    assert folded(written) == expected


@given(st.text())
@example("ǿ")
@example("ᾳ\u0345Ͱ")
@example("\u1ffd ´ \u1fef")
def test_however_it_is_composed_and_cased_it_is_the_same_and_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text)

    assert folded(once) == once
    assert folded(unicodedata.normalize("NFD", text)) == once
    assert folded(unicodedata.normalize("NFC", text)) == once
    assert folded(text.casefold()) == once


def test_a_question_is_found_by_what_it_says_as_written_and_as_read_and_by_its_title() -> None:
    spec = {"prompt": "Who built the *Brücke*?", "title": "Brücke", "options": []}

    assert folded_question(spec, "Who built the Brücke?") == "who built the *brucke*? brucke who built the brucke?"
    assert folded_question({"prompt": None}, "Who?") == "who?"
