"""What a learner has done, what is missing and what comes next."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
