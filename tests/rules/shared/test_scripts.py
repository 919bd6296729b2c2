"""Raised and lowered letters in Markdown, and everything that only looks like it."""

from __future__ import annotations

import pytest

from courses.shared.markup import course_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("x^2^ and H~2~O", "x<sup>2</sup> and H<sub>2</sub>O"),
        ("x^*n*+1^", "x<sup><em>n</em>+1</sup>"),
        ("x\\^2\\^ H\\~2\\~O", "x^2^ H~2~O"),
        ("~5 to ~6", "~5 to ~6"),
        ("2^3 and 3^2", "2^3 and 3^2"),
        ("~~not~~", "~~not~~"),
        ("`x^2^`", "<code>x^2^</code>"),
        ("[x^2^](https://example.org/a~b~c)", None),
    ],
)
def test_letters_are_raised_and_lowered(markdown: str, html: str | None) -> None:
    made = course_text(markdown)

    if html is not None:
        assert made == f"<p>{html}</p>"
    else:
        assert 'href="https://example.org/a~b~c">x<sup>2</sup></a>' in made
