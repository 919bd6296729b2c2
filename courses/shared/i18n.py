"""Languages: which one this request speaks, and translation of messages that pure rules compose."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as translate

babel = Babel()
LANGUAGES = ("en",)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def preferred_language() -> str:
    """The best of our languages for the one who asks."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def init_app(app: Flask) -> None:
    """Let templates know the language and the direction it is written in."""
    babel.init_app(app, locale_selector=preferred_language)

    @app.context_processor
    def language() -> dict[str, str]:
        locale = get_locale()
        code = locale.language if locale else LANGUAGES[0]
        return {"lang": code, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"}


def say(template: str, **values: object) -> str:
    """Translate a sentence that a rule made as (template, values); rules know no Flask."""
    return translate(template, **values)
