"""Error pages: what happened and what to do, never a traceback."""

from __future__ import annotations

import functools

from flask import Flask, Response, current_app, g, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import BadHost, HTTPException, MethodNotAllowed

from courses.shared.db import SAFE_METHODS, is_busy
from courses.shared.errors import Conflict, Refusal
from courses.shared.i18n import say
from courses.shared.markup import plain

# When it is worth trying again, in seconds: whoever was in the way is done by then.
BUSY_SECONDS = 2
WORTH_COPYING_WORDS = 3
TITLES = {
    400: lazy_gettext("That did not work"),
    401: lazy_gettext("Sign in first"),
    403: lazy_gettext("Not allowed"),
    404: lazy_gettext("Not found"),
    405: lazy_gettext("That cannot be done here"),
    413: lazy_gettext("Too large"),
    415: lazy_gettext("This cannot be read"),
}
SENTENCES = {
    400: lazy_gettext(
        "You have been signed out since you opened the page, or the form came from another site. Sign in again if you were signed in, open the page anew and send it once more."
    ),
    401: lazy_gettext("Sign in to see this page."),
    403: lazy_gettext("You may not do this. If you think you should, ask the people who run the course."),
    404: lazy_gettext(
        "There is nothing at this address. It may have moved: try the search, or start from the list of courses."
    ),
    405: lazy_gettext("This address does not take that kind of request. Go back and use the button on the page."),
    413: lazy_gettext("What you sent is too large. Make it smaller and send it again."),
    415: lazy_gettext("This kind of content cannot be read here."),
    429: lazy_gettext("That was too often in a short time. Wait a minute and try again; nothing was lost."),
    500: lazy_gettext("Something went wrong on our side. What you saved before is safe. Try again in a moment."),
}


def init_app(app: Flask) -> None:
    """Answer refusals and errors with a page, or with JSON where the page's script asked."""
    app.register_error_handler(Refusal, lambda error: page(error.status, say(error.title), error.message))
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(DBAPIError, _busy)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)
    app.add_template_global(functools.cache, "remembered")
    app.jinja_env.filters["plain"] = plain
    app.jinja_env.globals["site_name"] = app.config["SETTINGS"].site_name


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if isinstance(error, BadHost):
        # Without a name there are no addresses, which every page is full of.
        return Response(str(error.description), code, mimetype="text/plain")
    if code < 400:
        return error.get_response()
    if code == 500:
        return _broken()
    words = str(SENTENCES.get(code, SENTENCES[500] if code >= 500 else error.description))
    answer = current_app.make_response(page(code, str(TITLES.get(code, error.name)), words))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        answer.allow.update(error.valid_methods)
    return answer


def _overtaken(error: StaleDataError) -> ResponseReturnValue:
    """Another request has deleted what this one changed."""
    session.pop("_flashes", None)
    words = _("Somebody has deleted this in the same moment. Nothing was changed; open the page you came from again.")
    return page(Conflict.status, say(Conflict.title), words)


def _busy(error: DBAPIError) -> ResponseReturnValue:
    """Two requests were in each other's way, and this one gave in. It is not repeated here: it may have done what no rollback undoes."""
    if not is_busy(error):
        return _unexpected(error)
    current_app.logger.warning("The database was busy at %r", request.path)
    _ask_nobody()
    answer = current_app.make_response(page(503, _("Busy for a moment"), _busy_words()))
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def _busy_words() -> str:
    if request.method in SAFE_METHODS:
        return _("The server was busy for a moment. Open the page again.")
    return _(
        "The server was busy with the same thing twice; nothing was stored. What you typed is still in the form: go back and send it again."
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    current_app.logger.exception("Unexpected error at %r", request.path)
    return _broken()


def _broken() -> ResponseReturnValue:
    _ask_nobody()
    return page(500, _("Something went wrong"), str(SENTENCES[500]))


def _ask_nobody() -> None:
    """Let the error page say nothing of what was not done, and ask the database nothing."""
    # What was to be said after the commit must not be said when there was none.
    session.pop("_flashes", None)
    # Flask-Login would look up who asks, for every template; the database may be what is broken.
    g._login_user = getattr(current_app, "login_manager").anonymous_user()  # noqa: B009


def page(status: int, title: str, message: str) -> ResponseReturnValue:
    """The error page. It makes no query: the database may be what is broken."""
    if wants_json():
        return {"error": message}, status
    return render_template("errors/error.html", status=status, title=title, message=message, typed=_typed), status


def _typed() -> list[str]:
    """The texts in the form that was refused, so that nobody has to write them twice; never a password."""
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [value for name, value in fields if "password" not in name and _is_text(value)]


def _is_text(value: str) -> bool:
    """Whether these are words of somebody's own, and enough of them to be worth copying."""
    return len(value.split()) >= WORTH_COPYING_WORDS


def wants_json() -> bool:
    """Whether a script of the page asks, not a person's navigation."""
    return request.accept_mimetypes.best == "application/json"
