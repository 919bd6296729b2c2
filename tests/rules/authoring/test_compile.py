"""A course compiled: what comes out of files that are right."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from courses.authoring.compiler import compile_course
from courses.authoring.draft import CourseDraft, LessonDraft
from models.enums import Completion, PassageKind
from tests.support.small_course import FIRST_PATH, GLOSSARY, QUIZ_PATH, SECOND_PATH, course_files, replaced


def compiled(files: dict[str, bytes] | None = None) -> CourseDraft:
    draft, problems = compile_course(files or course_files())
    assert problems == []
    assert draft is not None
    return draft


def first_lesson(body: str) -> LessonDraft:
    """The first lesson with another body and no quiz."""
    files = course_files(quiz=None, second=None)
    head = files[FIRST_PATH].decode().split("---\n\n")[0].replace("works: [A:4]\n", "")
    return compiled({**files, FIRST_PATH: f"{head}---\n\n{body}".encode()}).lessons[0]


def test_a_course_holds_what_its_files_say() -> None:
    course = compiled()

    assert (course.key, course.title, course.language) == ("river-towns", "River Towns", "en")
    assert [entry.title for found in course.lists for entry in found.entries] == [
        "The Book of Tolls",
        "On Bridges",
        "Bridges and their builders",
        "Justice",
    ]
    assert [(lesson.key, lesson.requires) for lesson in course.lessons] == [
        ("the-bridge", ()),
        ("the-quarrel", ("the-bridge",)),
    ]
    assert course.lessons[0].completion == {Completion.READ, Completion.QUIZ}
    assert course.lessons[1].completion == {Completion.READ, Completion.MARKED}
    assert set(course.lessons[0].entries) == {"A:14", "A:4"}
    assert [term.see for term in course.terms] == [("council",), ()]


def test_passages_carry_the_words_of_the_source() -> None:
    by_key = {passage.key: passage for passage in compiled().lessons[0].passages}

    assert by_key["a-8"].kind is PassageKind.QUOTE
    assert by_key["a-8"].text.endswith('paid a penny, "man and beast alike".')
    assert (by_key["a-10-council"].text, by_key["a-10-council"].line_from) == (
        "The council answered that bridgs do not grow.",
        10,
    )
    assert (by_key["a-4"].kind, by_key["a-4"].text) == (PassageKind.ENTRY, "Masters of the toll: The Book of Tolls")
    assert by_key["my-own"].text == "A paragraph with an anchor."


def test_every_passage_is_an_element_with_its_anchor_and_every_anchor_is_there_once() -> None:
    for lesson in compiled().lessons:
        ids = re.findall(r' id="([^"]+)"', lesson.html)

        assert len(ids) == len(set(ids))
        for passage in lesson.passages:
            assert re.search(rf'<\w+ class="passage[^"]*" id="{passage.key}"', lesson.html)


def test_a_quotation_shows_its_words_its_note_and_its_source() -> None:
    html = compiled().lessons[0].html

    assert (
        '<blockquote class="passage quote cut-start" id="a-10-council" data-source="A" data-line="10">'
        '<div class="words">The council answered that <span class="sic-words">bridgs</span>'
        '<details class="sic"><summary aria-label="bridgs">*</summary>'
        '<span class="sic-note">So in the <em>source</em>.</span></details> do not grow.</div>'
        '<footer><a class="source-mark" href="/courses/river-towns/sources/A#l10">A 10</a></footer></blockquote>'
    ) in html


def test_links_lead_to_pages_of_the_site() -> None:
    first, second = compiled().lessons

    assert '<a class="term" href="/courses/river-towns/glossary#toll">Toll</a>' in first.html
    assert '<a class="entry-title" href="/courses/river-towns/bibliography#a-4">The Book of Tolls</a>' in first.html
    assert '<a href="/courses/river-towns/lessons/the-bridge#a-8">the bridge</a>' in second.html
    assert compiled().terms[0].html == (
        "<p>What is paid for “a bridge of stone” "
        '<a class="citation" href="/courses/river-towns/sources/A#l8">[A 8]</a>.</p>'
    )


def test_a_comparison_gives_each_line_its_anchor_unless_it_is_quoted_already() -> None:
    lesson = first_lesson("Words.\n\n/// quote | A 8\n///\n\n/// compare | A 8 ~ A 10\n    about: Two & two\n///\n")

    assert [passage.key for passage in lesson.passages][1:] == ["a-8", "a-10"]
    assert (
        '<figure class="compare"><figcaption>Two &amp; two</figcaption><div class="compare-side"><blockquote class="quote repeated"'
        in lesson.html
    )


def test_a_range_is_quoted_line_by_line_without_the_blank_ones() -> None:
    lesson = first_lesson("/// quote | A 8-10\n    notes:\n      - at: bridgs\n        note: Sic.\n///\n")

    assert [passage.key for passage in lesson.passages] == ["a-8", "a-10"]
    assert lesson.html.index('id="a-10"') < lesson.html.index('<summary aria-label="bridgs">')


def test_paragraphs_lists_tables_and_notes_are_passages_and_headings_make_the_contents() -> None:
    lesson = first_lesson(
        "## The *first*\n\nOne.\n\n- a\n- b {#list}\n\n### Below {#below}\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n#### Deep\n\n"
        "/// note\nInside.\n\n/// quote | A 8\n///\n\nStill inside.\n///\n\n> Said.\n\n```\ncode\n```\n\nTerm\n:   Meaning\n"
    )

    assert [(each.anchor, each.title, each.level) for each in lesson.headings] == [
        ("h-the-first", "The first", 2),
        ("below", "Below", 3),
    ]
    texts = [passage.text for passage in lesson.passages]
    assert texts[:3] == ["One.", "a b", "a b 1 2"]
    assert [texts[3], texts[5]] == ["Inside.", "Still inside."]
    assert texts[6:] == ["Said.", "code", "Term Meaning"]
    assert lesson.passages[1].key == "list"
    assert '<aside class="note">' in lesson.html


def test_equal_paragraphs_get_different_anchors_that_do_not_depend_on_what_stands_around() -> None:
    twice = first_lesson("Same.\n\nSame.\n")
    alone = first_lesson("Other.\n\nSame.\n")

    assert [passage.key for passage in twice.passages] == [alone.passages[1].key, f"{alone.passages[1].key}-2"]


def test_words_that_look_like_numbers_stay_as_they_are_typed() -> None:
    numeric = "kind: numeric\n    prompt: When was the bridge built?\n    evidence: [a-8]\n    answer: 1204\n"
    short = (
        "kind: short-answer\n    prompt: When?\n    evidence: [a-8]\n    answers: [007, 1.50, 1204]\n    marks: 0.50\n"
    )

    quiz = compiled(replaced(QUIZ_PATH, numeric, short)).lessons[0].quiz

    assert quiz
    assert [answer["text"] for answer in quiz.items[1].body["answers"]] == ["007", "1.50", "1204"]
    assert quiz.items[1].marks == 0.5


def test_footnotes_work_and_are_not_part_of_the_words() -> None:
    lesson = first_lesson("Words.[^1]\n\n[^1]: The *note*.\n")

    assert lesson.passages[0].text == "Words."
    assert 'href="#fn:1"' in lesson.html
    assert 'id="fn:1"' in lesson.html
    assert "<em>note</em>" in lesson.html


def test_html_is_shown_as_it_was_typed_and_does_nothing() -> None:
    lesson = first_lesson(
        '<script>alert(1)</script> <b onclick="x()">bold</b>\n\n<div id="a-8" data-placed="0">x</div>\n'
    )

    assert "<script" not in lesson.html
    assert "<b " not in lesson.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in lesson.html


def test_addresses_outside_are_links_that_give_nothing_away() -> None:
    lesson = first_lesson("[a](https://example.org/x?a=1&b=2) <https://example.org>\n")

    assert '<a rel="noopener noreferrer" href="https://example.org/x?a=1&amp;b=2">a</a>' in lesson.html


def test_a_passage_uses_the_terms_it_links_to_and_those_of_the_lesson_it_names() -> None:
    lesson = first_lesson("The [[council]] met.\n\nA toll was paid.\n\nTollgates.\n\n/// quote | A 10\n///\n")

    assert [passage.terms for passage in lesson.passages] == [("council",), ("toll",), (), ("toll",)]


def test_words_are_counted_and_html_is_balanced() -> None:
    lesson = compiled().lessons[0]

    assert lesson.words > 30
    assert unbalanced(lesson.html) == []


def test_an_item_is_compiled_with_its_prompt_its_evidence_and_what_was_written() -> None:
    quiz = compiled().lessons[0].quiz

    assert quiz is not None
    assert (quiz.title, quiz.pass_fraction) == ("The bridge", 0.6)
    item = quiz.items[0]
    assert item.evidence == (("the-bridge", "a-10-council"),)
    assert item.text == "Who called the toll “unjust” [A 10]?"
    assert 'href="/courses/river-towns/sources/A#l10"' in item.body["prompt_html"]
    assert item.spec["options"][0] == {"text": "The abbot", "correct": True}


def test_evidence_may_stand_in_another_lesson() -> None:
    files = replaced(SECOND_PATH, "completion: [read, marked]\n", "")
    files[SECOND_PATH.replace(".md", ".quiz.yaml")] = (
        b"id: q\nitems:\n  - id: i\n    kind: true-false\n    prompt: P\n    answer: true\n    feedback: F\n    evidence: ['the-bridge#a-8']\n"
    )

    quiz = compiled(files).lessons[1].quiz

    assert quiz is not None
    assert quiz.items[0].evidence == (("the-bridge", "a-8"),)


def test_windows_line_ends_and_a_mark_at_the_beginning_change_nothing() -> None:
    files = course_files()
    windows = {
        path: content if path.startswith("sources/") else b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n")
        for path, content in files.items()
    }

    assert compiled(windows).lessons == compiled(files).lessons


def test_the_names_of_files_only_decide_the_order() -> None:
    files = course_files(quiz=None)
    files["modules/01-town/00-quarrel.md"] = files.pop(SECOND_PATH)

    assert [lesson.key for lesson in compiled(files).lessons] == ["the-quarrel", "the-bridge"]


def test_hashes_beside_the_documents_must_be_true() -> None:
    files = course_files()
    line = next(row for row in files["course.yaml"].decode().splitlines() if "sha256" in row)
    right = f"{line.split()[-1]}  chronicle.txt\n"

    compiled({**files, "sources/SHA256SUMS": right.encode(), "README.md": b"anything"})
    _, problems = compile_course({**files, "sources/SHA256SUMS": right.replace("chronicle", "other").encode()})

    assert [str(problem) for problem in problems] == [
        "sources/SHA256SUMS:1: 'other.txt' is not a source of this course."
    ]


def test_a_course_without_glossary_and_quiz_compiles() -> None:
    files = course_files(glossary=None, quiz=None, second=None)
    files[FIRST_PATH] = files[FIRST_PATH].replace(b"terms: [toll]\n", b"").replace(b"[[toll]]", b"toll")

    assert compiled(files).terms == ()


def test_glossary_and_quiz_are_what_the_files_hold() -> None:
    assert GLOSSARY.encode() == compiled().files["glossary.yaml"]
    assert QUIZ_PATH in compiled().files


class Balance(HTMLParser):
    """Notes what is closed in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def unbalanced(html: str) -> list[str]:
    balance = Balance()
    balance.feed(html)
    return balance.wrong + balance.open
