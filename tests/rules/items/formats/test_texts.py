"""Texts of other programs as Markdown: the words stay, the shapes stay where Markdown has them, and nothing becomes more than it was."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.items.formats.hypertext import parsed
from courses.items.formats.texts import (
    Picture,
    Where,
    from_html,
    from_markdown,
    from_moodle_auto,
    from_text,
    to_html,
    to_text,
    words_of_html,
)
from courses.shared.markup import plain

MARKS = st.sampled_from(
    r"""
    * ** _ __ ` `` ``` ~ ~~~ ^ [ ] [[toll]] [A_83] ( ) { } # ## 1. 2) - + > < <b> & &lt; amp; | |-|-| --- === : ! \ \( ![ ]( ... $$ /// [^1]
    http://x.y <http://x.y> <a@b.c> x_y @@ a foo
    """.split()  # noqa: SIM905
)
PIECES = MARKS | st.sampled_from([" ", "  ", "\n", "\t", "\xa0", "    ", "[A 83]", ": "])
TEXTS = st.lists(PIECES, max_size=14).map("".join)
TAGS = st.sampled_from(
    "b i em strong code sup sub p div ul ol li table tr td th blockquote pre h2 span br a".split()  # noqa: SIM905
)
LINK = "a href='http://x.y/(z)'"


def tagged(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Elements in elements, rightly and wrongly nested."""
    element = st.tuples(TAGS, inside).map(lambda pair: f"<{LINK if pair[0] == 'a' else pair[0]}>{pair[1]}</{pair[0]}>")
    return st.lists(element | inside, max_size=4).map("".join)


PAGES = st.recursive(TEXTS.map(html.escape), tagged, max_leaves=8)


def letters(text: str) -> str:
    """A text without its spaces."""
    return re.sub(r"\s+", "", text)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_plain_words_stay_what_they_are(text: str) -> None:
    assert to_text(from_text(text)) == " ".join(text.split())


@settings(max_examples=300, deadline=None)
@given(page=PAGES)
def test_no_letter_is_lost_and_none_appears(page: str) -> None:
    root = parsed(page)

    assert root is not None
    assert letters(plain(to_html(from_html(page)))) == letters("".join(root.itertext()))


@settings(max_examples=100, deadline=None)
@given(page=PAGES)
def test_a_label_is_one_paragraph(page: str) -> None:
    made = to_html(from_html(page, is_line=True))

    assert made.count("<p>") == (1 if made else 0)
    assert not re.search(r"<(?:ul|ol|table|pre|blockquote|h\d|hr)", made)


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("<p>a</p><p>&nbsp;</p><p>b<br>c</p>", "a\n\nb  \nc"),
        ("<b>a</b> <i>b</i> <b><i>c</i></b> <code>d`e</code>", "**a** *b* ***c*** `` d`e ``"),
        ("<span style='font-weight: bold'>a</span>", "**a**"),
        ("x<sup>2</sup> H<sub>2</sub>O", "x^2^ H~2~O"),
        ("<ul><li>a<ol start='3'><li>b</li><li>c</li></ol></li><li>d</li></ul>", "- a\n    3. b\n    4. c\n- d"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1|2</td><td></td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1\\|2 |  |",
        ),
        ("<table><tr><td>a</td></tr></table>", "|  |\n| --- |\n| a |"),
        ("<pre>if x:\n    y</pre>", "```\nif x:\n    y\n```"),
        ("<blockquote><p>a</p></blockquote><hr><h3>b</h3>", "> a\n\n---\n\n**b**"),
        ("<a href='https://x.y/a b'>c</a> <a href='mailto:a@b.c'>d</a>", "[c](https://x.y/a%20b) [d](mailto:a@b.c)"),
        ("<a href='/local'>a</a><a href='javascript:x()'>b</a>", "ab"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x\\^2"),
        (
            "<m:math><m:mfrac><m:mrow><m:mi>a</m:mi><m:mo>+</m:mo><m:mn>1</m:mn></m:mrow><m:mi>b</m:mi></m:mfrac></m:math>",
            "(a+1)/b",
        ),
        ("<math><msqrt><msubsup><mi>x</mi><mi>i</mi><mn>12</mn></msubsup></msqrt></math>", "√(x_i\\^12)"),
        (
            "<math><mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd><mtd>1</mtd></mtr></mtable></math>",
            "(1 0; 0 1)",
        ),
        ("<math><mi>x</mi><annotation encoding='application/x-tex'>x^2</annotation></math>", "\\\\(x\\^2\\\\)"),
        ("<script>x()</script><style>y{}</style><!-- z -->a<input value='b'>", "a"),
        ("a &lt; b &amp;amp; c", "a < b &amp;amp; c"),
    ],
)
def test_html_as_markdown(source: str, markdown: str) -> None:
    assert from_html(source) == markdown
    assert from_html(to_html(markdown)) == markdown


