"""Attempts at quizzes, their feedback, editing and results."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
