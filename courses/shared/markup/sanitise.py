"""The allow-lists: which elements, attributes and addresses survive."""

from __future__ import annotations

import re

import nh3

INLINE = {"a", "br", "code", "em", "strong", "del", "sub", "sup"}
LISTS = {"ul", "ol", "li", "dl", "dt", "dd"}
TABLES = {"table", "thead", "tbody", "tr", "th", "td"}
BLOCKS = LISTS | TABLES | {"p", "hr", "blockquote", "pre"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CELLS = {"td": {"align"}, "th": {"align"}}

POST = nh3.Cleaner(
    tags=INLINE | BLOCKS,
    attributes={"a": {"href", "title"}, "ol": {"start"}, **CELLS},
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
COURSE = nh3.Cleaner(
    tags=INLINE | BLOCKS | HEADINGS | {"aside", "div", "img"},
    attributes={
        "a": {"href", "title"},
        "img": {"src", "alt"},
        "ol": {"start"},
        "sup": {"id"},
        "li": {"id"},
        "div": {"data-placed"},
        **CELLS,
    },
    allowed_classes={"a": {"footnote-ref", "footnote-backref"}, "div": {"footnote"}, "aside": {"note"}},
    url_schemes={"http", "https", "mailto", "lesson", "source", "term", "picture"},
    link_rel=None,
)
OUTWARD = re.compile(r'<a href="(?=https?:)')
ALIGNED = re.compile(r'(<t[dh]) align="(left|right|center)"')


def clean_post(html: str) -> str:
    """What readers write: no headings, no ids, and links that search engines do not follow."""
    return _finish(POST.clean(html), "nofollow ugc noopener noreferrer")


def clean_course(html: str) -> str:
    """What authors write."""
    return _finish(COURSE.clean(html), "noopener noreferrer")


def _finish(html: str, rel: str) -> str:
    html = OUTWARD.sub(f'<a rel="{rel}" href="', html)
    return ALIGNED.sub(r'\1 class="align-\2"', html).strip()