@pytest.mark.parametrize(
    ("source", "markdown"),
    [
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("1. a", "1\\. a"),
        ("> a", "\\> a"),
        ("a\n===", "a  \n&#61;=="),
        ("snake_case ____", "snake_case \\_\\_\\_\\_"),
        ("[[toll]] [A 83]", "\\[\\[toll\\]\\] \\[A 83\\]"),
        ("2 < 3 & 4", "2 < 3 & 4"),
        ("a\n\n\nb", "a\n\nb"),
    ],
)
def test_plain_words_as_markdown(source: str, markdown: str) -> None:
    assert from_text(source) == markdown


def test_braces_are_escaped_where_there_are_gaps() -> None:
    where = Where(has_gaps=True)

    assert from_html("<b>{a}</b> <code>{b}</code>", where=where) == "**\\{a\\}** \\{b\\}"
    assert from_markdown("{a} \\{b}", where=where) == "\\{a\\} \\{b\\}"
    assert from_html("{a}") == "{a}"


def test_pictures_are_found_by_their_address() -> None:
    def find(source: str, alt: str) -> Picture | None:
        return Picture("a.png", alt or source) if source == "a" else None

    assert from_html("<img src='a' alt='x [y]'> <img src='b' alt='z'>", find_picture=find) == (
        "![x \\[y\\]](picture:a.png) z"
    )
    assert from_markdown("![x](a) <img src='a' alt='y'>", find_picture=find) == (
        "![x](picture:a.png) ![y](picture:a.png)"
    )
    assert to_text("a ![b](picture:c.png)") == "a b"
    assert to_text("a ![b](picture:c.png)", has_alt=False) == "a"


def test_moodle_ends_lines_unless_a_tag_stands_beside() -> None:
    assert from_moodle_auto("a\r\nb\n<p>c</p>\n<p>d</p>") == "a  \nb\n\nc\n\nd"


def test_markdown_of_others_keeps_its_marks_and_loses_its_tags() -> None:
    said: list[str] = []

    assert from_markdown("*a* <b>c</b> [[toll]] [A 83] [d](http://x.y)", note=said.append) == (
        "*a* c \\[[toll]] \\[A 83] [d](http://x.y)"
    )
    assert said == ["HTML inside Markdown was reduced to its words."]


def test_letters_that_reverse_the_direction_are_removed_and_named() -> None:
    said: list[str] = []

    assert from_text("a\u202eb\u202c c", note=said.append) == "ab c"
    assert from_html("<p>\u2067שלום\u2069 \u202aa</p>") == "שלום a"
    assert from_html("<p>\u2067שלום\u2069</p>") == "\u2067שלום\u2069"
    assert len(said) == 1


@pytest.mark.parametrize("tag", ["iframe", "object", "video", "audio", "svg", "embed", "canvas"])
def test_what_acts_is_left_out_and_named(tag: str) -> None:
    said: list[str] = []

    assert from_html(f"a<{tag} src='x' onload='y()'></{tag}>", note=said.append) == "a"
    assert len(said) == 1


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 50_000 + "x",
        "<ul><li>" * 20_000 + "x",
        "<table>" * 3_000 + "x",
        "<b>x" * 5_000,
        "[" * 200_000 + "x",
        "x" + "&lt;" * 200_000,
        "<li>x" * 20_000,
        "x_ " * 100_000,
        "<a href='" * 50_000 + "'>x",
        "x" + "\u202a" * 100_000,
    ],
)
def test_pages_that_were_made_to_hurt_take_no_time_and_keep_their_words(page: str) -> None:
    assert "x" in from_html(page)


def test_words_of_html_stand_apart() -> None:
    assert words_of_html("<p>a<b>b</b></p><p>c&amp;d</p><script>e</script><br>f") == "ab c&d f"
