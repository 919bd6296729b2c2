"""The rules of a quiz in words."""

from __future__ import annotations

from datetime import datetime

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from courses.quizzes.rules.behaviours import CHECKING, Moment, shown
from courses.quizzes.rules.limits import Hindrance, Reason, Standing, Terms
from courses.quizzes.rules.settings import Settings
from models.enums import Behaviour, GradingMethod, Review


def instant(at: datetime | None) -> str:
    """An instant as pages of quizzes write it: UTC, as everywhere."""
    return _("%(at)s UTC", at=format_datetime(at, "d MMMM y, HH:mm"))


def hindrance_words(hindrance: Hindrance) -> str:
    """Why no attempt may begin, as a sentence that says what one can do."""
    if hindrance.reason is Reason.NOT_YET:
        return _("This quiz opens on %(at)s. Come back then.", at=instant(hindrance.at))
    if hindrance.reason is Reason.CLOSED:
        return _("This quiz closed on %(at)s. Ask the instructor if you need more time.", at=instant(hindrance.at))
    if hindrance.reason is Reason.WAIT:
        return _("The next attempt may begin on %(at)s. Read the lesson again until then.", at=instant(hindrance.at))
    return ngettext(
        "You have used the only attempt. Ask the instructor if you need another one.",
        "You have used all %(num)s attempts. Ask the instructor if you need another one.",
        hindrance.count,
    )


def standing_words(standing: Standing) -> str:
    """That an attempt does not count, and why."""
    if standing is Standing.TOO_SOON:
        return _("Not counted: begun before the waiting time was over.")
    return _("Not counted: more attempts than allowed.")


def rules_in_words(terms: Terms, used: int) -> list[str]:
    """What somebody should know before they begin, a sentence each. `used`: how many attempts there were."""
    settings = terms.settings
    lines = [_behaviour(settings), *_review(settings.behaviour, settings.review)]
    if terms.limit_minutes is not None:
        lines.append(
            ngettext(
                "You have %(num)s minute from the moment you begin. When the time is over, what was saved is handed in.",
                "You have %(num)s minutes from the moment you begin. When the time is over, what was saved is handed in.",
                terms.limit_minutes,
            )
        )
    lines.append(_attempts(terms, used))
    if settings.wait_minutes and terms.attempts != 1:
        lines.append(
            ngettext(
                "Between two attempts lies %(num)s minute.",
                "Between two attempts lie %(num)s minutes.",
                settings.wait_minutes,
            )
        )
    if terms.closes_at is not None:
        lines.append(
            _("The quiz closes on %(at)s; what was saved until then is handed in.", at=instant(terms.closes_at))
        )
    return lines


def tried_words(verdict: str, left: int | None) -> str:
    """What a check has found of an answer that is not right yet. `left`: how many tries are left, None for as many as one likes."""
    found = _("partly right") if verdict == "partial" else _("wrong")
    if left is None:
        return _("%(found)s, try again", found=found)
    return ngettext("%(found)s, %(num)s try left", "%(found)s, %(num)s tries left", left, found=found)


def _behaviour(settings: Settings) -> str:
    behaviour = settings.behaviour
    if behaviour in CHECKING and not shown(Moment.CHECKED, behaviour, settings.review).correctness:
        words = _("Every answer is kept as you give it. What you check stays as it is.")
        return (
            _("This is for practice: there are no marks.") + " " + words if behaviour is Behaviour.PRACTICE else words
        )
    return {
        Behaviour.DEFERRED: _(
            "Every answer is kept as you give it: you may stop and go on later. You hand all of them in together."
        ),
        Behaviour.IMMEDIATE: _(
            "Every answer is kept as you give it. With “Check” you see at once how it was; then it stays as it is."
        ),
        Behaviour.INTERACTIVE: _(
            "Every answer is kept as you give it. “Check” says whether it is right; if not, you may get a hint and try again, for fewer marks."
        ),
        Behaviour.CERTAINTY: _(
            "With each answer you say how certain you are. The more certain, the more a right answer earns, and the more a wrong one costs: 1, 2 or 3 points for a right one, 0, 2 or 6 lost by a wrong one. The full marks need full certainty."
        ),
        Behaviour.PRACTICE: _("This is for practice: check each answer as often as you like. There are no marks."),
    }[behaviour]


def _review(behaviour: Behaviour, review: Review) -> list[str]:
    if review is Review.EVERYTHING:
        is_late = behaviour in (Behaviour.DEFERRED, Behaviour.CERTAINTY)
        return [_("What is right and why you see at the end, with the passages that prove it.")] if is_late else []
    return [
        {
            Review.FEEDBACK: _("You see what is right and why, without marks."),
            Review.SCORE: _("You see your marks, not the right answers."),
            Review.AFTER_CLOSING: _("What is right and why you see when the quiz has closed."),
            Review.NOTHING: _("The results are not shown here."),
        }[review]
    ]


def _attempts(terms: Terms, used: int) -> str:
    if terms.settings.behaviour is Behaviour.PRACTICE and terms.attempts is None:
        return _("Try as often as you like.")
    counts = {
        GradingMethod.HIGHEST: _("Your best result counts."),
        GradingMethod.AVERAGE: _("The average of your attempts counts."),
        GradingMethod.FIRST: _("Your first attempt counts."),
        GradingMethod.LAST: _("Your last attempt counts."),
    }[terms.settings.grade]
    if terms.attempts is None:
        return _("Try as often as you like.") + " " + counts
    left = max(0, terms.attempts - used)
    if terms.attempts == 1:
        return _("You have one attempt.")
    words = _("You have %(left)s of %(all)s attempts left.", left=left, all=terms.attempts)
    return f"{words} {counts}"
