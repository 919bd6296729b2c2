"""The pages that are measured, and how to ask for them."""

from __future__ import annotations

import http.client
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from benchmarks.load import Requests, WrongAnswer, get
from benchmarks.servers import Server
from benchmarks.world import World

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Page:
    """A page by name, its least ratio to the bare page (None: only reported), and what to send for it."""

    name: str
    target: float | None
    requests: Callable[[int], Requests]


@dataclass(frozen=True)
class Visit:
    """One request by hand: its path, and whether a member sends it."""

    path: str
    is_member: bool


def visits(world: World, attempt: int) -> dict[str, Visit]:
    """What people open, by the name in the table."""
    course = f"/courses/{world.slug}"
    return {
        "home": Visit("/", False),
        "home, signed in": Visit("/", True),
        "course": Visit(f"{course}/", False),
        "course, signed in": Visit(f"{course}/", True),
        "lesson": Visit(f"{course}/lessons/{world.lesson}", False),
        "lesson, signed in": Visit(f"{course}/lessons/{world.lesson}", True),
        "question page": Visit(f"/attempts/{attempt}/questions/1", True),
        "search": Visit("/search?q=harbour+mill", False),
        "group table": Visit(f"/groups/{world.group_id}", True),
    }


TARGETS = {"lesson, signed in": 0.40, "question page": 0.35, "saving an answer": 0.30}


def pages(world: World, attempts: list[int]) -> list[Page]:
    """All pages as load, and saving an answer: each connection is a person with an attempt of their own."""
    found = [
        Page(name, TARGETS.get(name), get(visit.path, world.cookies[0] if visit.is_member else ""))
        for name, visit in visits(world, attempts[0]).items()
    ]
    return [*found, Page("saving an answer", TARGETS["saving an answer"], answers(world, attempts))]


def answers(world: World, attempts: list[int]) -> Callable[[int], Requests]:
    """Endless answers to the first question, each a new one with a token of its own."""

    def requests(connection: int) -> Requests:
        for number in itertools.count():
            token = f"{connection}-{next(_tokens)}-bench"
            body = urlencode(
                {"csrf_token": world.form_tokens[connection], "token": token, "save": 1, "choice": number % 4}
            )
            lines = [
                f"POST /attempts/{attempts[connection]}/answers/1 HTTP/1.1",
                "Host: 127.0.0.1",
                f"Cookie: {world.cookies[connection]}",
                "Accept: application/json",
                f"Content-Type: {FORM}",
                f"Content-Length: {len(body)}",
            ]
            yield ("\r\n".join(lines) + "\r\n\r\n" + body).encode()

    return requests


_tokens = itertools.count()


def begin_attempts(server: Server, world: World, number: int) -> list[int]:
    """Let the first people begin the quiz, as the button on its page does; the ids of their attempts."""
    begun = []
    for cookie, token in list(zip(world.cookies, world.form_tokens, strict=True))[:number]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        body = urlencode({"csrf_token": token})
        connection.request("POST", f"/quizzes/{world.quiz_id}/attempts", body, {"Cookie": cookie, "Content-Type": FORM})
        answer = connection.getresponse()
        if answer.status != 303:
            raise WrongAnswer(f"The quiz could not be begun: {answer.status}.")
        begun.append(int(answer.getheader("Location", "").split("/attempts/")[1].split("/")[0].split("?")[0]))
        connection.close()
    return begun
