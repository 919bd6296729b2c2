"""Files made to do harm: each with a name, its bytes, and the name that it comes under."""

from __future__ import annotations

import io
import stat
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator

ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="q" title="q" adaptive="false" timeDependent="false">
<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
<correctResponse><value>A</value></correctResponse></responseDeclaration>
<itemBody><choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Which?</prompt>
<simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>
</assessmentItem>"""
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="m"><organizations/><resources>
<resource identifier="q" type="imsqti_item_xmlv2p1" href="q.xml"><file href="q.xml"/></resource></resources></manifest>"""
PACKAGE = {"imsmanifest.xml": MANIFEST.encode(), "q.xml": ITEM.encode()}
QUESTION = (
    '<question type="{kind}"><name><text>n</text></name><questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
    "{more}</question>"
)


def packed(files: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """A ZIP archive; also of names that there should not be twice."""
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for name, content in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, content)
    return stream.getvalue()


def package(**more: bytes) -> bytes:
    """A good package with further files; `__` in a name is a slash."""
    return packed(PACKAGE | {name.replace("__", "/"): content for name, content in more.items()})


def with_name(name: str, mode: int = 0) -> bytes:
    """A good package with one more entry of this name and kind."""
    entry = zipfile.ZipInfo(name)
    entry.filename = name  # Also one that ZipInfo would have put right.
    entry.create_system = 3
    entry.external_attr = mode << 16
    return packed([*PACKAGE.items(), (entry, b"/etc/passwd")])


def overlapping() -> bytes:
    """Two entries of the list that are the same bytes."""
    content = packed({"q.xml": b"x" * 500, "r.xml": b"y" * 500})
    start = content.rfind(b"PK\x01\x02")
    return content[: start + 42] + struct.pack("<L", 0) + content[start + 46 :]


def lying() -> bytes:
    """An archive whose list says ten bytes of an entry that has a million."""
    content = bytearray(packed({"q.xml": b"x" * 1_000_000}))
    start = content.rfind(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<L", 10)
    return bytes(content)


def encrypted() -> bytes:
    """An archive that says that it is encrypted."""
    content = bytearray(packed(PACKAGE))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := content.find(mark, start + 1)) >= 0:
            content[start + place] |= 1
    return bytes(content)


def nested(depth: int) -> bytes:
    """An archive in an archive in an archive, and a bomb in the innermost."""
    content = packed({"bomb.xml": b"0" * 20_000_000})
    for _ in range(depth):
        content = packed({"inner.zip": content})
    return content


def moodle(*questions: str, before: str = "") -> bytes:
    """A file of Moodle's."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<quiz>{"".join(questions)}</quiz>'.encode()


ENTITIES = '<!ENTITY e0 "ha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))


def laughs() -> bytes:
    """Entities of entities of entities."""
    return moodle("&e9;", before=f"<!DOCTYPE quiz [{ENTITIES}]>\n")


def laughs_in(item: str) -> bytes:
    """The same in an item of QTI."""
    declared = item.replace("<assessmentItem", f"<!DOCTYPE assessmentItem [{ENTITIES}]>\n<assessmentItem", 1)
    return declared.replace("Which?", "&e9;").encode()


def choice(options: int) -> str:
    """A question of Moodle's with so many options."""
    answers = "".join(
        f'<answer fraction="{0 if n else 100}" format="html"><text>{n}</text></answer>' for n in range(options)
    )
    return QUESTION.format(kind="multichoice", text="Which?", more=f"<single>true</single>{answers}")


def number(value: str) -> str:
    """A question of Moodle's with a number."""
    answer = f'<answer fraction="100"><text>{value}</text><tolerance>{value}</tolerance></answer>'
    return QUESTION.format(kind="numerical", text="How much?", more=answer)


ACTING = (
    '<p onclick="alert(1)">Which<script>alert(1)</script><svg onload="alert(1)"><script>alert(1)</script></svg>'
    '<a href="javascript:alert(1)">x</a><iframe src="//evil.example"></iframe><img src=x onerror="alert(1)"></p>'
)
GOOD = "Which?{=a ~b}\n"
MEGABYTE = 1024 * 1024
# The case, the name the file comes under, how it is made, and what the answer says (a part of a sentence, or how many questions).
Case = tuple[str, str, Callable[[], bytes], str | int]


