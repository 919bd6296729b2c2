"""Words with a shape (strong, raised, linked) as Markdown of our dialect, in which nothing else they hold becomes a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

STRONG, EMPHASIS, CODE, RAISED, LOWERED = "strong", "em", "code", "sup", "sub"
Styles = frozenset[str]
PLAIN: Styles = frozenset()
LONGEST_SCRIPT = 60

# Also the two letters that stand for the braces of gaps while a prompt is formatted.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ue0fa\ue0fb\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
LINE_ENDS = re.compile("[\x85\u2028\u2029]")
# An underscore inside a word means nothing; all others might. `&lt;` because a backslash does nothing before `<`.
SPECIAL = re.compile(r"[\\`*\[\]^~]|(?<![^\W_])_|_(?![^\W_])|<(?! )|&(?=#?\w{0,64};|#?\w{0,64}\Z)|!\Z")
AS_ENTITY = {"<": "&lt;", "&": "&amp;", ":": "&#58;", "=": "&#61;"}
# What begins a heading, a quotation, a list, a definition, a rule or a table when it stands first in a line.
FIRST = re.compile(r"[#>]|[+-](?=\s|\Z)|:(?=\s)|[-:|=](?=[-:|=\s]*\Z)")
NUMBERED = re.compile(r"(\d+)\.(?=\s|\Z)")
SPACES = re.compile("[ \t\n\r\f\v\xa0]+")
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x1f]{1,2000}", re.IGNORECASE)
UNSAFE = re.compile(r"""[\s()<>"'`\\\[\]{}*_^|~]""")
GAP = re.compile(r"\{[a-z][a-z0-9-]*\}")
CITATION = re.compile(r"[A-Z]{1,2} \d")


@dataclass(frozen=True)
class Run:
    """Words of one shape; `link`: where they lead."""

    text: str
    styles: Styles = PLAIN
    link: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture by its name, with the words that stand for it."""

    name: str
    alt: str


class Break:
    """The end of a line inside a paragraph."""


BREAK = Break()
Token = Run | Picture | Break


@dataclass(frozen=True)
class Where:
    """Where words are to stand: in a text with gaps, braces mean something, in the cell of a table bars do."""

    has_gaps: bool = False
    is_cell: bool = False


ANYWHERE = Where()


def visible(text: str) -> str:
    """The text without letters that nobody sees and XML or Markdown cannot hold; all ends of lines are one."""
    text = LINE_ENDS.sub("\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return UNSEEN.sub("", text)


def escape(text: str, where: Where = ANYWHERE) -> str:
    """Words as Markdown that says just them, in the middle of a line."""
    text = SPECIAL.sub(lambda found: AS_ENTITY.get(found[0], "\\" + found[0]), text)
    if where.has_gaps:
        text = text.replace("{", "\\{").replace("}", "\\}")
    return text.replace("|", "\\|") if where.is_cell else text


def escape_first(line: str) -> str:
    """A line in which nothing at its beginning makes it something else than a line of a paragraph."""
    if numbered := NUMBERED.match(line):
        return f"{numbered[1]}\\.{line[numbered.end() :]}"
    if FIRST.match(line):
        return AS_ENTITY.get(line[0], "\\" + line[0]) + line[1:]
    return line


def address(url: str) -> str:
    """An address that may be linked to, as it may stand in Markdown; empty if it leads anywhere else."""
    url = url.strip()
    if not ADDRESS.fullmatch(url):
        return ""
    return UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), url)


def lines(tokens: Sequence[Token], where: Where = ANYWHERE) -> list[str]:
    """The lines of one paragraph, trimmed, without empty ones."""
    found = []
    for is_break, group in groupby(tokens, key=lambda token: isinstance(token, Break)):
        if not is_break and (line := _line([token for token in group if not isinstance(token, Break)], where)):
            found.append(line)
    return found


def paragraph(tokens: Sequence[Token], where: Where = ANYWHERE) -> str:
    """One paragraph of Markdown; breaks stay breaks."""
    return "  \n".join(lines(tokens, where))


def _line(tokens: Sequence[Run | Picture], where: Where) -> str:
    tokens = list(_joined(tokens))
    parts: list[str] = []
    for link, group in groupby(tokens, key=lambda token: token.link if isinstance(token, Run) else ""):
        words = "".join(_inline(list(group), where))
        parts.append(_linked(words, link) if link else words)
    line = "".join(parts).lstrip(" \t\n").rstrip()
    if not line.strip():
        return ""
    if not line.startswith("\xa0\xa0"):  # Several are the beginning of a line of code.
        line = line.lstrip()
    starts_as_text = bool(tokens) and isinstance(tokens[0], Run)
    return escape_first(line) if starts_as_text else line


def _joined(tokens: Sequence[Run | Picture]) -> Iterator[Run | Picture]:
    """Neighbours of the same shape as one, because what is a mark depends on the letters beside it."""
    for shape, group in groupby(
        tokens, key=lambda token: (token.styles, token.link) if isinstance(token, Run) else None
    ):
        if shape is None:
            yield from group
        else:
            yield Run("".join(token.text for token in group if isinstance(token, Run)), *shape)


def _linked(words: str, link: str) -> str:
    """A link, its spaces outside; words that would be a citation are kept from being one."""
    core = words.strip()
    if not core:
        return words
    if CITATION.match(core):
        core = core.replace(" ", "&#32;", 1)
    core = core.replace("\\]:", "\\]&#58;")  # At the beginning of a line it would be the definition of a link.
    lead = words[: len(words) - len(words.lstrip())]
    return f"{lead}[{core}]({link}){words[len(words.rstrip()) :]}"


def _inline(tokens: Sequence[Run | Picture], where: Where) -> Iterator[str]:
    """Two marks of the same sort side by side would mean something else, so the second run goes without."""
    before = ""
    for token in tokens:
        if isinstance(token, Picture):
            words, before = f"![{escape(token.alt, where)}](picture:{token.name})", ""
        else:
            words, before = _run(token, where, before)
        yield words


def _run(run: Run, where: Where, before: str) -> tuple[str, str]:
    """The words between their marks, spaces outside; and the mark they end in. `before`: the mark that stands before them."""
    core = run.text.strip()
    if not core:
        return run.text, ""
    start = run.text.index(core)
    lead, trail = run.text[:start], run.text[start + len(core) :]
    if CODE in run.styles and before != "`" and _can_be_code(core, where):
        return f"{lead}{_code(core)}{trail}", "" if trail else "`"
    before = "" if lead else before
    script = _script(run) if len(core) <= LONGEST_SCRIPT else ""
    stars = "*" * (2 * (STRONG in run.styles) + (EMPHASIS in run.styles))
    script, stars = script.replace(before, "") if before else script, "" if before == "*" else stars
    core = SPACES.sub("\xa0", core) if script else core
    words = f"{script}{stars}{escape(core, where)}{stars}{script}"
    return f"{lead}{words}{trail}", "" if trail else script or stars[:1]


def _script(run: Run) -> str:
    return "^" if RAISED in run.styles else "~" if LOWERED in run.styles else ""


def _can_be_code(text: str, where: Where) -> bool:
    """Code takes every letter as it is, so there must be none that means something outside of it."""
    return (
        "``" not in text
        and text[-1:] != "\\"
        and not (where.has_gaps and GAP.search(text))
        and not (where.is_cell and "|" in text)
    )


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
