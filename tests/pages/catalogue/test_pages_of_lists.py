"""Long lists stand on pages; behind the last one there is nothing, and it says so instead of calling the list empty."""

from __future__ import annotations

import pytest

from tests.support.client import Client
from tests.support.factories.catalogue import make_course, make_instructor, make_lesson, make_passage, make_term
from tests.support.factories.groups import make_group, make_membership
from tests.support.seen import seen

LISTS = (
    "/",
    "/courses/river/glossary/toll",
    "/courses/river/proposals",
    "/groups/{group}",
    "/groups/{group}/table.csv",
)


@pytest.fixture
def addresses(client: Client) -> dict[str, str]:
    """The lists, short ones, as someone sees them who may see all."""
    course = make_course(slug="river")
    make_term(course, key="toll", passages=[make_passage(make_lesson(course))])
    instructor, group = make_instructor(course), make_group(course)
    make_membership(group, instructor)
    client.login(instructor)
    return {address: address.format(group=group.id) for address in LISTS}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("page", ["2", "99999999999999999999"])
def test_behind_the_last_page_there_is_nothing(
    client: Client, addresses: dict[str, str], address: str, page: str
) -> None:
    reply = client.get(addresses[address], query_string={"page": page})

    assert reply.status_code == 404
    assert "Open its first page." in seen(reply)


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("page", ["1", "0", "-1", "x", ""])
def test_what_names_no_page_is_the_first(client: Client, addresses: dict[str, str], address: str, page: str) -> None:
    assert client.get(addresses[address], query_string={"page": page}).status_code == 200
