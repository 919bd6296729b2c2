"""HTML for texts without any mark of Markdown, which are most of the short ones, without asking the worker."""

from __future__ import annotations

import html
import re

# Nothing here begins or holds a mark of Markdown; a test compares the result with the worker's.
SIMPLE = re.compile(r"""(?!\d+\.)[^\s+\-=:~>#`*_\\\[\]<&|/\x00-\x1f\x7f-\xa0][^\\`*_\[\]<>&|^~\x00-\x1f\x7f-\xa0]*""")


def simple_html(text: str) -> str | None:
    """The paragraph that `text` is, or None when it needs a Markdown formatter."""
    text = text.rstrip()
    return f"<p>{html.escape(text, quote=False)}</p>" if SIMPLE.fullmatch(text) else None
