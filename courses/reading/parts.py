"""What of a lesson's page is the same for everybody: rendered once for each state of the course, then kept in memory."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from courses.access.loaders.reading import LessonToRead

# A lesson takes some 30 kB: this is the most memory the parts may hold, and more than a busy hour reads.
MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of the page, as HTML, in the order in which they stand."""

    contents: Markup
    objectives: Markup
    text: Markup
    terms_and_questions: Markup
    turn: Markup
    topics: Markup


_kept: OrderedDict[tuple[str, str, str, str], Parts] = OrderedDict()
_lock = Lock()


def parts_of(lesson: LessonToRead, base: str) -> Parts:
    """The pieces of the lesson's page below the address `base` of its course.

    The digest of the course's files decides what stands in a lesson, so a kept piece is never out of date.
    """
    key = (lesson.digest, lesson.key, base, str(get_locale()))
    with _lock:
        parts = _kept.get(key)
        if parts:
            _kept.move_to_end(key)
            return parts
    parts = _rendered(lesson, base)
    with _lock:
        _kept[key] = parts
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return parts


def _rendered(lesson: LessonToRead, base: str) -> Parts:
    template = current_app.jinja_env.get_template("reading/_parts.html")
    module = template.make_module({"lesson": lesson, "base": base})
    return Parts(**{name: getattr(module, name) for name in Parts.__slots__})
