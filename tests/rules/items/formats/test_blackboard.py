"""What Blackboard writes otherwise than all others: where matching keeps its right sides, and what it calls right."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from courses.items.formats.qti.reader import read


def block(inner: str, kind: str = "Block") -> str:
    return f'<flow class="{kind}">{inner}</flow>'


def words(text: str) -> str:
    return block(
        f'<material><mat_extension><mat_formattedtext type="HTML">{text}</mat_formattedtext></mat_extension></material>',
        "FORMATTED_TEXT_BLOCK",
    )


def item(kind: str, asked: str, rules: str) -> str:
    """An item whose conditions show what is said to right answers, and set no mark."""
    shown = '<displayfeedback linkrefid="correct"/>'
    conditions = "".join(
        f'<respcondition><conditionvar><varequal respident="{name}">{value}</varequal></conditionvar>{shown}</respcondition>'
        for name, value in (rule.split(" ", 1) for rule in rules.split("|"))
    )
    return f"""<questestinterop><assessment title="Rivers"><section><item><itemmetadata>
    <bbmd_questiontype>{kind}</bbmd_questiontype></itemmetadata><presentation>{block(words("What belongs where?") + asked)}</presentation>
    <resprocessing><outcomes><decvar maxvalue="3" varname="SCORE"/></outcomes>{conditions}<respcondition><conditionvar><other/>
    </conditionvar><setvar variablename="SCORE">0</setvar></respcondition></resprocessing></item></section></assessment></questestinterop>"""


def only(content: str) -> dict[str, Any]:
    found = read(content.encode())
    [question] = found.questions
    assert question.lacking == ""
    assert question.text == "What belongs where?"
    return dict(question.spec)


def left(text: str, name: str) -> str:
    """A left side with three places that have no words of their own."""
    places = "".join(f'<response_label ident="{name}{number}"/>' for number in (1, 2, 3))
    choice = f"<render_choice><flow_label>{places}</flow_label></render_choice>"
    return block(f'{words(text)}<response_lid ident="{name}" rcardinality="Single">{choice}</response_lid>')


def test_right_sides_stand_behind_all_left_ones() -> None:
    rights = block("".join(block(words(text)) for text in ("Africa", "Asia", "Europe")), "RIGHT_MATCH_BLOCK")
    asked = block(left("Nile", "n") + left("<b>Indus</b>", "i"), "RESPONSE_BLOCK") + rights
    spec = only(item("Matching", asked, "n n1|i i2"))
    assert spec["pairs"] == [{"left": "Nile", "right": "Africa"}, {"left": "**Indus**", "right": "Asia"}]
    assert spec["distractors"] == ["Europe"]
    assert spec["prompt"] == "What belongs where?"


def test_an_answer_told_that_it_is_right_is_right() -> None:
    field = block('<response_str ident="r"><render_fib/></response_str>', "RESPONSE_BLOCK")
    spec = only(item("Fill in the Blank", field, "r Nile|r the Nile"))
    assert spec["answers"] == ["Nile", "the Nile"]


def test_the_manifest_names_files_in_its_own_way() -> None:
    stream = io.BytesIO()
    field = block('<response_str ident="r"><render_fib/></response_str>', "RESPONSE_BLOCK")
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "imsmanifest.xml",
            '<manifest xmlns:bb="urn:bb"><resources><resource bb:file="res1.dat" type="x"/></resources></manifest>',
        )
        archive.writestr("res1.dat", item("Fill in the Blank", field, "r Nile"))
    found = read(stream.getvalue())
    assert len(found.questions) == 1
    assert list(found.warnings) == []
