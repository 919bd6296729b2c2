"""Texts of other programs as our Markdown, and back: nothing in them becomes a mark that was none, and nothing in them acts."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

from courses.items.formats import hypertext
from courses.items.formats.hypertext import FindPicture
from courses.items.formats.marks import ANYWHERE, BREAK, Picture, Run, Token, Where, escape, paragraph, visible
from courses.shared.markup import plain, worker
from courses.shared.markup.sanitise import BLOCKS, HEADINGS, INLINE
from courses.shared.markup.shortcut import simple_html

__all__ = [
    "Picture",
    "Run",
    "Where",
    "escape",
    "from_html",
    "from_markdown",
    "from_moodle_auto",
    "from_text",
    "ordered",
    "to_html",
    "to_text",
    "words_of_html",
]

Note = Callable[[str], None]

# Letters that turn the direction of those after them round: overrides can make a text look like another.
OVERRIDES = re.compile("[\u202d\u202e]")
OPENING, CLOSING = "\u202a\u202b\u2066\u2067\u2068", "\u202c\u2069"
DIRECTIONS = re.compile(f"[{OPENING}{CLOSING}]")
PARAGRAPHS = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
ELEMENT = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")
BETWEEN_TAGS = re.compile(r">\s+<")
BESIDE_TAG = re.compile(r"(?<=>)[ \t]*\n|\n[ \t]*(?=<)")
OUR_MARKS = re.compile(r"\[(?=\[[a-z]|[A-Z]{1,2} \d)")
TERM_WITHOUT_WORDS = re.compile(r'<a href="term:([a-z0-9-]+)"></a>')
BARE_LINK = re.compile(r"<a>(.*?)</a>", re.DOTALL)
ALT = re.compile(r'<img\b[^<>]*?\balt="([^"]*)"[^<>]*>')
PICTURE = re.compile(r"<img\b[^<>]*>")
OUTGOING = nh3.Cleaner(
    tags=INLINE | BLOCKS | HEADINGS | {"img"},
    attributes={"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}},
    url_schemes={"http", "https", "mailto", "picture"},
    link_rel=None,
)


def silent(sentence: str) -> None:
    """For whoever does not want to know."""


def no_picture(source: str, alt: str) -> Picture | None:
    """Where there are no pictures, the words that stand for them stay."""
    return None


def ordered(text: str, note: Note = silent) -> str:
    """The text without letters that would turn its direction round unseen; directions that begin and end inside it stay."""
    if OVERRIDES.search(text):
        note("Letters that reverse the direction of the text after them were removed.")
        text = OVERRIDES.sub("", text)
    depth = 0
    for found in DIRECTIONS.finditer(text):
        depth += 1 if found[0] in OPENING else -1
        if depth < 0:
            break
    return DIRECTIONS.sub("", text) if depth else text


def from_html(
    html: str,
    *,
    where: Where = ANYWHERE,
    is_line: bool = False,
    find_picture: FindPicture = no_picture,
    note: Note = silent,
) -> str:
    """HTML as Markdown. `is_line`: as one paragraph, for labels. `find_picture`: by address and words, what to show: a picture, words that may lead
    somewhere, or None for the words alone.

    `note` is told, as a sentence, what was left out.
    """
    if "<" not in html and "&" not in html:
        return from_text(" ".join(html.split()), where=where, note=note)
    return hypertext.from_html(ordered(html, note), where=where, is_line=is_line, find_picture=find_picture, note=note)


def from_text(text: str, *, where: Where = ANYWHERE, is_line: bool = False, note: Note = silent) -> str:
    """Plain words as Markdown; empty lines divide paragraphs, other ends of lines stay."""
    text = visible(ordered(text, note))
    blocks = [text] if is_line else PARAGRAPHS.split(text)
    written = (paragraph(_lines(block), where) for block in blocks)
    return "\n\n".join(block for block in written if block)


def _lines(block: str) -> list[Token]:
    tokens: list[Token] = []
    for line in block.split("\n"):
        tokens += [Run(" ".join(line.split())), BREAK]
    return tokens


def from_moodle_auto(
    text: str,
    *,
    where: Where = ANYWHERE,
    is_line: bool = False,
    find_picture: FindPicture = no_picture,
    note: Note = silent,
) -> str:
    """Moodle's own format: HTML in which an end of a line is one, unless a tag stands beside it."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    text = BESIDE_TAG.sub(" ", BETWEEN_TAGS.sub("><", text))
    return from_html(text.replace("\n", "<br>\n"), where=where, is_line=is_line, find_picture=find_picture, note=note)


def from_markdown(
    text: str,
    *,
    find_picture: FindPicture = no_picture,
    where: Where = ANYWHERE,
    is_line: bool = False,
    note: Note = silent,
) -> str:
    """Markdown of another program: what would be a mark of a course is escaped, and tags, which Markdown elsewhere knows, are taken out."""
    text = visible(ordered(text, note)).strip()
    text = OUR_MARKS.sub(r"\\[", text)
    text = MARKDOWN_PICTURE.sub(lambda found: _shown(found[2], found[1], find_picture, where), text)
    text = TAGGED_PICTURE.sub(
        lambda found: _shown(_named(found[0], "src"), _named(found[0], "alt"), find_picture, where), text
    )
    if ELEMENT.search(text):
        note("HTML inside Markdown was reduced to its words.")
        text = ELEMENT.sub("", text)
    if where.has_gaps:
        text = re.sub(r"\\?([{}])", r"\\\1", text)
    return "  \n".join(line.strip() for line in text.split("\n") if line.strip()) if is_line else text


MARKDOWN_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\]\(\s*<?([^\s()<>]{1,2000})>?[^()\n]{0,300}\)")
TAGGED_PICTURE = re.compile(r"<img\s[^<>]{1,2000}>", re.IGNORECASE)


def _named(tag: str, name: str) -> str:
    found = re.search(rf"""\b{name}\s*=\s*("[^"]*"|'[^']*')""", tag, re.IGNORECASE)
    return found[1][1:-1] if found else ""


def _shown(source: str, alt: str, find_picture: FindPicture, where: Where) -> str:
    return paragraph([find_picture(source, alt) or Run(alt)], where)


def to_html(markdown: str) -> str:
    """Markdown as HTML for another program: links into the course are words only, pictures keep their `picture:` names."""
    html = simple_html(markdown) or worker().convert("text", markdown)
    html = TERM_WITHOUT_WORDS.sub(lambda found: found[1].replace("-", " "), html)
    return BARE_LINK.sub(r"\1", OUTGOING.clean(html)).strip()


def words_of_html(html: str) -> str:
    """The words of HTML, without what is not for readers."""
    return " ".join(hypertext.words(visible(html)).split())


def to_text(markdown: str, *, has_alt: bool = True) -> str:
    """The words of Markdown; `has_alt`: with those that stand for pictures."""
    html = to_html(markdown)
    return plain(PICTURE.sub("", ALT.sub(r" \1 ", html) if has_alt else html))
