"""Languages: which one this request speaks, and translation of messages that pure rules compose."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, get_locale, get_translations, ngettext
from flask_babel import gettext as translate
from markupsafe import Markup

babel = Babel()
LANGUAGES = ("en",)
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


def preferred_language() -> str:
    """The best of our languages for the one who asks; commands and jobs speak the first unless they choose one."""
    if not has_request_context():
        return LANGUAGES[0]
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def init_app(app: Flask) -> None:
    """Let templates know the language and the direction it is written in."""
    babel.init_app(app, locale_selector=preferred_language)
    app.add_template_global(sentence, "_")
    app.jinja_env.filters.update(duration=duration, say=lambda sentence: say(sentence[0], **sentence[1]))

    @app.context_processor
    def language() -> dict[str, str]:
        locale = get_locale()
        code = locale.language if locale else LANGUAGES[0]
        return {"lang": code, "dir": "rtl" if code in RIGHT_TO_LEFT else "ltr"}


def spoken() -> NullTranslations:
    """The translations of this request. Kept from one sentence to the next: finding them costs more than all else of a sentence.

    They are kept where Flask-Babel's `force_locale` takes them away again.
    """
    kept = getattr(g.get("_flask_babel"), "babel_translations", None)
    if kept is None:
        kept = get_translations()
        g._flask_babel.babel_translations = kept
    return kept


def sentence(text: str, **values: object) -> Markup:
    """What templates call `_`: Jinja's own does the same on three detours, dozens of times a page."""
    translated = Markup(spoken().ugettext(text))
    return translated % values if values or "%" in text else translated


def say(template: str, **values: object) -> str:
    """Translate a sentence that a rule made as (template, values); rules know no Flask."""
    return translate(template, **values)


def duration(minutes: int) -> str:
    """How long something takes, as precisely as one can know it."""
    if minutes < 90:
        return translate("%(minutes)s min", minutes=minutes)
    return ngettext("about %(num)s hour", "about %(num)s hours", round(minutes / 60))
