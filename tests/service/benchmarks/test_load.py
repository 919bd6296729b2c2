"""The load generator measures answers, and nothing but whole and right ones."""

from __future__ import annotations

import os
import socket
from collections.abc import Generator
from contextlib import contextmanager
from threading import Thread

import pytest

from benchmarks.load import WrongAnswer, get, measure
from benchmarks.servers import Server

BODY = b"x" * 500_000
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: 500000\r\n\r\n" + BODY


@contextmanager
def answering(answer: bytes) -> Generator[Server]:
    """A server that answers everything alike, and hangs up after an answer that is not whole."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener, answer))
        thread.start()
        yield Server(listener.getsockname()[1], os.getpid())
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def serve(listener: socket.socket, answer: bytes) -> None:
    try:
        while True:
            connection, _address = listener.accept()
            with connection:
                while connection.recv(10_000):
                    connection.sendall(answer)
                    if len(answer) < len(WHOLE):
                        break
    except OSError:
        return


def test_whole_answers_are_counted() -> None:
    with answering(WHOLE) as server:
        measured = measure(server, get("/"), seconds=0.2, connections=1)

    assert measured.rate > 0
    assert 0 < measured.p50_ms <= measured.p99_ms < 200


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "500 Oh for GET /page"),
        (WHOLE[:1000], "closed the connection"),
        (b"HTTP/1.1 200 OK\r\n", "closed the connection"),
    ],
)
def test_a_wrong_answer_ends_the_measurement(answer: bytes, words: str) -> None:
    with answering(answer) as server, pytest.raises(WrongAnswer, match=words):
        measure(server, get("/page"), seconds=5, connections=1)
