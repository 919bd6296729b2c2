"""What Moodle says of a question and we have no word for: kept as XML beside the question, and put back when it is written."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from courses.items.formats.moodle_xml.files import file_name
from courses.items.formats.moodle_xml.source import Source
from courses.items.formats.xml import Element, children, local, words

LONGEST = 60_000
MOST_FILES = 100
MOST_ELEMENTS = 500
# What says nothing, because the writer says it too.
USUAL = {
    "hidden": "0",
    "answernumbering": "abc",
    "showstandardinstruction": "0",
    "shownumcorrect": "",
    "responseformat": "editor",
    "responserequired": "1",
    "attachments": "0",
    "attachmentsrequired": "0",
    "maxbytes": "0",
    "filetypeslist": "",
    "unitgradingtype": "0",
    "unitpenalty": "0.1000000",
    "unitsleft": "0",
    "layouttype": "VERTICAL",
    "showgrading": "1",
    "numberingstyle": "none",
    "shuffleanswers": "1",
}
ALIKE = {"true": "1", "false": "0", "HIDE": "0", "SHOW": "1"}
# What a hint may ask of the page around it, in Moodle.
HINT_FLAGS = ("shownumcorrect", "clearwrong", "options")


def kept_of(source: Source) -> str:
    """The elements that were not understood, as XML; those that hold nothing or what is usual are left out."""
    unknown = [each for each in children(source.element) if _is_kept(each, source.used)]
    if len(unknown) > MOST_ELEMENTS:
        source.warn(f"Moodle says {len(unknown)} things that are not known here; {MOST_ELEMENTS} of them are kept.")
    found = [_copied(each) for each in unknown[:MOST_ELEMENTS]]
    found += hint_flags(source.element)
    found += _hidden_files(source)
    written = [etree.tostring(each, encoding="unicode", with_tail=False) for each in found]
    total = sum(map(len, written))
    for longest in sorted(written, key=len, reverse=True):
        if total <= LONGEST:
            break
        total -= len(longest)
        written.remove(longest)
        source.warn(f"What Moodle calls “{longest[1:40].split()[0].partition('>')[0]}” is too long to be kept.")
    return "".join(written)


def _is_kept(element: Element, used: set[str]) -> bool:
    name = local(element)
    if name in used or name == "hint":
        return False
    text = " ".join(words(element).split())
    if name in USUAL:
        usual = USUAL[name]
        return _plain(text) != _plain(usual) and bool(text)
    return bool(text) or len(element) > len(list(element.iterchildren("text")))


def _plain(text: str) -> str:
    text = ALIKE.get(text, text)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _copied(element: Element) -> Element:
    copy = deepcopy(element)
    for each in copy.iter():
        each.tail = each.tail if (each.tail or "").strip() and each is not copy else None
        each.text = each.text if (each.text or "").strip() or not len(each) else None
    return copy


def hint_flags(question: Element) -> list[Element]:
    """For every hint what it asks beside its words, if any does."""
    found = []
    for hint in children(question, "hint"):
        flags = etree.Element("hint")
        for flag in children(hint, *HINT_FLAGS):
            if local(flag) != "options" or words(flag).strip():
                flags.append(_copied(flag))
        found.append(flags)
    return found if any(len(flags) for flags in found) else []


def _hidden_files(source: Source) -> list[Element]:
    """The files that nothing of ours shows."""
    hidden = [each for each in source.element.iter("file") if file_name(each) not in source.files.shown]
    if len(hidden) > MOST_FILES:
        source.warn(f"There are {len(hidden)} files that are shown nowhere; {MOST_FILES} of them are kept.")
    for each in hidden[:MOST_FILES]:
        source.warn(f"The file {file_name(each)[:100]} is shown nowhere; it is kept for Moodle.")
    return [_as_file(each) for each in hidden[:MOST_FILES]]


def _as_file(element: Element) -> Element:
    """A file that is shown nowhere, with the name of the element it stood in."""
    copy = _copied(element)
    parent = element.getparent()
    copy.set("in", local(parent) if parent is not None else "questiontext")
    return copy


def elements_of(kept: object) -> list[Element]:
    """The elements that were kept; none where the text is not what `kept_of` wrote."""
    if not isinstance(kept, str) or "<!" in kept or len(kept) > LONGEST:
        return []
    try:
        return list(etree.fromstring(f"<kept>{kept}</kept>", etree.XMLParser(resolve_entities=False, no_network=True)))
    except (etree.XMLSyntaxError, ValueError):
        return []
