"""Archives that mean harm, and those that only look odd: what each gets."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib

import pytest

from courses.items.formats import archives
from courses.items.formats.archives import open_archive
from courses.items.formats.qti import reader
from courses.items.formats.values import Unusable
from tests.support.archives import CENTRAL_HEADER, LOCAL_HEADER, changed, zipped


def test_files_are_read_by_their_names():
    archive = open_archive(zipped({"a.xml": b"<a/>", "folder/b.txt": b"words" * 1000}))

    assert dict(archive) == {"a.xml": b"<a/>", "folder/b.txt": b"words" * 1000}
    assert "folder/b.txt" in archive
    assert len(archive) == 2


def test_a_name_that_is_absent_is_a_key_error():
    with pytest.raises(KeyError):
        open_archive(zipped({"a": b""}))["b"]


def test_folders_are_no_files():
    assert list(open_archive(zipped({"folder/": b"", "folder/a": b"1"}))) == ["folder/a"]


def test_names_in_utf_8_are_read_though_the_flag_is_missing():
    content = zipped({"Brücke.xml": b"x"})
    without_flag = changed(content, "Brücke.xml".encode(), flags=0)

    assert list(open_archive(without_flag)) == ["Brücke.xml"]


def test_names_of_dos_are_read():
    content = zipped({"Br\ufffd.xml": b"x"})
    in_dos = changed(content, "Br\ufffd.xml".encode(), flags=0).replace("Br\ufffd.xml".encode(), b"Br\x81ck.xml")

    assert list(open_archive(in_dos)) == ["Brück.xml"]


def test_an_archive_inside_stays_closed():
    inner = zipped({"bomb": bytes(500_000)})

    assert dict(open_archive(zipped({"inner.zip": inner})))["inner.zip"] == inner


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../a.xml", "leads out"),
        ("a/../../b.xml", "leads out"),
        ("/etc/passwd", "leads out"),
        ("C:/windows/a.xml", "Windows"),
        ("c:a.xml", "Windows"),
        ("a\\b.xml", "Windows"),
        ("..\\a.xml", "Windows"),
        ("a\nb.xml", "cannot be seen"),
        ("invoice\u202elmx.exe", "cannot be seen"),
        ("n" * 501, "longer than 500"),
    ],
)
def test_a_name_that_could_do_harm_is_refused(name, says):
    with pytest.raises(Unusable, match=says):
        open_archive(zipped({name: b"x"}))


def test_a_name_with_a_nul_is_refused():
    content = zipped({"ab.xml": b"x"}).replace(b"ab.xml", b"a\0.xml")

    with pytest.raises(Unusable, match="cannot be seen"):
        open_archive(content)


@pytest.mark.parametrize(
    "names",
    [("a.xml", "a.xml"), ("a.xml", "A.XML"), ("é.xml", unicodedata.normalize("NFD", "é.xml")), ("a", "a/")],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused(names):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"" if name.endswith("/") else name.encode())

    with pytest.raises(Unusable, match="the same name"):
        open_archive(buffer.getvalue())


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o060666, 0o010666, 0o140777])
def test_links_and_devices_are_refused(mode):
    with pytest.raises(Unusable, match="a link or a device"):
        open_archive(zipped({"a": b"/etc/passwd"}, mode=mode))


@pytest.mark.parametrize("flags", [0x1, 0x41, 0x2000])
def test_an_encrypted_entry_is_refused(flags):
    with pytest.raises(Unusable, match="encrypted"):
        open_archive(changed(zipped({"a.xml": b"x"}), b"a.xml", flags=flags))


def test_an_encrypted_entry_is_refused_though_the_list_denies_it():
    content = bytearray(zipped({"a.xml": b"x"}))
    content[6] |= 1

    with pytest.raises(Unusable, match="not what the list says"):
        open_archive(bytes(content))


def test_an_unusual_compression_is_refused():
    with pytest.raises(Unusable, match="compressed in a way"):
        open_archive(zipped({"a": b"x" * 100}, method=zipfile.ZIP_BZIP2))


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + bytes(100), b"<xml/>", bytes(70_000)])
def test_what_is_no_archive_is_refused(content):
    with pytest.raises(Unusable, match="no ZIP archive"):
        open_archive(content)


def test_an_archive_cut_anywhere_is_refused():
    content = zipped({"a.xml": b"<a/>" * 50, "b.xml": b"<b/>"})

    for end in range(0, len(content), 7):
        with pytest.raises(Unusable):
            dict(open_archive(content[:end]))


def test_an_archive_with_a_byte_changed_is_refused_or_the_same():
    files = {"a.xml": b"<a>words</a>", "b.xml": b"<b/>"}
    content = zipped(files, method=zipfile.ZIP_STORED)

    for place in range(len(content)):
        spoiled = content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
        try:
            found = dict(open_archive(spoiled))
        except Unusable:
            continue
        assert sorted(found.values()) == sorted(files.values())


def test_a_bomb_is_refused_before_it_is_unpacked():
    with pytest.raises(Unusable, match="no honest file"):
        open_archive(zipped({"bomb": bytes(30_000_000)}))


def test_a_header_that_lies_about_the_size_is_found_out_while_reading():
    content = changed(zipped({"a": bytes(5_000_000)}), b"a", size=10)

    with pytest.raises(Unusable, match="not what its header says"):
        open_archive(content)["a"]


def test_a_stream_that_never_ends_is_found_out_while_reading():
    content = zipped({"a": b"word " * 1000})
    packed = struct.unpack_from("<L", content, content.rindex(CENTRAL_HEADER) + 20)[0]

    with pytest.raises(Unusable, match=r"cut off|damaged"):
        open_archive(changed(content, b"a", packed=packed - 3))["a"]


def test_what_was_changed_after_packing_is_found_out():
    content = zipped({"a.txt": b"one two"}, method=zipfile.ZIP_STORED).replace(b"one two", b"two one")

    with pytest.raises(Unusable, match="damaged"):
        open_archive(content)["a.txt"]


def test_entries_that_lie_in_each_other_are_refused():
    kernel = zlib.compress(bytes(900_000))[2:-4]
    local = struct.pack("<4s5H3L2H", LOCAL_HEADER, 20, 0, 8, 0, 0, 0, len(kernel), 900_000, 1, 0)
    body = local + b"a" + kernel
    fields = (CENTRAL_HEADER, 20, 20, 0, 8, 0, 0, 0, len(kernel), 900_000, 1, 0, 0, 0, 0, 0, 0)
    entry = struct.pack("<4s6H3L5H2L", *fields)
    listed = entry + b"a" + entry + b"b"
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, len(listed), len(body), 0)

    with pytest.raises(Unusable, match="inside another entry"):
        open_archive(body + listed + end)


def test_a_name_that_differs_between_header_and_list_is_refused():
    content = zipped({"a.xml": b"x"})

    with pytest.raises(Unusable, match="another name"):
        open_archive(content.replace(b"a.xml", b"b.xml", 1))


def test_too_many_entries_are_refused(monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 3)

    with pytest.raises(Unusable, match="at most 3"):
        open_archive(zipped({str(number): b"" for number in range(4)}))


def test_a_number_of_entries_that_lies_is_refused():
    content = bytearray(zipped({str(number): b"" for number in range(4)}))
    content[-14:-10] = struct.pack("<2H", 2, 2)

    with pytest.raises(Unusable, match="list of files is damaged"):
        open_archive(bytes(content))


def test_all_that_is_read_together_is_bounded(monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES_READ", 1000)
    archive = open_archive(zipped({"a": b"x" * 600, "b": b"y" * 600}))

    assert len(archive["a"]) == 600
    with pytest.raises(Unusable, match="unpacks to more"):
        archive["b"]


def test_a_part_of_a_divided_archive_is_refused():
    content = bytearray(zipped({"a": b"x"}))
    content[-18:-16] = struct.pack("<H", 1)

    with pytest.raises(Unusable, match="several parts"):
        open_archive(bytes(content))


def test_an_archive_behind_a_program_is_read():
    assert dict(open_archive(b"#!/bin/sh\n" * 20 + zipped({"a": b"x"}))) == {"a": b"x"}


ITEM = (
    '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t" adaptive="false" timeDependent="false">'
    "{}</assessmentItem>"
)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;&x;">]>' + ITEM.format("&y;").encode(), "entities"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + ITEM.format("&x;").encode(), "entities"),
        (b'<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;]>' + ITEM.format("").encode(), "entities"),
        (ITEM.format("<itemBody>&undeclared;</itemBody>").encode(), "Line 1"),
        (ITEM.format("<itemBody>")[:-20].encode(), "Line 1"),
        (ITEM.format("a\0b").encode(), "NUL"),
        (b'<?xml version="1.0" encoding="UTF-7"?>' + ITEM.format("").encode(), "UTF-7"),
        (b'<?xml version="1.0" encoding="klingon"?>' + ITEM.format("").encode(), "klingon"),
        (b'<?xml version="1.0"?>' + ITEM.format("\xff").encode("latin-1"), "UTF-8|utf-8"),
        (("<a>" * 10_000).encode(), "Line 1|deep"),
        (b"<html><body>no</body></html>", "no QTI"),
        (b"", "empty"),
    ],
)
def test_xml_that_means_harm_is_refused_in_words(content, says):
    with pytest.raises(Unusable, match=says):
        reader.read(content)


def test_utf_16_is_read():
    content = '<?xml version="1.0" encoding="UTF-16"?>' + ITEM.format("<itemBody><p>Brücke</p></itemBody>")

    found = reader.read(content.encode("utf-16"))

    assert found.questions[0].spec["prompt"] == "Brücke"


def test_declarations_of_elements_are_passed_over():
    content = b'<!DOCTYPE q SYSTEM "q.dtd" [<!ELEMENT q (a)> <!ATTLIST q shuffle (Yes|No) "No">]>'

    assert reader.read(content + ITEM.format("<itemBody><p>Words</p></itemBody>").encode()).questions


def test_script_in_html_does_not_come_in():
    body = '<itemBody><p onclick="x()">Safe<script>alert(1)</script><a href="javascript:x()">link</a></p></itemBody>'

    (question,) = reader.read(ITEM.format(body).encode()).questions

    assert "alert" not in question.spec["prompt"]
    assert "javascript" not in question.spec["prompt"]


def test_ten_thousand_options_are_read_in_time():
    options = "".join(f'<simpleChoice identifier="o{number}">{number}</simpleChoice>' for number in range(10_000))
    interaction = (
        f'<choiceInteraction responseIdentifier="R" shuffle="false" maxChoices="1">{options}</choiceInteraction>'
    )
    declared = '<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>o7</value></correctResponse></responseDeclaration>'

    (question,) = reader.read(ITEM.format(f"{declared}<itemBody>{interaction}</itemBody>").encode()).questions

    assert [option["text"] for option in question.spec["options"] if option.get("correct")] == ["7"]


@pytest.mark.parametrize("number", ["NaN", "INF", "1e999", "-INF", "0x10", "١٢"])
def test_numbers_that_are_none_are_no_key(number):
    declared = f'<responseDeclaration identifier="R" cardinality="single" baseType="float"><correctResponse><value>{number}</value></correctResponse></responseDeclaration>'
    body = '<itemBody><p>How many? <textEntryInteraction responseIdentifier="R"/></p></itemBody>'

    (question,) = reader.read(ITEM.format(declared + body).encode()).questions

    assert question.spec["kind"] == "numeric"
    assert question.lacking
