"""XML from anywhere, read without entities, without network and within bounds; and what to ask of its elements."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from lxml import etree

from courses.items.formats.values import Unusable

Element = etree._Element

MOST_BYTES = 64 * 1024 * 1024
MOST_DEPTH = 200
# Encodings in which ASCII means itself, so that no tag can hide in them, and UTF-16, whose two bytes show at once.
ENCODINGS = frozenset(
    {"utf-8", "ascii", "koi8-r", "koi8-u", "big5", "gb2312", "gbk", "gb18030", "euc_jp", "euc_kr", "shift_jis"}
    | {f"iso8859-{number}" for number in range(1, 17)}
    | {f"cp{number}" for number in range(1250, 1259)}
)
WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
WIDE_STARTS = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
DECLARATION = re.compile(rb"[ \t\r\n]*+<\?xml\s[^>]{0,300}\?>")
DECLARED = re.compile(rb"""encoding\s*=\s*["']([^"']{1,40})["']""")
SUBSET = re.compile(rb"""<!DOCTYPE(?:[^\["'>]|"[^"]*"|'[^']*')*+\[""")
# A document type that declares elements and their attributes only: it is taken out, because defaults of attributes could grow too.
HARMLESS = re.compile(
    rb"""<!DOCTYPE(?:[^\["'>]|"[^"]*"|'[^']*')*+\[(?:\s|<!--(?:(?!-->).)*+-->|<!(?:ELEMENT|ATTLIST)\s(?:[^<>"']|"[^"]*"|'[^']*')*+>)*+\]\s*>""",
    re.DOTALL,
)
# What the parser says when it gets no more memory: so, or nothing at all.
NO_MEMORY = (None, 0, etree.ErrorTypes.ERR_NO_MEMORY)
# What may stand before the document type: where it begins and where it ends.
PASSED_OVER = {b"<!--": b"-->", b"<?": b"?>"}


def parse(content: bytes) -> Element:
    """The root of an XML file. Raises Unusable, with the line where possible.

    A document type is passed over unless it declares something of its own: entities are refused, and nothing is fetched.
    """
    if len(content) > MOST_BYTES:
        raise Unusable(f"The file has {len(content):,} bytes; at most {MOST_BYTES:,} are read.")
    content = _in_utf8(content)
    if not content.strip(b" \t\r\n"):
        raise Unusable("The file is empty.")
    content = _without_declarations(content)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,  # Only the bound on a text's length goes with it: there are no entities that could grow.
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        _recoded(content, "utf-8")  # The parser names no line for bytes that are no letters.
        if error.code in NO_MEMORY:
            raise MemoryError from None
        raise Unusable(_complaint(error)) from None
    _refuse_depth(root)
    return root


def _in_utf8(content: bytes) -> bytes:
    """The bytes in UTF-8, without a mark at the beginning and without the declaration, which may now be wrong."""
    head = content[:2]
    if content.startswith(codecs.BOM_UTF32_LE):
        raise Unusable("The file is UTF-32. Save it as UTF-8.")
    wide = WIDE.get(head) or WIDE_STARTS.get(head)
    if wide:
        return _from_wide(content.removeprefix(head) if head in WIDE else content, wide)
    has_mark = content.startswith(codecs.BOM_UTF8)
    content = content.removeprefix(codecs.BOM_UTF8)
    if (place := content.find(b"\0")) >= 0:
        raise Unusable(f"Line {_line(content, place)} holds a NUL byte, which no XML file may.")
    declared = _declared(content)
    encoding = _encoding(declared)
    if has_mark and encoding != "utf-8":
        raise Unusable(f"The file begins as UTF-8 but says that it is {declared}.")
    return _without_declaration(content if encoding == "utf-8" else _recoded(content, encoding))


def _from_wide(content: bytes, encoding: str) -> bytes:
    """UTF-16, which has to say so or nothing."""
    narrow = _recoded(content, encoding)
    declared = _declared(narrow)
    if declared and not declared.lower().replace("_", "-").startswith("utf-16"):
        raise Unusable(f"The file begins as UTF-16 but says that it is {declared}.")
    if b"\0" in narrow:
        raise Unusable(f"Line {_line(narrow, narrow.find(0))} holds a NUL, which no XML file may.")
    return _without_declaration(narrow)


def _declared(content: bytes) -> str:
    declaration = DECLARATION.match(content)
    found = DECLARED.search(declaration[0]) if declaration else None
    return found[1].decode("ascii", "replace") if found else ""


def _encoding(declared: str) -> str:
    """Python's name for a declared encoding. Raises Unusable for one that could hide something, or that nobody knows."""
    try:
        name = codecs.lookup(declared or "utf-8").name
    except (LookupError, ValueError, OSError):
        # Where no file may be opened, Python cannot load what it never needed before.
        raise Unusable(f"The file says that it is in the encoding '{declared}', which is not known here.") from None
    if name not in ENCODINGS:
        raise Unusable(f"The file says that it is {declared}, which is not read here. Save it as UTF-8.")
    return name


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        raise Unusable(f"Line {_line(content, start)} holds bytes that are not {encoding.upper()}.") from None


def _without_declaration(content: bytes) -> bytes:
    """Only the line ends of the declaration stay, and of blank lines before it, so that lines keep their numbers."""
    declaration = DECLARATION.match(content)
    return b"\n" * declaration[0].count(b"\n") + content[declaration.end() :] if declaration else content


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _without_declarations(content: bytes) -> bytes:
    """The file without what its document type declares; entities are refused, and they stand before the first element."""
    place = 0
    while (opening := content.find(b"<", place)) >= 0:
        end = next((end for start, end in PASSED_OVER.items() if content.startswith(start, opening)), None)
        if end is None:
            break
        place = content.find(end, opening) + len(end)
        if place < len(end):
            return content  # It never ends, which the parser will say.
    if opening < 0 or not SUBSET.match(content, opening):
        return content
    harmless = HARMLESS.match(content, opening)
    if not harmless:
        raise Unusable("The file declares entities of its own, which are not read: they can grow without end.")
    return content[:opening] + b"\n" * harmless[0].count(b"\n") + content[harmless.end() :]


def _complaint(error: etree.XMLSyntaxError) -> str:
    """The parser's complaint as a sentence with its line."""
    message, line = error.msg or "", error.lineno or 1
    message = re.sub(r",? line \d+, column \d+.*", "", message)
    if match := re.match(r"Premature end of data in tag (\S+) line (\d+)", message):
        return f"Line {line}: the file ends before <{match[1]}> of line {match[2]} is closed; it seems to be cut off."
    if "Document is empty" in message or "Start tag expected" in message:
        return f"Line {line}: this is not XML: it should begin with '<'."
    if match := re.match(r"Entity '(\S+)' not defined", message):
        return f"Line {line}: XML knows no '&{match[1]};'. Write the letter itself, or put the text in CDATA."
    if "xmlParseEntityRef" in message:
        return f"Line {line}: a bare '&' stands there. Write '&amp;', or put the text in CDATA."
    return f"Line {line}: this is not well-formed XML ({message.strip()})."


def _refuse_depth(root: Element) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MOST_DEPTH:
            raise Unusable(f"Line {element.sourceline}: elements stand in each other more than {MOST_DEPTH} deep.")


def local(element: Element) -> str:
    """An element's name without its namespace; empty for what is none, such as a reference to an entity."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def namespace(element: Element) -> str:
    """The namespace of an element, empty if it has none."""
    return (etree.QName(element).namespace or "") if isinstance(element.tag, str) else ""


def children(element: Element, *names: str) -> Iterator[Element]:
    """The elements directly inside, in order; those with one of these local names, all if none is given."""
    for inner in element:
        if isinstance(inner.tag, str) and (not names or local(inner) in names):
            yield inner


def child(element: Element | None, name: str) -> Element | None:
    """The first element of this local name directly inside, if there is one."""
    return None if element is None else next(children(element, name), None)


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements inside with one of these local names, in the order of the file."""
    for inner in element.iter():
        if inner is not element and isinstance(inner.tag, str) and local(inner) in names:
            yield inner


def attribute(element: Element, name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    value = element.get(name)
    if value is not None:
        return value
    return next((value for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name), default)


def words(element: Element | None) -> str:
    """All text inside an element, as it stands there."""
    return "" if element is None else "".join(element.itertext())


def inside(element: Element, without: frozenset[str] = frozenset()) -> str:
    """What stands inside an element, as markup; `without` the elements of these names."""
    parts = [_escaped(element.text)]
    parts += [etree.tostring(inner, encoding="unicode") for inner in element if local(inner) not in without]
    return "".join(parts)


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