def archives() -> Iterator[Case]:
    """Archives, and what is wrong with them."""
    yield "a good package", "p.zip", package, 1
    yield "ZIP bomb", "p.zip", lambda: package(**{"r.xml": b"0" * 20_000_000}), "no honest file"
    yield "nested ZIP bombs", "p.zip", lambda: nested(5), "no manifest"
    yield "overlapping entries", "p.zip", overlapping, "inside another entry"
    yield "lying headers", "p.zip", lying, "not what its header says"
    yield "traversal", "p.zip", lambda: with_name("../../evil.xml"), "leads out of it"
    yield "absolute name", "p.zip", lambda: with_name("/etc/cron.d/evil"), "leads out of it"
    yield "Windows name", "p.zip", lambda: with_name("..\\..\\evil.xml"), "one of Windows"
    yield "Windows drive", "p.zip", lambda: with_name("C:/evil.xml"), "one of Windows"
    yield "symbolic link", "p.zip", lambda: with_name("link", stat.S_IFLNK | 0o777), "a link or a device"
    yield "device", "p.zip", lambda: with_name("null", stat.S_IFCHR | 0o666), "a link or a device"
    yield "pipe", "p.zip", lambda: with_name("pipe", stat.S_IFIFO | 0o666), "a link or a device"
    yield "name twice", "p.zip", lambda: packed([*PACKAGE.items(), ("q.xml", b"<other/>")]), "the same name"
    yield "name in two cases", "p.zip", lambda: package(**{"Q.XML": b"<other/>"}), "the same name"
    yield "right-to-left name", "p.zip", lambda: with_name("\u202elmx.live"), "cannot be seen"
    yield "encrypted", "p.zip", encrypted, "encrypted"
    yield "cut off at the end", "p.zip", lambda: package()[:-30], "its end is missing"
    yield "cut off at the beginning", "p.zip", lambda: package()[40:], "NUL byte"
    yield "empty archive", "p.zip", lambda: packed({}), "no file of questions"
    yield "11,000 entries", "p.zip", lambda: packed({f"{n}.txt": b"" for n in range(11_000)}), "at most 10000"
    yield "entity bomb in a package", "p.zip", lambda: package(**{"q.xml": laughs_in(ITEM)}), 0


def markup(secret: str) -> Iterator[Case]:
    """XML, and what is wrong with it; `secret` is the path of a file that nobody may see."""
    external = f'<!DOCTYPE quiz [<!ENTITY e SYSTEM "file://{secret}">]>'
    outside = '<!DOCTYPE quiz SYSTEM "http://127.0.0.1:9/evil.dtd">'
    parameter = f'<!DOCTYPE quiz [<!ENTITY % e SYSTEM "file://{secret}"> %e;]>'
    good = choice(2)
    yield "a good file of Moodle", "m.xml", lambda: moodle(good), 1
    yield "entity bomb", "m.xml", laughs, "entit"
    yield "external entity", "m.xml", lambda: moodle("&e;", good, before=external), "entit"
    yield "external parameter entity", "m.xml", lambda: moodle(good, before=parameter), "entit"
    yield "external document type", "m.xml", lambda: moodle(good, before=outside), 1
    yield (
        "inclusion",
        "m.xml",
        lambda: moodle(
            good, f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" parse="text" href="file://{secret}"/>'
        ),
        1,
    )
    yield "elements 100,000 deep", "m.xml", lambda: moodle("<a>" * 100_000 + "</a>" * 100_000), "deep|depth"
    yield "letters that are none", "m.xml", lambda: moodle(good).replace(b"Which", b"K\xf6ln"), "UTF-8"
    yield "unknown encoding", "m.xml", lambda: moodle(good).replace(b"UTF-8", b"EBCDIC-X"), "EBCDIC-X"
    yield "UTF-7", "m.xml", lambda: moodle(good).replace(b"UTF-8", b"UTF-7"), "UTF-7"
    yield "UTF-16", "m.xml", lambda: moodle(good).decode().replace("UTF-8", "UTF-16").encode("utf-16"), 1
    yield "NUL in XML", "m.xml", lambda: moodle(good).replace(b"Which", b"Wh\0ch"), "NUL byte"
    yield "cut off", "m.xml", lambda: moodle(good)[:-40], "not well-formed"
    yield (
        "50 MB in one text",
        "m.xml",
        lambda: moodle(good.replace("Which", "x" * (50 * MEGABYTE))),
        "memory|time|characters",
    )
    yield "10,000 options", "m.xml", lambda: moodle(choice(10_000)), 1
    yield "infinite number", "m.xml", lambda: moodle(number("INF")), 1
    yield "no number", "m.xml", lambda: moodle(number("NaN")), 1
    yield "1e999", "m.xml", lambda: moodle(number("1e999")), 1
    yield "script in HTML and SVG", "m.xml", lambda: moodle(good.replace("Which?", ACTING)), 1


