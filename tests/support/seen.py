"""What a person sees of a page: the words of its main part, and where its links lead."""

from __future__ import annotations

import html
import re

from werkzeug.test import TestResponse

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
LINK = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


def main_part(reply: TestResponse) -> str:
    """The HTML between the head and the foot of the page."""
    found = MAIN.search(reply.get_data(as_text=True))
    assert found, "There is no <main> in this answer."
    return found[0]


def plain(markup: str) -> str:
    """Words without tags, in one line."""
    return " ".join(html.unescape(TAG.sub(" ", markup)).split())


def seen(reply: TestResponse) -> str:
    """The words of a page's main part."""
    return plain(main_part(reply))


def part(reply: TestResponse, identity: str) -> str:
    """The words of the element with this id, up to the next element that has one."""
    markup = main_part(reply)
    start = markup.index(f'id="{identity}"')
    rest = markup[markup.index(">", start) + 1 :]
    following = re.search(r'<[^>]+ id="', rest)
    return plain(rest[: following.start()] if following else rest)


def links(reply: TestResponse) -> dict[str, str]:
    """Where the links of a page's main part lead, by their words; of equal words the first counts."""
    found: dict[str, str] = {}
    for address, words in LINK.findall(main_part(reply)):
        found.setdefault(plain(words), html.unescape(address))
    return found
