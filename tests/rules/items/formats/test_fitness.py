"""Questions from elsewhere come in as they are; where some of the right options bring all marks, that is said."""

from __future__ import annotations

import pytest

from courses.items.formats import gift
from courses.items.formats.fitness import with_lacks
from courses.items.formats.values import Found


def read(text: str) -> Found:
    return with_lacks(gift.read(text.encode()))


@pytest.mark.parametrize(
    ("text", "weights"),
    [
        ("::Two:: Q{~%100%a ~%100%b ~%-50%c}", [1, 1, -0.5]),
        ("::Two:: Q{~%60%a ~%60%b ~%-50%c}", [0.6, 0.6, -0.5]),
    ],
)
def test_more_than_everything_comes_in_as_it_is_and_is_said(text: str, weights: list[float]) -> None:
    found = read(text)

    (question,) = found.questions
    assert question.lacking == ""
    assert [option["weight"] for option in question.spec["options"]] == weights
    (warning,) = found.warnings
    assert "Two" in warning
    assert f"The right options are worth {sum(weights[:2]):.0%} together" in warning


@pytest.mark.parametrize(
    "text",
    [
        "Q{~%50%a ~%50%b ~%-100%c}",
        "Q{~%70%a ~%30%b ~%-50%c}",
        "Q{~%33.333%a ~%33.333%b ~%33.333%c ~%-50%d}",
        "Q{~%16.66667%a ~%16.66667%b ~%16.66667%c ~%16.66667%d ~%16.66667%e ~%16.66667%f ~%-50%g}",
        "Q{=a ~%50%b ~c}",
    ],
)
def test_what_adds_up_is_not_talked_of(text: str) -> None:
    found = read(text)

    assert [question.lacking for question in found.questions] == [""]
    assert found.warnings == []


def test_of_many_such_questions_none_goes_unsaid() -> None:
    found = read("\n\n".join(f"::Q{number}:: Q{{~%100%a ~%100%b ~c}}" for number in range(60)))

    assert len(found.warnings) == 60
