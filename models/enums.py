"""The closed lists of values that the database, the rules and the templates share."""

from enum import StrEnum


class Completion(StrEnum):
    """What a lesson asks for before it counts as complete."""

    READ = "read"
    QUIZ = "quiz"
    MARKED = "marked"


class PassageKind(StrEnum):
    """Whether a passage stands in a source, in a list of a source, or is the lesson's own."""

    QUOTE = "quote"
    ENTRY = "entry"
    PROSE = "prose"


class EntryKind(StrEnum):
    """The kinds of lists a source may hold."""

    WORK = "works"
    TOPIC = "topics"
    SOURCE = "sources"


class CourseRole(StrEnum):
    """What a person is appointed to in a course."""

    INSTRUCTOR = "instructor"


class TokenPurpose(StrEnum):
    """What a mailed or printed link may be used for, once."""

    FIRST_ADMINISTRATOR = "first-administrator"
    PASSWORD_RESET = "password-reset"
    EMAIL_CHANGE = "email-change"


class StepKind(StrEnum):
    """What happened in an attempt."""

    STARTED = "started"
    SAVED = "saved"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    GRADED = "graded"
    MARKED = "marked"
    REGRADED = "regraded"


class Behaviour(StrEnum):
    """How a quiz answers the learner."""

    DEFERRED = "deferred"
    IMMEDIATE = "immediate"
    INTERACTIVE = "interactive"
    CERTAINTY = "certainty"
    PRACTICE = "practice"


class Review(StrEnum):
    """How much of the answers a quiz gives back, and when."""

    EVERYTHING = "everything"
    FEEDBACK = "feedback"
    SCORE = "score"
    AFTER_CLOSING = "after-closing"
    NOTHING = "nothing"


class GradingMethod(StrEnum):
    """Which of several attempts counts."""

    HIGHEST = "highest"
    AVERAGE = "average"
    FIRST = "first"
    LAST = "last"


class Difficulty(StrEnum):
    """How hard the author of a question takes it to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class RepairState(StrEnum):
    """How far a repair of given marks has come."""

    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


class GroupRole(StrEnum):
    """What a person is in a study group."""

    FACILITATOR = "facilitator"
    MEMBER = "member"


class Sharing(StrEnum):
    """How much of a member's progress the group may see."""

    EVERYTHING = "everything"
    COMPLETION = "completion"
    NOTHING = "nothing"


class ProposalState(StrEnum):
    """What became of a reading that a learner proposed for an entry."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class SearchKind(StrEnum):
    """What a search can find."""

    COURSE = "course"
    LESSON = "lesson"
    PASSAGE = "passage"
    TERM = "term"
    WORK = "work"
    TOPIC = "topic"
    SOURCE = "source"
