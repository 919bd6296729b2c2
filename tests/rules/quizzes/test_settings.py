"""The settings of a quiz: what a file may say, what each mistake is told, and that nothing is lost on the way to JSON and back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.quizzes.rules.settings import KEYS, Section, Settings, instant_of, sections_of, settings_of
from models.enums import Behaviour, GradingMethod, Review

START = datetime(1980, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 30_000_000_000).map(lambda seconds: START + timedelta(seconds=seconds))
SETTINGS = st.builds(
    Settings,
    behaviour=st.sampled_from(Behaviour),
    review=st.sampled_from(Review),
    shuffle=st.booleans(),
    shuffle_options=st.booleans(),
    attempts=st.none() | st.integers(1, 100),
    wait_minutes=st.integers(0, 1000),
    limit_minutes=st.none() | st.integers(1, 1000),
    opens_at=st.none() | INSTANTS,
    closes_at=st.none() | INSTANTS,
    grade=st.sampled_from(GradingMethod),
    password=st.text(),
    sections=st.lists(st.builds(Section, key=st.text(), title=st.text(), shuffle=st.booleans())).map(tuple),
)


def read(**spec: Any) -> tuple[Settings, list[tuple[str, str]]]:
    problems: list[tuple[str, str]] = []
    return settings_of(spec, lambda key, message: problems.append((key, message))), problems


@given(SETTINGS)
def test_settings_survive_being_kept(settings: Settings) -> None:
    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


def test_nothing_written_is_what_is_usual() -> None:
    settings, problems = read()

    assert (settings, problems) == (Settings(), [])
    assert settings.to_json() == {}
    assert settings.behaviour is Behaviour.DEFERRED
    assert settings.review is Review.EVERYTHING
    assert settings.shuffle_options


def test_everything_written_is_read() -> None:
    settings, problems = read(
        behaviour="interactive",
        review="after-closing",
        shuffle=True,
        shuffle_options=False,
        attempts=3,
        wait_minutes=10,
        limit_minutes=45,
        opens_at="2027-01-31 18:00",
        closes_at="2027-02-01 18:00 +01:00",
        grade="average",
        password="open sesame",
    )

    assert problems == []
    assert settings == Settings(
        Behaviour.INTERACTIVE,
        Review.AFTER_CLOSING,
        True,
        False,
        3,
        10,
        45,
        datetime(2027, 1, 31, 18, tzinfo=UTC),
        datetime(2027, 2, 1, 17, tzinfo=UTC),
        GradingMethod.AVERAGE,
        "open sesame",
    )
    assert set(settings.to_json()) == KEYS


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"behaviour": "adaptive"}, "one of deferred, immediate"),
        ({"review": True}, "one of everything, feedback"),
        ({"grade": ["highest"]}, "one of highest, average"),
        ({"shuffle": "yes"}, "true or false"),
        ({"shuffle_options": 1}, "true or false"),
        ({"attempts": 0}, "from 1 to 100"),
        ({"attempts": 101}, "from 1 to 100"),
        ({"attempts": 1.5}, "from 1 to 100"),
        ({"attempts": "many"}, "from 1 to 100"),
        ({"attempts": float("nan")}, "from 1 to 100"),
        ({"wait_minutes": -1}, "from 1 to"),
        ({"limit_minutes": 10**9}, "from 1 to"),
        ({"opens_at": "tomorrow"}, "a day and a time"),
        ({"opens_at": "2027-02-30 10:00"}, "a day and a time"),
        ({"closes_at": "2027-01-31 18:00 Europe/Nowhere"}, "a day and a time"),
        ({"closes_at": 20270131}, "a day and a time"),
        ({"password": " "}, "plain words"),
        ({"password": "x" * 101}, "plain words"),
        ({"password": "two\nlines"}, "plain words"),
        ({"opens_at": "2027-01-31 18:00", "closes_at": "2027-01-31 18:00"}, "later than 'opens_at'"),
        ({"review": "after-closing"}, "needs 'closes_at'"),
        ({"attempts": 1, "wait_minutes": 5}, "no second one"),
    ],
)
def test_each_mistake_is_told_at_its_key(spec: dict[str, Any], words: str) -> None:
    settings, problems = read(**spec)

    assert len(problems) == 1, problems
    key, message = problems[0]
    assert key in spec
    assert words in message
    assert Settings.from_json(settings.to_json()) == settings


@given(
    st.dictionaries(
        st.sampled_from(sorted(KEYS)),
        st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.text()),
    )
)
def test_no_file_breaks_the_reading(spec: dict[str, Any]) -> None:
    settings, _ = read(**spec)

    assert Settings.from_json(json.loads(json.dumps(settings.to_json()))) == settings


@pytest.mark.parametrize(
    ("words", "instant"),
    [
        ("2027-01-31 18:00", datetime(2027, 1, 31, 18, tzinfo=UTC)),
        ("2027-01-31T18:00:30Z", datetime(2027, 1, 31, 18, 0, 30, tzinfo=UTC)),
        ("2027-01-31 18:00 -0530", datetime(2027, 1, 31, 23, 30, tzinfo=UTC)),
        ("2027-07-31 18:00 Europe/Berlin", datetime(2027, 7, 31, 16, tzinfo=UTC)),
        ("2027-01-31 25:00", None),
        ("2027-01-31", None),
        ("0001-01-01 00:00 +12:00", None),
    ],
)
def test_an_instant_is_read_with_its_zone(words: str, instant: datetime | None) -> None:
    assert instant_of(words) == instant


@given(INSTANTS, st.integers(-12 * 60, 14 * 60))
def test_the_zone_of_an_instant_does_not_change_it(instant: datetime, offset: int) -> None:
    local = (instant + timedelta(minutes=offset)).strftime("%Y-%m-%d %H:%M")
    zone = f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02}:{abs(offset) % 60:02}"

    assert instant_of(f"{local} {zone}") == instant.replace(second=0, microsecond=0)


class TestSections:
    """Where each question is."""

    def test_questions_belong_to_the_section_before_them(self) -> None:
        entries = [
            {"kind": "numeric"},
            {"kind": "section", "id": "two", "title": "Two", "shuffle": True},
            {"kind": "pool"},
        ]

        sections, places = sections_of(entries, self.refuse)

        assert sections == (Section(), Section("two", "Two", True))
        assert places == (0, 1, 1)

    def test_a_quiz_that_begins_with_a_section_has_no_untitled_one(self) -> None:
        sections, places = sections_of([{"kind": "section", "title": "One"}, {"kind": "essay"}], self.refuse)

        assert sections == (Section("", "One"),)
        assert places == (0, 0)

    @pytest.mark.parametrize(
        ("entries", "place", "words"),
        [
            ([{"kind": "section"}, {}], (0, "title"), "needs a 'title'"),
            ([{"kind": "section", "title": "x" * 301}, {}], (0, "title"), "needs a 'title'"),
            ([{"kind": "section", "title": "One", "colour": "red"}, {}], (0, "colour"), "Unknown key"),
            ([{"kind": "section", "title": "One", "shuffle": 3}, {}], (0, "shuffle"), "true or false"),
            ([{}, {"kind": "section", "title": "One"}], (1, "kind"), "no questions"),
            (
                [{"kind": "section", "title": "One"}, {"kind": "section", "title": "Two"}, {}],
                (0, "kind"),
                "no questions",
            ),
            ([{"kind": "section", "title": "One"}, {}] * 51, (0, "kind"), "at most 50 sections"),
        ],
    )
    def test_each_mistake_is_told_at_its_entry(
        self, entries: list[dict[str, Any]], place: tuple[int, str], words: str
    ) -> None:
        problems: list[tuple[int, str, str]] = []

        sections_of(entries, lambda number, key, message: problems.append((number, key, message)))

        assert [problem[:2] for problem in problems] == [place]
        assert words in problems[0][2]

    @staticmethod
    def refuse(number: int, key: str, message: str) -> None:
        pytest.fail(f"{number} {key}: {message}")
