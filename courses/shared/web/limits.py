"""Rate limits, counted by address (or by person where a view says so), in memory or in Redis."""

from __future__ import annotations

import time
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, current_app
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits.errors import ConfigurationError

from courses.shared.config import Settings, WrongSetting
from courses.shared.web.pages import page

# What a household or a rented server gets: whoever has one address of IPv6 has all of its network.
IPV6_PREFIX = 64


def origin() -> str:
    """Where a request comes from: its address, of IPv6 the network."""
    remote = get_remote_address()
    try:
        address = ip_address(remote)
    except ValueError:
        return remote
    if not isinstance(address, IPv6Address):
        return remote
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), IPV6_PREFIX), strict=False))


def person() -> str:
    """Who is counted by limits on what people do: the person, wherever they are; a visitor by where they come from."""
    return f"person {current_user.id}" if current_user.id else origin()


# Where Redis is away, each node counts in its own memory until it is back: limits grow looser, nothing fails.
limiter = Limiter(key_func=origin, headers_enabled=False, in_memory_fallback_enabled=True)


def init_app(app: Flask, settings: Settings) -> None:
    """Limits are declared beside the views with `@limiter.limit`."""
    # What Redis itself calls unix:// the library of limits calls redis+unix://.
    redis = settings.redis_url.replace("unix://", "redis+unix://", 1) if settings.redis_url else ""
    app.config["RATELIMIT_STORAGE_URI"] = redis or "memory://"
    try:
        limiter.init_app(app)
    except ConfigurationError as error:
        raise WrongSetting(f"REDIS_URL cannot be used: {error}.") from None
    app.register_error_handler(RateLimitExceeded, too_often)


@limiter.request_filter
def is_off() -> bool:
    """Whether this application does not count; asked at each request, because one process may hold several."""
    return current_app.config["SETTINGS"].rate_limits == "off"


def too_often(error: RateLimitExceeded) -> ResponseReturnValue:
    """The page that says how long to wait."""
    breached = limiter.current_limit
    seconds = max(1, int(breached.reset_at - time.time())) if breached else 60
    minutes = -(-seconds // 60)
    wait = ngettext("a minute", "%(num)s minutes", minutes)
    message = _("That was too often in a short time. Try again in %(wait)s; nothing was lost.", wait=wait)
    answer = current_app.make_response(page(429, _("Too often"), message))
    answer.headers["Retry-After"] = str(seconds)
    return answer