def texts() -> Iterator[Case]:
    """Plain texts, and what is wrong with them."""
    yield "a good text", "g.gift", GOOD.encode, 1
    yield "UTF-16", "g.gift", lambda: GOOD.encode("utf-16"), 1
    yield "UTF-16 without its mark", "g.gift", lambda: GOOD.encode("utf-16-le"), 1
    yield "mark of UTF-8, letters of another", "g.gift", lambda: b"\xef\xbb\xbfK\xf6ln{T}", "says that it is UTF-8"
    yield "NUL", "g.gift", lambda: b"Which\n\0?{=a ~b}", "line 2: The file holds a NUL byte"
    yield "CR only", "g.gift", lambda: b"Which?{\r=a\r~b\r}\r\rAnd?{T}", 2
    yield "50 MB in one line", "g.gift", lambda: b"x" * (50 * MEGABYTE) + b"{T}", "characters|memory"
    yield (
        "50 MB in one line of Aiken",
        "a.txt",
        lambda: b"Q\nA. x\nB. y\n" + b"z" * (50 * MEGABYTE),
        "memory|characters|ANSWER",
    )
    yield "more than may be read", "g.gift", lambda: b"x" * (65 * MEGABYTE), "64 MiB"
    yield "60 MB of questions", "g.gift", lambda: b"What?{=a ~b}\n\n" * (4 * MEGABYTE), "memory|seconds"
    yield "10,000 options", "g.gift", lambda: f"Which?{{{'~x' * 10_000}}}".encode(), "10,000 answers"
    yield "infinite number", "g.gift", lambda: b"How much?{#inf}", "no number"
    yield "no number", "g.gift", lambda: b"How much?{#NaN}", "no number"
    yield "1e999", "g.gift", lambda: b"How much?{#1e999}", "beyond all numbers"
    yield "script in HTML and SVG", "g.gift", lambda: f"[html]{ACTING.replace('=', chr(92) + '=')}{{T}}".encode(), 1
    yield "right-to-left override", "g.gift", lambda: "Which \u202eno\u202c?{T}".encode(), 1
    yield "nothing", "g.gift", lambda: b"", "no question"
    yield "noise", "g.gift", lambda: bytes(range(256)) * 400, "NUL byte"


def patterns() -> Iterator[Case]:
    """Texts on which a careless pattern would work for ever."""
    runs = (
        "{",
        "}",
        "[",
        "((",
        "<",
        "<a ",
        "&",
        "&#",
        "\\",
        "*",
        "_",
        "`",
        "~",
        "=",
        "#",
        ":",
        "->",
        "%",
        "//",
        "a.",
        " ",
        "\n\n{",
    )
    for run in runs:
        content = f"Which {run * (90_000 // len(run))}?{{T}}".encode()
        yield f"{run.strip() or 'spaces'!r} again and again", "g.gift", lambda content=content: content, ""
    stars = "*a" * 2_000
    yield "a pattern of stars", "g.gift", lambda: f"Which?{{={stars}}}".encode(), ""
    html = "<b>" * 30_000
    yield "HTML 30,000 deep", "g.gift", lambda: f"[html]{html}x{{T}}".encode(), ""
