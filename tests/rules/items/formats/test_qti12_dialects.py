"""What Blackboard, Brightspace, Sakai and Canvas write each in a way of its own."""

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


def bare(presentation: str, conditions: str, kind: str = "") -> dict[str, Any]:
    """The one question of a file without anything of a program's own."""
    metadata = f"<itemmetadata><qmd_itemtype>{kind}</qmd_itemtype></itemmetadata>"
    asked = f"<presentation><material><mattext>What belongs where?</mattext></material>{presentation}</presentation>"
    rules = f"<resprocessing>{conditions}</resprocessing>"
    return only(f"<questestinterop><item title='t' ident='i'>{metadata}{asked}{rules}</item></questestinterop>")


def when(name: str, value: str, mark: int = 1, more: str = "") -> str:
    equal = f'<varequal respident="{name}">{value}</varequal>'
    return f'<respcondition {more}><conditionvar>{equal}</conditionvar><setvar action="Add">{mark}</setvar></respcondition>'


def label(name: str, text: str, more: str = "") -> str:
    return f'<response_label ident="{name}" {more}><material><mattext>{text}</mattext></material></response_label>'


def choice(name: str, *labels: str, own: str = "", cardinality: str = "Single") -> str:
    material = f"<material><mattext>{own}</mattext></material>" if own else ""
    inner = f"<render_choice>{''.join(labels)}</render_choice>"
    return f'<response_lid ident="{name}" rcardinality="{cardinality}">{material}{inner}</response_lid>'


TYPED = '<response_str ident="r"><render_fib><response_label ident="place"/></render_fib></response_str>'


def test_what_is_typed_is_compared_by_the_name_of_its_place() -> None:
    assert bare(TYPED, when("place", "Nile"))["answers"] == ["Nile"]


def test_blanks_that_are_typed_are_no_lists() -> None:
    spec = bare(f"{TYPED}<response_extension/>", when("place", "Nile"), "Fill in the Blanks")
    assert [gap["answers"] for gap in spec["gaps"]] == [["Nile"]]
    assert spec["prompt"].split() == ["What", "belongs", "where?", "{r}"]


def test_where_nothing_gives_a_mark_what_is_typed_is_right() -> None:
    assert bare(TYPED, when("r", "Nile", 0))["answers"] == ["Nile"]
    assert bare(TYPED, when("r", "Nile", 0) + when("r", "Congo"))["answers"] == ["Congo"]


def test_an_option_that_is_worth_nothing_may_be_called_right() -> None:
    asked = choice("c", label("a", "Rhine"), label("b", "Nile"))
    spec = bare(asked, when("c", "a", 0) + when("c", "b", 0, 'correctanswer="Yes"'))
    assert [option["text"] for option in spec["options"] if option.get("correct")] == ["Nile"]


def test_one_list_holds_both_sides_of_a_matching() -> None:
    groups = 'match_group="s,t"'
    inner = (
        label("a", "Africa", groups)
        + label("b", "Asia", groups)
        + label("s", "Nile")
        + label("t", "Indus")
        + label("u", "Po")
    )
    asked = f'<response_grp ident="g"><render_choice>{inner}</render_choice></response_grp>'
    crossed = bare(asked, when("s", "a") + when("t", "b") + when("u", "a", 0))
    assert crossed["pairs"] == [{"left": "Nile", "right": "Africa"}, {"left": "Indus", "right": "Asia"}]
    assert crossed["distractors"] == ["Po"]
    together = bare(asked, when("g", "a,s") + when("g", "t,b"))
    assert together["pairs"] == [{"left": "Africa", "right": "Nile"}, {"left": "Asia", "right": "Indus"}]


def test_things_are_sorted_into_categories() -> None:
    things = (label("n", "Nile"), label("i", "Indus"), label("x", "Everest"))
    asked = "".join(
        choice(name, *things, own=own, cardinality="Multiple") for name, own in (("1", "Africa"), ("2", "Asia"))
    )
    spec = bare(asked, when("1", "n") + when("2", "i"), "categorization_question")
    assert [(pair["left"], pair["right"]) for pair in spec["pairs"]] == [
        ("Nile", "Africa"),
        ("Indus", "Asia"),
        ("Everest", "—"),
    ]


def test_lists_whose_names_stand_in_the_text_are_gaps_though_nothing_says_so() -> None:
    asked = "<material><mattext>The [one] or the [two]</mattext></material>" + "".join(
        choice(name, label(f"{name}a", "Nile"), label(f"{name}b", "Po"), own=name) for name in ("one", "two")
    )
    found = read(
        f"<questestinterop><item ident='i'><presentation>{asked}</presentation><resprocessing>{when('one', 'onea')}"
        f"{when('two', 'twob')}</resprocessing></item></questestinterop>".encode()
    )
    [question] = found.questions
    assert question.spec["prompt"] == "The {one} or the {two}"
    assert [gap["kind"] for gap in question.spec["gaps"]] == ["choice", "choice"]


