"""Pages of long lists: which one is asked for, and that there is such a one."""

from __future__ import annotations

from collections.abc import Sized

from flask import request
from flask_babel import gettext as _

from courses.shared.errors import NotFound

LAST_PAGE = 10_000


def page_asked() -> int:
    """The page of a long list, from the address; the first if that says nothing sensible."""
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def refuse_beyond(page: int, shown: Sized) -> None:
    """Raise NotFound for an empty page behind the first: an empty list has one page too."""
    if page > 1 and not shown:
        raise NotFound(_("This list has no page %(page)s, or none any more. Open its first page.", page=page))
