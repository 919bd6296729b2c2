"""Whether a question that was read can stand in a course as it is, or what it lacks."""

from __future__ import annotations

import html
import math
import re
from dataclasses import replace

from courses.items.formats.values import Found, Question
from courses.items.rules.kinds import multiple_response
from courses.items.rules.kinds.context import Context, Path
from courses.items.rules.spec import parse_item

PARAGRAPHS = re.compile(r"\n[ \t]*\n")
NO_RIGHT = "No option is marked as right; mark one."


class AnyPassage(dict[str, str]):
    """The passages of a course that is not known yet: whatever is named may be there."""

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> str:
        return key


def with_lacks(found: Found) -> Found:
    """What was found, each question with what it lacks, and a warning of those that are taken as they are though they say too much."""
    questions = [each if each.lacking else replace(each, lacking=lack(each)) for each in found.questions]
    warnings = [warning for each in questions if not each.lacking and (warning := too_much(each))]
    return replace(found, questions=questions, warnings=[*found.warnings, *warnings])


def too_much(question: Question) -> str:
    """That some of the right options bring all marks, as the file says it, and where; empty where it takes all of them."""
    spec = question.spec
    rights = [option for option in spec.get("options", ()) if option.get("correct")]
    weights = [option.get("weight", 0.0) for option in rights]
    if spec.get("kind") != multiple_response.NAME or not any(weights) or multiple_response.is_whole(weights):
        return ""
    total = math.fsum(weights)
    if total < 1:
        return ""
    words = f"The right options are worth {total:.0%} together: some of them bring all marks. It was taken as it is."
    place = ", ".join(name for name in (question.where, question.name) if name)
    return f"{place}: {words}" if place else words


def lack(question: Question) -> str:
    """The first thing that a course would refuse, as a sentence; empty when it would refuse nothing."""
    options = question.spec.get("options")
    if options and not any(option.get("correct") for option in options):
        return NO_RIGHT
    problems: list[str] = []

    def note(path: Path, message: str) -> None:
        problems.append(message)

    parse_item({"id": "q", **question.spec}, Context(paragraphs, AnyPassage(), note, is_lenient=True))
    return problems[0] if problems else ""


def paragraphs(text: str, path: Path) -> str:
    """Text as HTML of so many paragraphs, which is all that the kinds look at."""
    return "\n".join(f"<p>{html.escape(each)}</p>" for each in PARAGRAPHS.split(text))
