"""HTML from anywhere, walked once and written as Markdown; what would act or hide is left out and named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from lxml import etree

from courses.items.formats.formulas import is_flat, linear
from courses.items.formats.marks import (
    ANYWHERE,
    BREAK,
    CODE,
    EMPHASIS,
    LOWERED,
    RAISED,
    STRONG,
    Picture,
    Run,
    Token,
    Where,
    address,
    lines,
    paragraph,
    visible,
)

Note = Callable[[str], None]
FindPicture = Callable[[str, str], Picture | Run | None]

LONGEST = 4_000_000
MOST_COLUMNS = 40
SHAPES = {
    **dict.fromkeys(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt"), STRONG),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), EMPHASIS),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), CODE),
    "sup": RAISED,
    "sub": LOWERED,
}
STYLED = ((re.compile(r"font-weight:\s*(?:bold|[6-9]00)"), STRONG), (re.compile(r"font-style:\s*italic"), EMPHASIS))
BLOCK_NAMES = """
address article aside blockquote body caption center dd details dir div dl dt fieldset figcaption figure footer form
h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead tr ul
"""
BLOCKS = frozenset(BLOCK_NAMES.split())
LISTS = frozenset({"ul", "ol"})
CELLS = frozenset({"td", "th"})
HIDDEN = frozenset({"script", "style", "head", "title", "template", "noscript", "noframes", "datalist"})
ACTING = {
    "iframe": "an embedded page",
    "object": "an embedded object",
    "embed": "an embedded object",
    "applet": "an embedded program",
    "video": "a video",
    "audio": "a recording",
    "svg": "a drawing",
    "canvas": "a drawing",
}
SPACES = re.compile("[ \t\n\r\f\v\xa0]+")
TAG = re.compile(r"<[^<>]*>")
MATHS = "application/x-tex"


@dataclass
class Inside:
    """A list item or a quotation that is open; `marker` is empty once it was written."""

    kind: str
    key: int = 0
    marker: str = ""


@dataclass
class Page:
    """What was written so far, and what is open."""

    where: Where
    find_picture: FindPicture
    note: Note
    is_line: bool = False
    blocks: list[str] = field(default_factory=list)
    tokens: list[Token] = field(default_factory=list)
    shapes: Counter[str] = field(default_factory=Counter)
    links: list[str] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    counts: list[tuple[int, int]] = field(default_factory=list)
    rows: list[list[str]] | None = None
    has_head: bool = False
    tables: int = 0
    preformatted: int = 0
    lists_before: frozenset[int] = frozenset()
    serial: int = 0

    def add(self, text: str | None) -> None:
        """Words in the shape that is open, their spaces collapsed."""
        if not text:
            return
        if self.preformatted:
            self._add_lines(text)
            return
        text = SPACES.sub(_space, text)
        before = self.tokens[-1] if self.tokens else BREAK
        if before is BREAK or (isinstance(before, Run) and before.text[-1:].isspace()):
            text = text.lstrip(" ")
        if text:
            self.tokens.append(Run(text, frozenset(+self.shapes), self.links[-1] if self.links else ""))

    def _add_lines(self, text: str) -> None:
        """Lines as they are; spaces at their beginning must not collapse."""
        for number, line in enumerate(text.split("\n")):
            if number:
                self.tokens.append(BREAK)
            if line:
                self.tokens.append(Run(line.expandtabs(4).replace(" ", "\xa0"), frozenset(+self.shapes)))

    def flush(self) -> None:
        """End the paragraph that is open."""
        if self.is_line or self.rows is not None:
            if self.tokens and self.tokens[-1] is not BREAK:
                self.tokens.append(BREAK)
            return
        written = lines(self.tokens, self.where)
        self.tokens = []
        if written:
            self.write("  \n".join(written))

    def write(self, block: str) -> None:
        """A block, behind the markers of the lists and quotations it stands in."""
        fresh = [place for place in self.inside if place.marker]
        for place in fresh[:-1]:
            self.inside.remove(place)  # A list that begins with a list: Markdown knows only one of them.
        first = "".join(place.marker or INDENT[place.kind] for place in self.inside)
        rest = "".join(INDENT[place.kind] for place in self.inside)
        lists = frozenset(place.key for place in self.inside if place.kind == "li" and place.key)
        is_tight = bool(fresh) and bool(lists & self.lists_before)
        text = first + block.replace("\n", "\n" + rest)
        self.blocks.append(("\n" if is_tight else "\n\n") + text)
        self.lists_before = lists if fresh else frozenset()
        for place in fresh:
            place.marker = ""

    def text(self) -> str:
        """All that was written."""
        if self.is_line:
            return paragraph(self.tokens, self.where)
        self.flush()
        return "".join(self.blocks).strip("\n")


def _space(found: re.Match[str]) -> str:
    """Hard spaces among themselves are meant; beside others they are only spaces."""
    return found[0] if not found[0].strip("\xa0") else " "


INDENT = {"li": "    ", "blockquote": "> "}


def from_html(
    html: str, *, where: Where = ANYWHERE, is_line: bool = False, find_picture: FindPicture, note: Note
) -> str:
    """Markdown that says what the HTML does. With `is_line` it is one paragraph, whatever the HTML was."""
    if len(html) > LONGEST:
        note(f"Only the first {LONGEST:,} characters of a text were read.")
        html = html[:LONGEST]
    page = Page(where, find_picture, note, is_line)
    html = visible(html)
    root = parsed(html)
    if root is not None:
        walk(root, page)
    elif html.strip():
        note("A text is nested too deeply to be formatted; its words were kept.")
        page.add(unescape(TAG.sub(" ", html)))
    return page.text()


def parsed(html: str) -> etree._Element | None:
    """The tree of a piece of HTML; None when it is nested too deeply."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(f"<div>{html}</div>".encode(), parser)
    except etree.XMLSyntaxError:
        return None
    last = parser.error_log.last_error
    return None if last is not None and last.type_name == "ERR_RESOURCE_LIMIT" else root


