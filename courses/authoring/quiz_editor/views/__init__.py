"""The pages of the quiz editor; each works without scripts. They are joined to the blueprint when this is imported."""

from courses.authoring.quiz_editor.views import entries, extensions, history, order, questions, quiz, starting

__all__ = ["entries", "extensions", "history", "order", "questions", "quiz", "starting"]
