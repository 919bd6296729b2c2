"""The schema of QTI as our tests state it: that it finds what breaks it, and that texts of every shape keep it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from courses.items.formats.qti import writer21, writer30
from courses.items.formats.values import Outgoing
from tests.support.qti_schema import breaches

CHOICE = {
    "id": "who",
    "kind": "multiple-choice",
    "prompt": "Who?",
    "options": [{"text": "The town", "correct": True, "feedback": "Yes."}, {"text": "The king", "weight": -0.5}],
}
GAPS = {"id": "gaps", "kind": "drag-words", "prompt": "The {g1} paid.", "gaps": [{"id": "g1", "word": "town"}]}
SHAPES = """# Heading with *words*

| Only | a head |
| --- | --- |

| A | B |
| --- | --- |
| `1` | **2** |

1. One
   - two

     > three

> Quoted
>
> - list

```
x < {1}
```

---

[Here](https://example.org/a?b=c&d=e f), [nowhere](), <https://example.org> and a line\\
broken, ~~struck~~, H~2~O, x^2^, $x$, <b>raw</b>, ![not there](picture:no.png)
"""
BREAKING: dict[str, Callable[[str], str]] = {
    "no adaptive": lambda text: text.replace(' adaptive="false"', ""),
    "an attribute nobody knows": lambda text: text.replace(" shuffle=", " shufle="),
    "an element nobody knows": lambda text: text.replace("<itemBody>", "<itemBody><bogus/>"),
    "a block in a paragraph": lambda text: text.replace("<p>", "<p><div/>", 1),
    "loose words": lambda text: text.replace("<simpleChoice", "loose<simpleChoice", 1),
    "words in the body": lambda text: text.replace("<itemBody>", "<itemBody>loose"),
    "the prompt at the end": lambda text: text.replace(
        "</choiceInteraction>", "<prompt>x</prompt></choiceInteraction>"
    ),
    "the body first": lambda text: text.replace("<responseDeclaration", "<itemBody/><responseDeclaration", 1),
    "two bodies": lambda text: text.replace("</itemBody>", "</itemBody><itemBody/>"),
    "a cardinality nobody knows": lambda text: text.replace('cardinality="single"', 'cardinality="one"', 1),
    "a type nobody knows": lambda text: text.replace('baseType="identifier"', 'baseType="name"', 1),
    "an identifier that is no name": lambda text: text.replace('identifier="o1"', 'identifier="1 o"'),
    "a number that is none": lambda text: text.replace('mappedValue="-0.5"', 'mappedValue="-50%"'),
    "no number where one is needed": lambda text: text.replace(' mappedValue="-0.5"', ""),
    "an expression too many": lambda text: text.replace("<isNull>", "<isNull><variable identifier='RESPONSE'/>", 1),
    "a rule without a test": lambda text: text.replace('<isNull><variable identifier="RESPONSE"/></isNull>', ""),
    "an interaction in what is said": lambda text: text.replace(
        "</modalFeedback>", '<p><textEntryInteraction responseIdentifier="R"/></p></modalFeedback>'
    ),
    "a gap where nothing is dragged": lambda text: text.replace("<p>", '<p><gap identifier="g"/>', 1),
    "a table without rows": lambda text: text.replace("<p>", "<table><thead><tr/></thead></table><p>", 1),
    "the same id twice": lambda text: text.replace("<p>", '<p id="a"/><p id="a">', 1),
    "no picture in words": lambda text: text.replace("<p>", '<p><img src="a.png"/>', 1),
    "another namespace": lambda text: text.replace("imsqti_v2p1", "imsqti_v2p9"),
}


def files_of(writer, *specs, pictures=None):
    written = writer.write([Outgoing(spec) for spec in specs], pictures or {}, title="Quiz & more")
    with zipfile.ZipFile(io.BytesIO(written.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}


@pytest.mark.parametrize("way", BREAKING)
def test_what_breaks_the_schema_is_found(way):
    whole = files_of(writer21, CHOICE)["items/who.xml"].decode()
    broken = BREAKING[way](whole)

    assert broken != whole
    assert list(breaches(whole.encode())) == []
    assert list(breaches(broken.encode()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("qti-item-body", "itemBody"),
        ("response-identifier", "responseIdentifier"),
        ("qti-content-body", "div"),
        ("<p>", "<qti-p>"),
    ],
)
def test_names_of_another_version_are_found(old, new):
    whole = files_of(writer30, CHOICE)["items/who.xml"].decode()
    broken = whole.replace(old, new).replace("</p>", "</qti-p>" if new == "<qti-p>" else "</p>")

    assert list(breaches(whole.encode())) == []
    assert list(breaches(broken.encode()))


@pytest.mark.parametrize("writer", [writer21, writer30])
@pytest.mark.parametrize("spec", [CHOICE, GAPS], ids=["choice", "drag-words"])
def test_texts_of_every_shape_keep_the_schema(writer, spec):
    spec = {**spec, "prompt": f"{SHAPES}\n\n{spec['prompt']}", "explanation": SHAPES, "feedback": SHAPES}

    files = files_of(writer, spec)

    assert {name: found for name, content in files.items() if (found := list(breaches(content)))} == {}


def test_a_use_that_version_3_does_not_know_becomes_the_usual_one():
    kept = '<qti-rubric-block view="tutor" use="whatever"><qti-content-body><p>Aloud.</p></qti-content-body></qti-rubric-block>'

    files = files_of(writer30, {**CHOICE, "kept": {"qti30": kept}})

    assert b'use="instructions"' in files["items/who.xml"]
    assert list(breaches(files["items/who.xml"])) == []
