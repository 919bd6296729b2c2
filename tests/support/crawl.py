"""Walking through the whole site by its links, as one person sees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from flask.testing import FlaskClient

ADDRESSES = {"href", "src", "hx-get"}
MOST_PAGES = 1_000
# A locked lesson shows why it is closed instead of its text: the places inside come with the text.
LOCKED = "This lesson is still locked"


@dataclass
class Visited:
    """What stood at one address, and where it pointed to."""

    path: str
    status: int
    html: str = ""
    links: set[str] = field(default_factory=set)
    anchors: set[str] = field(default_factory=set)
    headings: int = 0
    title: str = ""

    @property
    def is_page(self) -> bool:
        """Whether it is a whole page that was found."""
        return self.status == 200 and is_whole(self.html)


def is_whole(html: str) -> bool:
    """Whether this is a page, not a fragment of one."""
    return html.lstrip().lower().startswith("<!doctype html")


class Reader(HTMLParser):
    """Notes links, anchors, headings and the title of a page."""

    def __init__(self, page: Visited) -> None:
        super().__init__()
        self.page = page
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_title = tag == "title" and not self.page.title
        self.page.headings += tag == "h1"
        for name, value in attrs:
            if name == "id" and value:
                self.page.anchors.add(value)
            elif name in ADDRESSES and value is not None:
                self.page.links.add(urljoin(self.page.path, value))

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.page.title += data.strip()
            self.in_title = False


def crawl(client: FlaskClient, *starts: str) -> dict[str, Visited]:
    """Every address of ours that can be reached by links from `starts`, in the order it was found."""
    found: dict[str, Visited] = {}
    waiting = deque(starts)
    while waiting:
        path = waiting.popleft()
        if path in found:
            continue
        if len(found) == MOST_PAGES:
            raise AssertionError(f"The site has more than {MOST_PAGES} addresses; {path} was one too many.")
        found[path] = visit(client, path)
        waiting.extend(sorted(urldefrag(link).url for link in ours(found[path])))
    return found


def visit(client: FlaskClient, path: str) -> Visited:
    """Open one address and read it if it is HTML."""
    reply = client.get(path)
    page = Visited(path, reply.status_code)
    if reply.location:
        page.links.add(urljoin(path, reply.location))
    if reply.mimetype == "text/html":
        page.html = reply.get_data(as_text=True)
        Reader(page).feed(page.html)
    reply.close()
    return page


def ours(page: Visited) -> Iterator[str]:
    """The links of a page that lead to our own site, as paths."""
    for link in page.links:
        parts = urlsplit(link)
        if not parts.scheme and not parts.netloc and link:
            yield link


def dead_links(site: dict[str, Visited]) -> list[str]:
    """Links that lead nowhere, and links into pages that lack the place they name."""
    dead = []
    for page in site.values():
        for link in sorted(ours(page)):
            address, anchor = urldefrag(link)
            target = site.get(address or page.path)
            if target is None or target.status >= 400:
                dead.append(f"{page.path} -> {link}: {target.status if target else 'never visited'}")
            elif anchor and target.is_page and anchor not in target.anchors and LOCKED not in target.html:
                dead.append(f"{page.path} -> {link}: no such place")
    return dead
