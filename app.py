"""The application: settings, what every page has in common, and the list of features."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from courses.shared import db, i18n, mail
from courses.shared.config import ROOT, Settings, read_settings
from courses.shared.db import engine_options, finish_request
from courses.shared.migrations import migrations
from courses.shared.web import assets, headers, limits, pages, requests

FEATURES = ("accounts", "catalogue", "items", "progress", "reading", "quizzes", "groups", "authoring", "operations")
MAX_FORM_BYTES = 1_048_576
MAX_FORM_PARTS = 2_000
csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings (read from the environment if there are none)."""
    settings = settings or read_settings()
    app = Flask(__name__, instance_path=str(settings.instance_path), static_folder=None)
    app.config.update(flask_config(settings))
    app.jinja_options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
    for extension in (db, i18n, pages, requests):
        extension.init_app(app)
    migrations.init_app(app)
    csrf.init_app(app)
    mail.init_app(app, settings)
    limits.init_app(app, settings)
    for name in FEATURES:
        import_module(f"courses.{name}").init_app(app)
    headers.init_app(app, is_secure=settings.is_secure)
    assets.init_app(app, ROOT / "static", settings.instance_path / "static")
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.logger.setLevel(settings.log_level)
    app.after_request(finish_request)
    return app


def flask_config(settings: Settings) -> dict[str, object]:
    """The settings as Flask and its extensions name them."""
    return {
        "SETTINGS": settings,
        "DEBUG": False,
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_ENGINES": {"default": engine_options(settings.database_url)},
        "SESSION_COOKIE_NAME": "study",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_secure,
        "PERMANENT_SESSION_LIFETIME": 60 * 60 * 24 * 60,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "MAX_CONTENT_LENGTH": MAX_FORM_BYTES,
        "MAX_FORM_PARTS": MAX_FORM_PARTS,
        # A form may stay open as long as the session lives: nobody loses a text to a clock.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": True,
    }
