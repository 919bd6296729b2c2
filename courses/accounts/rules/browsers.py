"""What a browser calls itself, in words a person recognises in a list of theirs."""

from __future__ import annotations

# In this order: most browsers also claim to be those below them.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Vivaldi", "Vivaldi"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def described(agent: str) -> tuple[str | None, str | None]:
    """Browser and system of a User-Agent header; None for what cannot be told."""
    return _first(agent, BROWSERS), _first(agent, SYSTEMS)


def _first(agent: str, marks: tuple[tuple[str, str], ...]) -> str | None:
    return next((name for mark, name in marks if mark in agent), None)