def words(html: str) -> str:
    """The words of HTML, those of different blocks apart."""
    root = parsed(html)
    if root is None:
        return unescape(TAG.sub(" ", html))
    found = []
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        is_block = element.tag in BLOCKS or element.tag == "br"
        if event == "start" and element.tag in HIDDEN:
            steps.skip_subtree()
        elif event == "start":
            found.append((" " if is_block else "") + (element.text or ""))
        else:
            found.append((" " if is_block else "") + (element.tail or ""))
    return "".join(found)


def walk(root: etree._Element, page: Page) -> None:
    """Every element at its start and at its end, without recursion: HTML may be nested deeply."""
    steps = etree.iterwalk(root, events=("start", "end"))
    for event, element in steps:
        name = element.tag if isinstance(element.tag, str) else ""
        name = "math" if name.endswith(":math") else name
        if event == "start":
            if name in HIDDEN or name == "math" or name in ("svg", "canvas"):
                _pass_over(element, name, page)
                steps.skip_subtree()
                continue
            start(element, name, page)
            page.add(element.text)
        else:
            if name not in HIDDEN and name not in ("math", "svg", "canvas"):
                end(name, element, page)
            page.add(element.tail)


def _pass_over(element: etree._Element, name: str, page: Page) -> None:
    """An element whose inside is not for readers, except that formulas say what they are in TeX or in plain letters."""
    if name == "math":
        tex = next((inner.text for inner in element.iter("annotation") if inner.get("encoding") == MATHS), None)
        page.add(f"\\({tex.strip()}\\)" if tex else linear(element))
        if not tex and not is_flat(element):
            page.note("A formula was written in one line.")
    elif name in ACTING:
        page.note(f"{ACTING[name].capitalize()} was left out.")


def start(element: etree._Element, name: str, page: Page) -> None:
    """What an element opens."""
    if name in BLOCKS and not (page.is_line and name in CELLS):
        page.flush()
    if name in LISTS and page.rows is None:
        page.serial += 1
        first = element.get("start", "1") if name == "ol" else "0"
        page.counts.append((page.serial, int(first) if first.isdecimal() and len(first) < 6 else 1))
    elif name == "li" and page.rows is None:
        _start_item(page)
    elif name == "blockquote" and page.rows is None and not page.inside:
        page.inside.append(Inside("blockquote"))
    elif name == "pre":
        page.preformatted += 1
    elif name == "table":
        _start_table(page)
    elif name == "br":
        page.tokens.append(BREAK)
    elif name == "img":
        _picture(element, page)
    elif name == "a":
        page.links.append(address(element.get("href") or ""))
    elif name in ACTING:
        page.note(f"{ACTING[name].capitalize()} was left out.")
    for shape in _shapes(element, name, page):
        page.shapes[shape] += 1


