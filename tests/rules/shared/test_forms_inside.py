"""The fields of a form inside a form are told apart, and what anybody typed into them is left alone."""

from __future__ import annotations

import pytest
from markupsafe import escape

from courses.shared.markup.inside import named_inside


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<input id="a" name="b">', '<input id="q.1.a" name="q.1.b">'),
        ('<div id="field-a">', '<div id="field-q.1.a">'),
        ('<a href="#field-a">', '<a href="#field-q.1.a">'),
        ('<a href="#a">', '<a href="#q.1.a">'),
        ('<a href="/courses#a">', '<a href="/courses#a">'),
        ('<label for="a">', '<label for="q.1.a">'),
        ('<input aria-describedby="a b" list="c">', '<input aria-describedby="q.1.a q.1.b" list="q.1.c">'),
        ('<button name="action" value="more">', '<button name="action" value="more">'),
        ('<p data-name="a" class="name">', '<p data-name="a" class="name">'),
    ],
)
def test_names_and_what_points_to_them_are_set_apart(before: str, after: str) -> None:
    assert named_inside(before, "q.1") == after


def test_what_was_typed_stays_as_it_is() -> None:
    words = escape('<b name="x" id="y">')

    found = named_inside(f'<textarea name="a">{words}</textarea>', "q.1")

    assert found == f'<textarea name="q.1.a">{words}</textarea>'
