"""Signing up, in and out, links, settings, export and erasure."""

from __future__ import annotations

from typing import Any

from models.enums import TokenPurpose
from tests.laws.routes import everybody
from tests.laws.world import TOKENS

PASSWORD = "a bridge over the river"
ACCOUNT = {"name": "Nora New", "email": "nora@example.org", "password": PASSWORD}
# A visitor and a guest are led to the page where they sign in.
MEMBERS = {"visitor": 302, "guest": 302}
# Members are sent on: they are signed in.
STRANGERS = {"visitor": 200, "guest": 200}


def link(purpose: TokenPurpose) -> dict[str, Any]:
    return {"token": TOKENS[purpose]}


ROUTES = {
    "accounts.sign_up": {"GET": everybody(303, **STRANGERS), "POST": everybody(303)},
    "accounts.sign_in": {"GET": everybody(303, **STRANGERS), "POST": everybody(303, visitor=422, guest=422)},
    "accounts.sign_out": {"POST": everybody(303)},
    "accounts.sign_out_everywhere": {"POST": everybody(303)},
    "accounts.reset": {"GET": everybody(200), "POST": everybody(303)},
    "accounts.choose_password": {"GET": everybody(200), "POST": everybody(303)},
    # The world has an administrator.
    "accounts.setup": {"GET": everybody(409), "POST": everybody(409)},
    "accounts.confirm_email": {
        "GET": everybody(404, **MEMBERS, member=200),
        "POST": everybody(404, **MEMBERS, member=303),
    },
    "accounts.settings": {"GET": everybody(200, **MEMBERS), "POST": everybody(303, **MEMBERS)},
    "accounts.end_session": {"POST": everybody(404, **MEMBERS, learner=303)},
    # Nobody in the world has a password.
    "accounts.change_email": {"GET": everybody(200, **MEMBERS), "POST": everybody(422, **MEMBERS)},
    "accounts.change_password": {"GET": everybody(200, **MEMBERS), "POST": everybody(422, **MEMBERS)},
    "accounts.export": {"GET": everybody(200, **MEMBERS)},
    "accounts.delete": {"GET": everybody(200, **MEMBERS), "POST": everybody(422, **MEMBERS)},
}
VALUES = {
    "accounts.choose_password": link(TokenPurpose.PASSWORD_RESET),
    "accounts.setup": link(TokenPurpose.FIRST_ADMINISTRATOR),
    "accounts.confirm_email": link(TokenPurpose.EMAIL_CHANGE),
}
FORMS = {
    "accounts.sign_up": ACCOUNT,
    "accounts.sign_in": {"email": "member@example.org", "password": PASSWORD},
    "accounts.reset": {"email": "member@example.org"},
    "accounts.choose_password": {"password": PASSWORD},
    "accounts.setup": ACCOUNT,
    "accounts.settings": {"name": "Nora New"},
    "accounts.change_email": {"email": "nora@example.org", "present": PASSWORD},
    "accounts.change_password": {"present": PASSWORD, "password": "a river under the bridge"},
    "accounts.delete": {"proposals": "keep", "present": PASSWORD},
}
