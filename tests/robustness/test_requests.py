"""Numbers and texts that no database holds, in every address, query and form: a page that says so, on both databases."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.laws.conftest import Inhabited
from tests.laws.table import FORMS, ROUTES
from tests.support.client import Client

NUMBERS = ("2147483648", "9223372036854775808", "1" + "0" * 5000, "-1", "%D9%A1")
TEXTS = ("a%00b", "%FF%FE", "x" * 5000, "%0d%0aX-Y:%20z", "%E2%80%AE")
QUERIES = ("page", "module", "q", "course", "next", "kind")
MOST_SENT = 60_000


def addresses(besieged: Inhabited, kind: str, values: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every address with a part of this kind (`int` or text), with each of the values in its place: (method, path)."""
    known = {name: str(value) for name, value in besieged.world.values.items()}
    for rule in besieged.app.url_map.iter_rules():
        for name, of_kind in parts(rule.rule):
            if of_kind != kind:
                continue
            for value in values:
                path = re.sub(
                    r"<(?:\w+:)?(\w+)>", lambda m, n=name, v=value: v if m[1] == n else known.get(m[1], "x"), rule.rule
                )
                for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                    yield method, path


def parts(rule: str) -> list[tuple[str, str]]:
    """The names in an address, each with its kind."""
    return [(name, kind or "text") for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", rule)]


def refused(client: Client, method: str, path: str) -> int:
    return client.open(path, method=method, data={}).status_code


def test_a_number_no_column_holds_is_nobodys_address(besieged: Inhabited) -> None:
    client = besieged.browser("administrator")

    answers = {path: refused(client, method, path) for method, path in addresses(besieged, "int", NUMBERS)}

    assert answers
    assert {path: status for path, status in answers.items() if status not in (404, 405)} == {}


def test_words_nobody_types_are_no_error_in_an_address(besieged: Inhabited) -> None:
    client = besieged.browser("administrator")

    answers = {path: refused(client, method, path) for method, path in addresses(besieged, "text", TEXTS)}

    assert answers
    assert {path: status for path, status in answers.items() if status >= 500} == {}
    assert {status for path, status in answers.items() if "%00" in path} == {404}


@pytest.mark.parametrize("role", ["facilitator", "administrator"])
def test_no_page_stumbles_over_a_query(besieged: Inhabited, role: str) -> None:
    client = besieged.browser(role)
    values = ("1e9", "NaN", "9" * 30, "%FF", "[]")
    pages = [besieged.address(endpoint) for endpoint, methods in ROUTES.items() if "GET" in methods]

    answers = {
        f"{page}?{query}": client.get(page + "?" + query).status_code
        for page in pages
        for query in ("&".join(f"{name}={value}" for name in QUERIES) for value in values)
    }

    assert {address: status for address, status in answers.items() if status >= 500} == {}


def test_nul_in_a_query_leads_nowhere(besieged: Inhabited) -> None:
    client = besieged.browser("visitor")

    assert client.get("/search?q=a%00b").status_code == 404
    assert client.get("/?a%00=1").status_code == 404


@pytest.mark.parametrize("endpoint", [endpoint for endpoint, methods in ROUTES.items() if "POST" in methods])
def test_no_form_stumbles_over_what_is_typed(besieged: Inhabited, endpoint: str) -> None:
    statuses = ROUTES[endpoint]["POST"].items()
    # What is there for nobody in this world is refused to the one who may do most.
    role = next((role for role, status in statuses if status not in (302, 403, 404)), "administrator")
    client, address = besieged.browser(role), besieged.address(endpoint)
    usual = FORMS.get(endpoint, {})
    usual = usual(besieged.world) if callable(usual) else usual
    values = ("x" * MOST_SENT, "9" * 400, "-1", "sNaN", "\r\nX: y", "\ufeff")

    answers = {
        (field, value[:20]): client.post(address, data={**usual, field: value}).status_code
        for field in {*usual, "token"}
        for value in values
    }
    answers["nul", ""] = client.post(address, data={**usual, "name": "a\0b"}).status_code

    assert {sent: status for sent, status in answers.items() if status >= 500} == {}
    assert answers["nul", ""] == 422


def test_json_that_is_nested_without_end_is_no_json(besieged: Inhabited) -> None:
    client = besieged.browser("learner")
    for endpoint in ("reading.position", "reading.carry_over"):
        address = besieged.address(endpoint)
        for sent in ("[" * 100_000, '{"positions":' * 50_000, "1" * 100_000, '"\\ud800"', "NaN", "{}", "\0", "\xff"):
            reply = client.post(address, data=sent.encode("latin-1"), content_type="application/json")

            assert reply.status_code < 500


def test_places_a_browser_kept_may_be_anything(besieged: Inhabited) -> None:
    client, address = besieged.browser("learner"), besieged.address("reading.carry_over")
    strange = [
        "\ud800",
        "\0",
        "x" * 1000,
        1e308,
        None,
        [],
        {},
        True,
        "river-towns/lesson-0",
        "9999-12-31T23:59:59-23:59",
    ]
    positions = [
        {"lesson": lesson, "passage": passage, "at": at, "end": end}
        for lesson in strange
        for passage in strange[:4]
        for at in strange[3:]
        for end in (True, "1")
    ]

    reply = client.post(address, data=json.dumps({"positions": positions}), content_type="application/json")

    assert reply.status_code == 200


def test_a_referrer_that_is_no_address_is_none(besieged: Inhabited) -> None:
    reply = besieged.browser("visitor").post(besieged.address("groups.leave"), headers={"Referer": "http://["})

    assert reply.status_code == 302
    assert reply.location == "/sign-in"


def test_thousands_of_parts_are_refused(besieged: Inhabited) -> None:
    client = besieged.browser("visitor")

    parts = client.post(
        "/sign-in", data={f"field-{number}": "" for number in range(3000)}, content_type="multipart/form-data"
    )
    size = client.post("/sign-in", data={"email": "x" * 2_000_000})

    assert parts.status_code == 413
    assert size.status_code == 413
    assert "too large" in size.get_data(as_text=True)
