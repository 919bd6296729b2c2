"""The words of HTML without its marks."""

from __future__ import annotations

import re
from html import unescape

TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')
PICTURE = re.compile(r'<img\b(?: [a-z]+="[^"]*")*? alt="([^"]*)"[^<>]*>')
FOOTNOTE_MARK = re.compile(r'<sup id="fnref.*?</sup>|<a class="footnote-backref".*?</a>', re.DOTALL)
BREAK = re.compile(r"</(?:p|li|dt|dd|h[1-6]|tr|t[dh]|blockquote|pre|div|aside)>|<br>")


def plain(html: str) -> str:
    """The text of sanitised HTML, its white space collapsed and without footnote marks."""
    html = PICTURE.sub(r" \1 ", FOOTNOTE_MARK.sub("", html))
    return " ".join(unescape(TAG.sub("", BREAK.sub(" ", html))).split())
