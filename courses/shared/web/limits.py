"""Rate limits, counted by address (or by person where a view says so), in memory or in Redis."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from courses.shared.config import Settings

limiter = Limiter(key_func=get_remote_address, headers_enabled=False)


def init_app(app: Flask, settings: Settings) -> None:
    """Limits are declared beside the views with `@limiter.limit`."""
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits == "on"
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url or "memory://"
    limiter.init_app(app)
