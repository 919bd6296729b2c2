"""Refusals in words."""

from __future__ import annotations

from babel.lists import format_list
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from courses.access.rules.unlocking import Lock


def lock_words(lock: Lock) -> str:
    """Why a lesson is closed and what opens it, as a sentence."""
    if lock.opens_on:
        return _("It opens on %(day)s.", day=format_date(lock.opens_on, "long"))
    titles = [_("“%(title)s”", title=title) for _lesson_id, title in lock.missing]
    return _("First complete %(lessons)s.", lessons=format_list(titles, locale=get_locale() or "en"))
