"""Reading the project's Markdown pages: their links, headings, tables, and the commands they tell people to type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from courses.shared.config import ROOT
from tests.support.sources import sources

DOCS = ROOT / "docs"
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^|(?<=\n\n))(?: {4}.*\n|\n(?= {4}))+", re.MULTILINE)
SPAN = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#{1,6}) (.+)$", re.MULTILINE)
WORD = r"(?:[a-z][\w/.-]*|--[a-z-]+)"


def markdown_files() -> list[Path]:
    """Every Markdown page of the project but the lessons of courses, whose links the compiler checks."""
    return [path for path in sources(".md") if path.relative_to(ROOT).parts[0] != "seeds"]


def plain_text(page: str) -> str:
    """A page without its blocks of code."""
    return INDENTED.sub("", FENCE.sub("", page))


def headings(page: str) -> list[tuple[int, str]]:
    """Level and anchor of every heading."""
    return [(len(marks), anchor(title)) for marks, title in HEADING.findall(plain_text(page))]


def anchor(title: str) -> str:
    """The anchor that a heading gets where these pages are shown."""
    return re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")


def relative_links(path: Path) -> list[str]:
    """The links of a page that stay within the project."""
    links = LINK.findall(SPAN.sub("", plain_text(path.read_text("utf-8"))))
    return [link for link in links if "://" not in link and not link.startswith("mailto:")]


def dead_links(path: Path) -> list[str]:
    """The relative links of a page that lead to no file, or to no heading of it."""
    return [link for link in relative_links(path) if _is_dead(path, link)]


def _is_dead(path: Path, link: str) -> bool:
    file, _mark, place = link.partition("#")
    target = path.parent / file if file else path
    if not target.exists():
        return True
    if not place:
        return False
    return target.suffix != ".md" or place not in {each for _level, each in headings(target.read_text("utf-8"))}


def rows_below(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    part = page[page.index(f"{heading}\n") + len(heading) :]
    table = re.search(r"(?:^\|.*\n)+", part, re.MULTILINE)
    rows = table[0].splitlines()[2:] if table else []
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def commands_written(beginning: str) -> set[str]:
    """What follows `beginning` wherever a page tells to type it: words and options, up to an argument."""
    pattern = re.compile(rf"{re.escape(beginning)}({WORD}(?: {WORD})*)")
    return {found for path in markdown_files() for found in pattern.findall(path.read_text("utf-8"))}


def tree_paths(page: str) -> list[str]:
    """The paths of a drawn tree: a block of text whose lines are indented by two spaces a level."""
    block = re.search(r"^```text\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return list(_paths(block[1])) if block else []


def _paths(block: str) -> Iterator[str]:
    way: list[str] = []
    for line in block.splitlines():
        level = (len(line) - len(line.lstrip())) // 2
        way[level:] = [line.split()[0]]
        yield "".join(way)
