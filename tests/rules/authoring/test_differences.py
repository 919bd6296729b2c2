"""What changed from one state of a quiz's file to the next, in words."""

from __future__ import annotations

from courses.authoring.quiz_editor.differences import MOST_LINES, Entry, difference

OLD = """id: quiz
title: Old
items:
  - id: one
    kind: numeric
    prompt: When?
    answer: 1204
  - id: two
    kind: numeric
    title: The length
    prompt: How long?
    answer: 3
"""


def test_the_first_state_adds_everything() -> None:
    found = difference("", OLD)

    assert found.added == (Entry("one", "When?"), Entry("two", "The length"))
    assert (found.changed, found.removed, found.is_reordered) == ((), (), False)


def test_a_changed_entry_says_which_of_its_keys_changed() -> None:
    found = difference(OLD, OLD.replace("answer: 1204", "answer: 1205\n    marks: 2"))

    assert found.changed == (Entry("one", "When?", ("answer", "marks")),)
    assert [line.words for line in found.lines if line.sign == "+"] == ["    answer: 1205", "    marks: 2"]
    assert [line.words for line in found.lines if line.sign == "-"] == ["    answer: 1204"]
    assert not found.is_layout


def test_settings_and_order_are_told_from_entries() -> None:
    one, two = OLD[OLD.index("  - id: one") : OLD.index("  - id: two")], OLD[OLD.index("  - id: two") :]

    found = difference(OLD, f"id: quiz\ntitle: New\npass: 0.5\nitems:\n{two}{one}")

    assert found.head == ("title", "pass")
    assert found.is_reordered
    assert (found.added, found.changed, found.removed) == ((), (), ())


def test_a_comment_is_layout_only() -> None:
    assert difference(OLD, OLD.replace("items:", "# Here they are.\nitems:")).is_layout


def test_a_long_difference_is_cut_and_says_so() -> None:
    comments = "".join(f"# {number}\n" for number in range(MOST_LINES + 1))

    found = difference(OLD, f"{comments}{OLD}")

    assert found.is_cut
    assert len(found.lines) == MOST_LINES
