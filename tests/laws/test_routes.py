"""Every route x role has the status the table says, and a route without a row fails."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.laws.conftest import Inhabited
from tests.laws.routes import ROLES
from tests.laws.table import ROUTES

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
CASES = [
    pytest.param(endpoint, method, role, status, id=f"{endpoint}-{method}-{role}")
    for endpoint, methods in ROUTES.items()
    for method, answers in methods.items()
    for role, status in answers.items()
]
POSTS = [endpoint for endpoint, methods in ROUTES.items() if "POST" in methods]


def methods_of(app: Flask) -> dict[str, set[str]]:
    """The methods of every endpoint, without those that Flask adds."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, set()).update((rule.methods or set()) - {"HEAD", "OPTIONS"})
    return found


def methods_by_path(app: Flask) -> dict[str, set[str]]:
    """The methods of every path, whatever endpoints share it."""
    found: dict[str, set[str]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.rule, set()).update(rule.methods or set())
    return found


def test_every_route_has_its_row(small: Inhabited) -> None:
    table = {endpoint: set(methods) for endpoint, methods in ROUTES.items()}

    assert table == methods_of(small.app)


def test_every_row_answers_every_role() -> None:
    incomplete = [
        f"{endpoint} {method}"
        for endpoint, methods in ROUTES.items()
        for method in methods
        if set(methods[method]) != set(ROLES)
    ]

    assert incomplete == []


@pytest.mark.parametrize(("endpoint", "method", "role", "status"), CASES)
def test_each_role_gets_what_the_table_says(
    small: Inhabited, endpoint: str, method: str, role: str, status: int
) -> None:
    assert small.ask(endpoint, method, role).status_code == status


@pytest.mark.parametrize("endpoint", POSTS)
def test_a_form_from_elsewhere_is_refused(small: Inhabited, endpoint: str) -> None:
    role = next(role for role, status in reversed(ROUTES[endpoint]["POST"].items()) if status < 500)

    assert small.ask(endpoint, "POST", role, form_token=False).status_code == 400


@pytest.mark.parametrize("endpoint", ROUTES)
def test_other_methods_are_refused(small: Inhabited, endpoint: str) -> None:
    rules = methods_by_path(small.app)
    path = next(small.app.url_map.iter_rules(endpoint)).rule

    answers = {
        method: small.ask(endpoint, method, "administrator").status_code for method in set(METHODS) - rules[path]
    }

    assert set(answers.values()) == {405}
