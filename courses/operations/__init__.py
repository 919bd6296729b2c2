"""Running the program: serving, health, demonstration data."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the feature."""