def _shapes(element: etree._Element, name: str, page: Page) -> list[str]:
    """What an element does to its words; the head of a table is strong by itself."""
    if name == "th" and page.rows is not None:
        return []
    found = [SHAPES[name]] if name in SHAPES else []
    if style := element.get("style"):
        found += [shape for pattern, shape in STYLED if pattern.search(style.lower())]
    return found


def _start_item(page: Page) -> None:
    key, number = page.counts[-1] if page.counts else (0, 0)
    if page.counts and number:
        page.counts[-1] = (key, number + 1)
    is_numbered = bool(page.counts) and number > 0
    page.inside.append(Inside("li", key, f"{number}. " if is_numbered else "- "))


def _start_table(page: Page) -> None:
    page.tables += 1
    if page.tables == 1 and not page.inside and not page.is_line:
        page.rows, page.has_head = [], False


def _picture(element: etree._Element, page: Page) -> None:
    alt = " ".join((element.get("alt") or "").split())
    found = page.find_picture(element.get("src") or "", alt)
    if found is not None:
        page.tokens.append(found)
    else:
        page.add(alt)


def end(name: str, element: etree._Element, page: Page) -> None:
    """What an element closes."""
    if name == "pre":
        _end_preformatted(page)
    elif name in CELLS and page.rows is not None and page.tables == 1:
        _end_cell(name, element, page)
    elif name == "tr" and page.rows is not None and page.tables == 1:
        page.rows.append([])
    elif name in CELLS:
        page.add(" ")
    elif name == "table":
        _end_table(page)
    elif name == "hr" and page.rows is None and not page.is_line and not page.inside:
        page.write("---")
    if name in BLOCKS and name not in CELLS:
        page.flush()
    if name == "li" and page.rows is None:
        _leave("li", page)
    elif name == "blockquote" and page.rows is None:
        _leave("blockquote", page)
    elif name in LISTS and page.rows is None and page.counts:
        page.counts.pop()
    elif name == "a":
        page.links.pop()
    for shape in _shapes(element, name, page):
        page.shapes[shape] -= 1


def _leave(kind: str, page: Page) -> None:
    if page.inside and page.inside[-1].kind == kind:
        page.inside.pop()


def _end_preformatted(page: Page) -> None:
    """Lines of code between fences where Markdown knows them; elsewhere as lines that begin with hard spaces."""
    page.preformatted -= 1
    if page.preformatted or page.is_line or page.rows is not None or page.inside or page.where.has_gaps:
        return
    if any(isinstance(token, Picture) or (isinstance(token, Run) and token.link) for token in page.tokens):
        return
    text = "".join(token.text if isinstance(token, Run) else "\n" for token in page.tokens)
    text = text.replace("\xa0", " ").strip("\n").rstrip()
    page.tokens = []
    if text.strip():
        longest = max((len(found) for found in re.findall("`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        page.write(f"{fence}\n{text}\n{fence}")


def _end_cell(name: str, element: etree._Element, page: Page) -> None:
    assert page.rows is not None
    if not page.rows:
        page.rows.append([])
    page.has_head = page.has_head or (name == "th" and len(page.rows) == 1)
    cell = " ".join(lines(page.tokens, Where(page.where.has_gaps, is_cell=True)))
    page.tokens = []
    span = element.get("colspan") or "1"
    page.rows[-1] += [cell] + [""] * (min(int(span), MOST_COLUMNS) - 1 if span.isdecimal() and len(span) < 4 else 0)


def _end_table(page: Page) -> None:
    page.tables -= 1
    if page.tables or page.rows is None:
        return
    first = page.rows[0] if page.has_head else None
    rows, page.rows = [row[:MOST_COLUMNS] for row in page.rows if any(row) or row is first], None
    rest, page.tokens = page.tokens, []
    if rows:
        width = max(len(row) for row in rows)
        head = rows.pop(0) if first is not None else [""] * width
        page.write("\n".join(_row(row, width) for row in (head, ["---"] * width, *rows)))
    page.tokens = rest


def _row(cells: list[str], width: int) -> str:
    return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"