def test_blanks_may_be_chosen_from_a_list_or_compared_loosely() -> None:
    more = 'answer_type="dropdown"'
    asked = "<material><mattext>[one] and [two]</mattext></material>"
    asked += choice("response_one", label("a", "Nile", more), label("b", "Po", more), own="one")
    asked += choice("response_two", label("c", "N.*", 'scoring_algorithm="TextRegex"'), own="two")
    rules = when("response_one", "a") + when("response_two", "c")
    kind = "<itemmetadata><qmd_itemtype>fill_in_multiple_blanks_question</qmd_itemtype></itemmetadata>"
    content = f"<item ident='i' title='t'>{kind}<presentation>{asked}</presentation><resprocessing>{rules}</resprocessing></item>"
    found = read(f"<questestinterop>{content}</questestinterop>".encode())
    [question] = found.questions
    assert [gap["kind"] for gap in question.spec["gaps"]] == ["choice", "text"]
    assert any("TextRegex" in warning for warning in found.warnings)


def test_a_page_called_plain_text_is_a_page() -> None:
    page, tag = "&lt;p&gt;What &lt;b&gt;belongs&lt;/b&gt; where?&lt;/p&gt;", "&lt;p&gt; is a tag"
    for text, prompt in ((page, "What **belongs** where?"), (tag, "&lt;p> is a tag")):
        material = f'<material><mattext texttype="text/plain">{text}</mattext></material><material><matimage uri=""/></material>'
        found = read(
            f"<questestinterop><item ident='i'><presentation>{material}</presentation></item></questestinterop>".encode()
        )
        [question] = found.questions
        assert question.spec["prompt"] == prompt
        assert list(found.warnings) == []


def brightspace(kind: str, asked: str, after: str = "") -> str:
    """An item as Brightspace writes it, in a section that says something."""
    field = f"<qti_metadatafield><fieldlabel>qmd_questiontype</fieldlabel><fieldentry>{kind}</fieldentry></qti_metadatafield>"
    said = "<presentation_material><flow_mat><material><mattext>Read the map first.</mattext></material></flow_mat></presentation_material>"
    return (
        f'<questestinterop><objectbank><section title="Maps">{said}<item title="One"><itemmetadata><qtimetadata>{field}</qtimetadata>'
        f"</itemmetadata><presentation><flow><material><mattext>Where?</mattext></material>{asked}</flow></presentation>{after}</item>"
        "</section></objectbank></questestinterop>"
    )


def said(name: str, inside: str) -> str:
    return f"<{name}><{name}_material><flow_mat><material><mattext>{inside}</mattext></material></flow_mat></{name}_material></{name}>"


def test_brightspace_writes_hints_and_model_answers_beside_the_question() -> None:
    hint = said("hint", "Look north.").replace("hint_material", "hintmaterial")
    field = '<response_str ident="S"><render_fib rows="5"/></response_str>'

    essay = read(brightspace("Long Answer", field, said("answer_key", "By the river.")).encode())
    short = read(
        brightspace(
            "Short Answer",
            field,
            '<resprocessing><respcondition><conditionvar><varequal respident="S">quay</varequal></conditionvar>'
            f"<setvar>100</setvar></respcondition></resprocessing>{hint}",
        ).encode()
    )

    assert essay.questions[0].spec["model"] == "By the river."
    assert short.questions[0].spec["hints"] == ["Look north."]
    assert essay.warnings == ["'Maps': The words of a section were left out: Read the map first."]


def test_brightspace_compares_each_step_with_its_place() -> None:
    steps = "".join(
        f'<response_label ident="O{number}"><material><mattext>{text}</mattext></material></response_label>'
        for number, text in ((1, "land"), (2, "embark"))
    )
    conditions = "".join(
        f'<respcondition><conditionvar><varequal respident="O{number}">{place}</varequal></conditionvar>'
        '<setvar varname="D2L_Correct" action="Add">1</setvar></respcondition>'
        for number, place in ((1, 2), (2, 1))
    )
    asked = f'<response_grp ident="O" rcardinality="Ordered"><render_choice><flow_label>{steps}</flow_label></render_choice></response_grp>'

    [question] = read(brightspace("Ordering", asked, f"<resprocessing>{conditions}</resprocessing>").encode()).questions

    assert question.spec["steps"] == ["embark", "land"]
    assert question.lacking == ""


def test_either_or_has_words_to_choose_and_all_its_marks() -> None:
    options = "".join(
        f'<response_label ident="yes_no.{each}"><flow_mat><material><mattext>yes_no.{each}</mattext></material></flow_mat></response_label>'
        for each in ("true", "false")
    )
    asked = (
        f'<response_lid ident="response" rcardinality="Single"><render_choice>{options}</render_choice></response_lid>'
    )
    content = item("Either/Or", asked, "response yes_no.false").replace(
        "</bbmd_questiontype>", "</bbmd_questiontype><qmd_absolutescore_max>10.0</qmd_absolutescore_max>"
    )

    spec = only(content)

    assert spec["options"] == [{"text": "Yes"}, {"text": "No", "correct": True}]
    assert spec["marks"] == 10


def test_recordings_that_stay_behind_are_named() -> None:
    found = read(brightspace("Long Answer", '<material><mataudio uri="a.mp3"/></material>').encode())

    assert "'One': A recording or a video was left out." in found.warnings
