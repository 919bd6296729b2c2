"""Markdown of a course as HTML: formatted, its citations compared with the sources, its links led to pages of the site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape, unescape

from courses.authoring.compiler import citations
from courses.authoring.compiler.addresses import Addresses
from courses.authoring.compiler.drawing import Bank
from courses.authoring.compiler.pictures import Picture, shown
from courses.authoring.compiler.prose import Prose, without_code
from courses.authoring.compiler.report import meant
from courses.authoring.compiler.sources import Source
from courses.authoring.draft import EntryDraft, PassageDraft
from courses.shared.markup import FormattingRefused, course_text

LINK = re.compile(r'(<a(?: (?!href)[a-z]+="[^"]*")*) href="([^"]*)"')
BARE_TERM = re.compile(r'<a href="term:([^"]*)"></a>')
SCHEME = re.compile(
    r"\]\(\s*<?([A-Za-z][A-Za-z0-9+.-]*):|^ {0,3}\[[^\]^][^\]]*\]:\s*<?([A-Za-z][A-Za-z0-9+.-]*):", re.MULTILINE
)
OUTWARD = ("http:", "https:", "mailto:")
SCHEMES = ("http", "https", "mailto", "lesson", "picture")


@dataclass(frozen=True)
class Target:
    """What can be pointed to in a lesson."""

    title: str
    passages: Mapping[str, PassageDraft] = field(default_factory=dict)
    headings: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """Everything the texts of a course may point to."""

    slug: str
    sources: Mapping[str, Source] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)
    lessons: Mapping[str, Target] = field(default_factory=dict)
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    bank: Bank = field(default_factory=Bank)

    @cached_property
    def entries(self) -> Mapping[str, EntryDraft]:
        """The entries of every list, by `A:64`."""
        return {entry.key: entry for source in self.sources.values() for entry in source.entries}

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.slug)


def short_html(text: Prose, known: Known, *, lesson: str | None = None) -> str:
    """A short text as HTML with its links resolved; `lesson` is where `#a-75` points."""
    check(text, known.sources)
    return resolve(formatted(text), text, known, lesson=lesson)


def formatted(text: Prose) -> str:
    """Clean HTML whose links still name what they point to; empty, and a problem, for a text that is too much."""
    try:
        return course_text(text.text)
    except FormattingRefused as error:
        text.wrong_from_the_start(error.message)
        return ""


def check(text: Prose, sources: Mapping[str, Source]) -> None:
    """Report citations that do not hold, and addresses that are not allowed."""
    if "[" not in text.text:
        return
    masked = without_code(text.text)
    for finding in citations.check(masked, sources):
        text.wrong(finding.offset, finding.message)
    for match in SCHEME.finditer(masked):
        scheme = (match[1] or match[2]).lower()
        if scheme not in SCHEMES:
            text.wrong(match.start(), f"A link cannot begin with '{scheme}:'{meant(scheme, SCHEMES)}")


def titled(html: str, terms: Mapping[str, str]) -> str:
    """HTML in which every bare `[[toll]]` shows the title of its term."""
    return BARE_TERM.sub(lambda m: f'<a href="term:{m[1]}">{escape(terms.get(m[1], m[1]), quote=False)}</a>', html)


def resolve(html: str, text: Prose, known: Known, *, lesson: str | None = None) -> str:
    """Lead the links of clean HTML to the pages of the site, and its pictures to their files."""
    html = shown(html, text, known.pictures, known.addresses)
    if "<a" not in html:
        return html

    def link(match: re.Match[str]) -> str:
        kind, address = _address(unescape(match[2]), text, known, lesson)
        named = f' class="{kind}"' if kind and " class=" not in match[1] else ""
        return f'{match[1]}{named} href="{escape(address)}"'

    return LINK.sub(link, titled(html, known.terms))


def _address(href: str, text: Prose, known: Known, lesson: str | None) -> tuple[str, str]:
    """The class and the address of a link; the problem, when it points nowhere, goes to the report of the text."""
    scheme, _, rest = href.partition(":")
    if href.startswith(OUTWARD) or href.startswith(("#fn:", "#fnref:")):
        return "", href
    if scheme == "source":
        source, _, line = rest.partition("#")
        return "citation", known.addresses.source(source, int(line or 1) if (line or "1").isdecimal() else 1)
    if scheme == "entry":
        return "entry-title", known.addresses.entry(known.entries[rest])
    if scheme == "term":
        if rest not in known.terms:
            text.wrong_wherever(f"[[{rest}", f"There is no term '{rest}' in the glossary{meant(rest, known.terms)}")
        return "term", known.addresses.term(rest)
    if scheme == "lesson":
        key, _, anchor = rest.partition("#")
        _check_target(key, anchor, href, text, known)
        return "", known.addresses.lesson(key, anchor)
    if href.startswith("#") and lesson:
        _check_target(lesson, href[1:], href, text, known)
        return "", href
    text.wrong_wherever(
        href,
        f"'{href}' points nowhere: write lesson:ID, #PASSAGE, [[TERM]] or a whole address that begins with https://.",
    )
    return "", href


def _check_target(key: str, anchor: str, href: str, text: Prose, known: Known) -> None:
    target = known.lessons.get(key)
    if target is None:
        text.wrong_wherever(href, f"There is no lesson '{key}'{meant(key, known.lessons)}")
    elif anchor and anchor not in target.passages and anchor not in target.headings:
        text.wrong_wherever(
            href, f"There is no passage '{anchor}' in the lesson '{key}'{meant(anchor, target.passages)}"
        )
