"""The upload page offers and names every format that is read, whichever these are."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from courses.authoring.service import publish
from courses.items.formats.qti.packages import ENDINGS
from courses.items.formats.registry import READERS, SUFFIXES, TITLES, WRITERS, writer
from models.catalogue import Course
from tests.support.bank_course import bank_files
from tests.support.client import Client
from tests.support.factories.catalogue import NOW, make_instructor
from tests.support.seen import main_part, seen


@pytest.fixture
def course(session: Session) -> Course:
    return publish(session, bank_files(), author_id=None, now=NOW).course


def test_every_format_that_is_read_is_named_and_its_files_can_be_chosen(client: Client, course: Course) -> None:
    page = client.login(make_instructor(course)).get(f"/courses/{course.slug}/bank/upload")

    accepted = re.findall(r'accept="([^"]*)"', main_part(page))
    sentence = seen(page).split("at most")[0]
    assert [set(each.split(",")) for each in accepted] == [{end for name in READERS for end in SUFFIXES[name]}]
    assert [name for name in READERS if TITLES[name] not in sentence] == []


def test_files_that_are_written_here_or_lie_in_packages_can_be_chosen() -> None:
    every = {end for ends in SUFFIXES.values() for end in ends}

    assert set(SUFFIXES) == set(READERS)
    assert {f".{writer(name).ENDING}" for name in WRITERS} <= every
    assert set(ENDINGS) <= {*SUFFIXES["qti"]}
