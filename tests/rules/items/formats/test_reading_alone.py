"""Reading happens where no other process can be asked: nothing that is read may have to be formatted for it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from courses.items.formats import texts
from courses.items.formats.checking import report
from courses.items.formats.registry import READERS, read_file
from courses.items.formats.sandbox import ROOT

TAG = re.compile(r"<[^<>]*>")
TABLE = "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
QTI = f"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="t">
<responseDeclaration identifier="R" cardinality="single" baseType="identifier"><correctResponse><value>a</value></correctResponse>
</responseDeclaration><itemBody><choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which rows?</prompt>
<simpleChoice identifier="a">These {TABLE}</simpleChoice><simpleChoice identifier="b"><ul><li>Those</li></ul></simpleChoice>
</choiceInteraction></itemBody></assessmentItem>"""
QTI12 = f"""<questestinterop><item ident="i" title="t"><presentation><material><mattext>Which rows?</mattext></material>
<response_lid ident="R" rcardinality="Single"><render_choice>
<response_label ident="a"><material><mattext texttype="text/html"><![CDATA[These {TABLE}]]></mattext></material></response_label>
<response_label ident="b"><material><mattext>Those</mattext></material></response_label></render_choice></response_lid></presentation>
<resprocessing><respcondition><conditionvar><varequal respident="R">a</varequal></conditionvar><setvar>100</setvar></respcondition>
</resprocessing></item></questestinterop>"""
MOODLE = f"""<quiz><question type="multichoice"><questiontext format="html"><text>Which rows?</text></questiontext><single>true</single>
<answer fraction="100" format="html"><text><![CDATA[These {TABLE}]]></text></answer><answer fraction="0"><text>Those</text></answer>
</question></quiz>"""
GIFT = f"[html]Which rows?{{=These {TABLE} ~Those}}"


@pytest.mark.parametrize("content", [QTI, QTI12, MOODLE, GIFT])
def test_nothing_has_to_be_formatted(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(markdown: str) -> str:
        raise AssertionError(markdown)

    monkeypatch.setattr(texts, "to_html", refuse)
    told = report("file", read_file(content.encode(), "file"))
    assert told["skipped"] == []
    [question] = told["questions"]
    assert question["type"] == "multiple_choice"
    [right] = question["correct"]
    assert "".join(TAG.sub("", right).split()) == "These12"


@pytest.mark.parametrize("module", READERS.values())
def test_a_reader_needs_neither_the_database_nor_the_rules_of_items(module: str) -> None:
    """It is loaded anew for every file, within a bound on memory."""
    code = f"import sys, {module}\nprint(*{{'sqlalchemy', 'flask', 'courses.items.rules'}} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
