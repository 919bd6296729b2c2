"""How names, titles and words are compared: one fold for every alphabet.

It is stored beside what it folds, so that both databases find and sort the same, by plain comparison of code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import mapped_column

# Letters that Unicode takes for whole, beside those they are looked for and sorted with; apostrophes and hyphens as keyboards have them.
_BESIDE = str.maketrans("øđðħıłŋŧ’‘ʼʻ′´\u1ffd‐‑–", "oddhilnt'''''''---") | {
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("þ"): "th",
}
MOST_REMEMBERED = 20_000
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


class _Left(dict[int, str]):
    """What is left of each sign, found once as long as there is room."""

    def __missing__(self, code: int) -> str:
        text = chr(code)
        # Case and composition bring each other about in a few signs, so each is undone twice.
        for _ in range(2):
            text = unicodedata.normalize("NFKD", text.translate(_BESIDE).casefold())
        seen = (sign for sign in text if not unicodedata.combining(sign) and unicodedata.category(sign) not in _UNSEEN)
        left = "".join(seen).translate(_BESIDE)
        if len(self) < MOST_REMEMBERED:
            self[code] = left
        return left


_LEFT = _Left()
# SQLite compares code points; PostgreSQL does as its server was set up, unless the column says so.
BY_CODE_POINT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def folded(text: str) -> str:
    """The text without case, accents and what cannot be seen, with single blanks: `Łucja  Ähren` becomes `lucja ahren`.

    Folding twice changes nothing.
    """
    text = " ".join(text.split())
    if text.isascii() and text.isprintable():
        return text.lower()
    return " ".join(text.translate(_LEFT).split())


def folded_question(spec: Mapping[str, Any], text: str) -> str:
    """The words by which a question is found: its own as they are written and as they are read, and its title."""
    written = [spec.get("prompt"), spec.get("title"), text]
    words = dict.fromkeys(folded(each) for each in written if isinstance(each, str))
    return " ".join(filter(None, words))


def folded_from(column: str) -> Any:
    """A column that holds another one folded; whoever changes that one later changes this one with it."""
    return mapped_column(BY_CODE_POINT, default=lambda context: folded(context.get_current_parameters()[column]))
