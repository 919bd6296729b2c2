"""The name by which a browser keeps what a person typed and the server has not got yet: on a shared computer everybody has their own."""

from __future__ import annotations

import hashlib
import hmac

from flask import Flask, current_app
from flask import session as cookie

FORMER = "former_keeper"


def init_app(app: Flask) -> None:
    """Let the frame of the pages know the name."""
    app.add_template_global(keeper_of)
    app.add_template_global(former_keeper)


def keeper_of(user_id: int) -> str:
    """The name of a person's own: always the same, and telling nobody who it is. A guest who becomes a member keeps it."""
    secret = str(current_app.secret_key).encode()
    return hmac.new(secret, f"keeper:{user_id}".encode(), hashlib.sha256).hexdigest()[:16]


def inherit(user_id: int) -> None:
    """Let whoever has signed in have what this browser keeps for the guest who has become part of their account."""
    cookie[FORMER] = keeper_of(user_id)


def former_keeper() -> str:
    """The name of the guest who has become part of this person's account in this browser; empty for most."""
    return cookie.get(FORMER, "")
