"""What every item has beside its kind's own keys: title, marks, feedback, the texts it refers to; and what our own packages say more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from courses.items.formats.qti.declarations import max_score
from courses.items.formats.qti.item import Item, markup
from courses.items.formats.qti.tree import plain_number
from courses.items.formats.xml import Element, descendants

if TYPE_CHECKING:
    from courses.items.formats.qti.items import Source

Spec = dict[str, Any]
LONGEST_TITLE = 300
MOST_MARKS = 100
WITH_FEEDBACK = frozenset(
    {"short-answer", "numeric", "matching", "ordering", "cloze", "drag-words", "true-false", "evidence"}
)


def is_for_all(rubric: Element) -> bool:
    """Whether a rubric is to be read by whoever answers."""
    return "candidate" in rubric.get("view", "candidate").split()


def finish(item: Item, spec: Spec, source: Source, kept: Mapping[str, str]) -> None:
    """Add to a question what its kind does not: in place."""
    if item.own_kind:
        own = as_own(item, dict(spec), item.own_kind)
        spec.clear()
        spec.update(own)
    title = " ".join(item.element.get("title", "").split())
    if title and title != item.element.get("identifier"):
        spec["title"] = title[:LONGEST_TITLE]
    spec["prompt"] = _prompt(item, spec, source) or "\u2026"
    _add_feedback(item, spec)
    if spec["kind"] != "description":
        marks = (source.weight or 1.0) * (max_score(item.outcomes) or 1.0)
        if 0 < marks <= MOST_MARKS and marks != 1:
            spec["marks"] = plain_number(marks)
    if kept:
        spec["kept"] = dict(kept)


def _prompt(item: Item, spec: Spec, source: Source) -> str:
    """The prompt, and behind it what the item refers to or adds for everybody."""
    parts = [spec.get("prompt", ""), *item.candidates]
    for reference in descendants(item.element, "assessmentStimulusRef", "stimulusRef"):
        path = source.pictures.path_of(reference.get("href", ""), source.path)
        text = source.stimuli.get(path or "")
        if text is None:
            item.texts.note(f"Its text '{reference.get('href', '')[:200]}' is not in the file.")
        else:
            parts.append(item.texts.page(markup(text), has_gaps=bool(spec.get("gaps"))))
    return "\n\n".join(dict.fromkeys(part for part in parts if part))


def _add_feedback(item: Item, spec: Spec) -> None:
    """What belongs to no single answer: to wrong ones where the kind has a word for it, else it explains."""
    always, wrong = item.feedback.general(item.said)
    if wrong and spec["kind"] in WITH_FEEDBACK and "feedback" not in spec:
        spec["feedback"] = item.say(wrong)
        wrong = []
    if explanation := item.say([*always, *wrong]):
        spec["explanation"] = explanation


def marks_of(item: Item, interaction: Element) -> Spec:
    """What one of several interactions is worth: by its own outcome, or the best that its mapping gives."""
    declaration = item.declaration(interaction)
    for name in (
        f"SCORE-{declaration.identifier}",
        f"SCORE_{declaration.identifier}",
        f"{declaration.identifier}_SCORE",
    ):
        if name in item.outcomes and (most := item.outcomes[name].most):
            return _marks(most)
    return {} if item.own_kind else _marks(declaration.most)


def _marks(most: float) -> Spec:
    return {"marks": plain_number(most)} if 0 < most <= MOST_MARKS and most != 1 else {}


def as_own(item: Item, spec: Spec, kind: str) -> Spec:
    """A question as the kind that our own package says it was."""
    if kind == "true-false" and spec["kind"] == "multiple-choice":
        options = spec.pop("options")
        spec.pop("shuffle", None)
        right = next((option for option in options if option.get("correct")), {})
        wrong = next((option for option in options if not option.get("correct")), {})
        said = {"praise": right.get("feedback"), "feedback": wrong.get("feedback")}
        return {
            **spec,
            "kind": kind,
            "answer": right is options[0],
            **{key: text for key, text in said.items() if text},
        }
    return spec
