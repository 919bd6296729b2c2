"""A page asks the database at most six questions, and as many of a large world as of a small one."""

from __future__ import annotations

import pytest

from tests.laws.conftest import Inhabited
from tests.laws.table import ROUTES
from tests.support.statements import recorded

MOST = 6
# No page but a file: all that is known about a person, asked once a table.
MOST_OF_FILES = {"accounts.export": 32}
PAGES = [
    pytest.param(endpoint, role, id=f"{endpoint}-{role}")
    for endpoint, methods in ROUTES.items()
    for role, status in methods.get("GET", {}).items()
    if status == 200
]


def statements(place: Inhabited, endpoint: str, role: str) -> list[str]:
    """What a page asks the database when a person of this role opens it."""
    browser, address = place.browser(role), place.address(endpoint)
    with recorded(place.app) as asked:
        reply = browser.get(address)
    assert reply.status_code == 200
    return asked


@pytest.mark.parametrize(("endpoint", "role"), PAGES)
def test_a_page_asks_little_and_as_much_of_a_large_world(
    small: Inhabited, large: Inhabited, endpoint: str, role: str
) -> None:
    asked = statements(small, endpoint, role)
    asked_of_large = statements(large, endpoint, role)

    assert len(asked) <= MOST_OF_FILES.get(endpoint, MOST), asked
    assert len(asked_of_large) == len(asked), asked_of_large
