"""XML from strangers: read in many encodings, refused when it declares, hides, nests or breaks."""

from __future__ import annotations

import pytest

from courses.items.formats.values import Unusable
from courses.items.formats.xml import attribute, children, inside, local, namespace, parse, words


@pytest.mark.parametrize(
    "content",
    [
        b"<a>x</a>",
        "\ufeff<?xml version='1.0'?><a>x</a>".encode(),
        b"\r\n\r\n <?xml version='1.0'?><a>x</a>",
        "<?xml version='1.0' encoding='UTF-16'?><a>x</a>".encode("utf-16"),
        "<?xml version='1.0'?><a>x</a>".encode("utf-16-be"),
        "<a>x</a>".encode("utf-16-le"),
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a>x</a>",
        b"<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a>x</a>",
        b"<!DOCTYPE a PUBLIC '-//x' '[a.dtd'>\n<!-- [ <!ENTITY --><a>x</a>",
        b"<!DOCTYPE a [<!ELEMENT a ANY>]><a>x</a>",
        b"<a><!-- y --><?z?>x</a>",
        b"<a><![CDATA[x]]></a>",
    ],
)
def test_the_same_words_in_many_coats(content: bytes) -> None:
    root = parse(content)

    assert (local(root), words(root)) == ("a", "x")


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-8", "utf-16"])
def test_letters_are_those_of_the_declared_encoding(encoding: str) -> None:
    assert words(parse(f"<?xml version='1.0' encoding='{encoding}'?><a>Brücke é</a>".encode(encoding))) == "Brücke é"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b" \n ", "The file is empty"),
        (b"words", "Line 1: this is not XML"),
        (b"<a>\n<b>", "Line 2: the file ends before <b> of line 2"),
        (b"<a>\n<b></a>", "Line 2: this is not well-formed"),
        (b"<a/>\n<b/>", "Line 2: this is not well-formed"),
        (b"<?xml version='1.0'?>\n<a>\n\xe4</a>", "Line 3 holds bytes that are not UTF-8"),
        (b"<a>\n\0</a>", "Line 2 holds a NUL"),
        ("<a>\n\0</a>".encode("utf-16"), "Line 2 holds a NUL"),
        (b"<a>\n&nbsp;</a>", "Line 2: XML knows no '&nbsp;'"),
        (b"<a>b & c</a>", "Line 1: a bare '&' stands there"),
        (b"<a>&#11;</a>", "Line 1: this is not well-formed"),
        (b"<?xml version='1.0' encoding='utf-7'?><a>+ADw-b+AD4-</a>", "says that it is utf-7"),
        (b"<?xml version='1.0' encoding='rot13'?><a/>", "rot13"),
        (b"<?xml version='1.0' encoding='base64'?><a/>", "base64"),
        (b"<?xml version='1.0' encoding='klingon'?><a/>", "klingon"),
        ("<a/>".encode("utf-32"), "UTF-32"),
        ("<?xml version='1.0' encoding='utf-8'?><a/>".encode("utf-16"), "begins as UTF-16 but says"),
        ("\ufeff<?xml version='1.0' encoding='iso-8859-1'?><a/>".encode(), "begins as UTF-8 but says"),
        (b"\xff\xfe<\0a\0>", "Line 1"),
        (b"<a>" * 201 + b"</a>" * 201, "more than 200 deep"),
        (b"<a>" * 100_000, "Line 1"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence_with_its_line(content: bytes, sentence: str) -> None:
    with pytest.raises(Unusable) as refusal:
        parse(content)

    assert sentence in str(refusal.value)


BOMB = b"".join(b'<!ENTITY b%d "%s">' % (number, b"&b%d;" % (number - 1) * 10) for number in range(1, 12))


@pytest.mark.parametrize(
    "declared",
    [
        b'<!ENTITY b0 "lol">' + BOMB,
        b"<!ENTITY b11 SYSTEM 'file:///etc/passwd'>",
        b"<!ENTITY % remote SYSTEM 'http://example.org/x.dtd'> %remote;",
    ],
)
@pytest.mark.parametrize("before", [b"", b"<?xml version='1.0'?>", b"<!-- " + b"x" * 100_000 + b" -->", b"<?a <b ?>\n"])
def test_a_document_that_declares_anything_is_refused(before: bytes, declared: bytes) -> None:
    with pytest.raises(Unusable, match="declares entities"):
        parse(before + b"<!DOCTYPE a [" + declared + b"]><a b='&b11;'>&b11;</a>")


def test_a_file_of_strange_size_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unusable, match="at most"):
        parse(b"<a>" + b" " * (64 * 1024 * 1024))


def test_elements_are_asked_by_their_local_names() -> None:
    root = parse(b"<q:a xmlns:q='urn:q' xml:lang='en'>x<q:b>1</q:b><b q:n='2'>&lt;</b>&amp;<c/></q:a>")

    assert (local(root), namespace(root), attribute(root, "lang")) == ("a", "urn:q", "en")
    assert [words(each) for each in children(root, "b")] == ["1", "<"]
    assert attribute(list(children(root, "b"))[1], "n", "none") == "2"
    assert inside(parse(b"<a>x &lt; <b>y</b> z</a>")) == "x &lt; <b>y</b> z"
