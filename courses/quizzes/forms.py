"""The shape of what a question's form sends: the kind reads its own fields, the rest is a token and a direction."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from courses.access.loaders.quizzes import SlotToAnswer
from courses.items.rules.kinds import KINDS, Unreadable
from courses.shared.errors import Invalid
from courses.shared.i18n import say

# A colon and the number of a step may be put behind it before it is stored.
TOKEN = re.compile(r"[A-Za-z0-9._-]{8,40}")


def read_token(form: MultiDict[str, str]) -> str:
    """What makes a repeated request harmless. Raises Invalid when the page did not send it."""
    token = form.get("token", "")
    if not TOKEN.fullmatch(token):
        raise Invalid(_("This page was not sent completely. Reload it and answer again."))
    return token


def read_answer(slot: SlotToAnswer, form: MultiDict[str, str]) -> dict[str, Any] | None:
    """The answer a form holds, None if it holds none. Raises Invalid for what cannot be an answer."""
    try:
        return KINDS[slot.kind].read(slot.body, form.to_dict(flat=False))
    except Unreadable as error:
        raise Invalid(say(str(error))) from None
