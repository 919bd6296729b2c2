"""Markdown to safe HTML: formatted in a worker that can be killed, cleaned by an allow-list."""

from __future__ import annotations

from markupsafe import Markup

from courses.shared.markup.guard import FormattingRefused, Guard, worker
from courses.shared.markup.plain import plain
from courses.shared.markup.sanitise import clean_course, clean_post
from courses.shared.markup.shortcut import simple_html

SafeHTML = Markup

__all__ = ["FormattingRefused", "Guard", "SafeHTML", "course_page", "course_text", "plain", "render"]


def render(text: str) -> SafeHTML:
    """What a person wrote in Markdown, as HTML that is safe to show. Raises FormattingRefused when it is too much."""
    return SafeHTML(simple_html(text) or clean_post(worker().convert("post", text)))


def course_text(text: str) -> str:
    """Short Markdown of a course; links to terms, lessons and sources still name what they point to (`term:toll`)."""
    return simple_html(text) or clean_course(worker().convert("text", text))


def course_page(text: str) -> str:
    """The body of a lesson: `course_text` with footnotes and blocks."""
    return clean_course(worker().convert("page", text))
