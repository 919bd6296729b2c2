"""Requests no browser sends, to the server as it runs: each gets an answer without a word about the inside, and the next is served."""

from __future__ import annotations

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.robustness.mortal import Mortal

END = b"\r\nConnection: close\r\n\r\n"
MEGABYTE = 2**20
FORM = b"\r\nContent-Type: application/x-www-form-urlencoded"
CHUNK = b"10000\r\n" + b"a" * 2**16 + b"\r\n"
STRANGE = {
    "a NUL in a header": b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: a\0b" + END,
    "a NUL in the path": b"GET /a\0b HTTP/1.1\r\nHost: x" + END,
    "a path of letters without code": b"GET /caf\xe9 HTTP/1.1\r\nHost: x" + END,
    "no host": b"GET / HTTP/1.1" + END,
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a..b" + END,
    "a host without end": b"GET / HTTP/1.1\r\nHost: " + b"x" * 60_000 + END,
    "a host of markup": b'GET / HTTP/1.1\r\nHost: "><script>' + END,
    "another protocol": b"\x16\x03\x01\x02\x00\x01\x00" * 10 + b"\r\n\r\n",
    "another method": b"TRACE / HTTP/1.1\r\nHost: x" + END,
    "a length below nothing": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1" + END,
    "two lengths": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2" + END + b"ab",
    "an unknown coding": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip" + END,
    "a broken chunk": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked" + END + b"zz\r\n",
    "a gigabyte": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999" + END,
    "chunks without end": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked" + END + CHUNK * 48,
    "too large a form": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 1500000" + FORM + END + b"a" * 1_500_000,
    "headers without end": b"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + b"a" * 300_000 + END,
    "a cookie of rubbish": b'GET / HTTP/1.1\r\nHost: x\r\nCookie: study=\xff\xfe; theme="<b>; ' + b"a=b; " * 9000 + END,
    "languages nobody speaks": b"GET / HTTP/1.1\r\nHost: x\r\nAccept-Language: " + b"en;q=nan,x;q=1e999," * 999 + END,
    "kinds nobody knows": b"GET /no HTTP/1.1\r\nHost: x\r\nAccept: " + b"a/b;q=\xff,*/*;q=-1," * 99 + END,
    "a part of nothing": b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data" + END,
    "a query without end": b"GET /search?" + b"q&" * 20_000 + b" HTTP/1.1\r\nHost: x" + END,
    "out of the folder": b"GET /static/../../app.py HTTP/1.1\r\nHost: x" + END,
    "out of the folder, coded": b"GET /static/%2e%2e/%2e%2e/app.py HTTP/1.1\r\nHost: x" + END,
    "out of the folder, twice": b"GET /static//..%5c..%5capp.py HTTP/1.1\r\nHost: x" + END,
}
INSIDE = re.compile(rb"Traceback|werkzeug|/courses/shared|import Flask|waitress")


@pytest.fixture(scope="module")
def address(prepared_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """Where the whole program serves the bundled course."""
    instance = tmp_path_factory.mktemp("raw") / "instance"
    shutil.copytree(prepared_instance, instance)
    with Mortal(instance) as mortal, mortal.serving() as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def ask(address: tuple[str, int], request: bytes) -> bytes:
    """All that comes back until the server closes; it may close before everything is sent."""
    reply = b""
    with socket.create_connection(address, timeout=20) as line:
        try:
            line.sendall(request)
            while part := line.recv(2**16):
                reply += part
        except (ConnectionResetError, BrokenPipeError):
            pass
    return reply


@pytest.mark.parametrize("request_", STRANGE.values(), ids=STRANGE)
def test_a_strange_request_is_answered_and_the_next_is_served(address: tuple[str, int], request_: bytes) -> None:
    reply = ask(address, request_)
    next_reply = ask(address, b"GET /sign-in HTTP/1.1\r\nHost: x" + END)

    status = int(reply.split(b" ", 2)[1]) if reply else 400
    assert status < 500 or status == 501
    assert not INSIDE.search(reply)
    assert next_reply.startswith(b"HTTP/1.1 200")


def test_nobody_is_led_where_a_header_says(address: tuple[str, int]) -> None:
    elsewhere = b"\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https"

    for path in (b"/courses/culture-of-peace", b"/settings", b"//courses//culture-of-peace", b"//evil.example/.."):
        reply = ask(address, b"GET " + path + b" HTTP/1.1" + elsewhere + END)

        for line in reply.partition(b"\r\n\r\n")[0].split(b"\r\n"):
            assert not line.lower().startswith(b"location:") or re.match(rb"location: /(?!/)", line.lower())


def test_pages_do_not_repeat_what_a_request_calls_the_site(address: tuple[str, int]) -> None:
    for path in (b"/", b"/sign-in", b"/courses/culture-of-peace/", b"/nothing"):
        reply = ask(address, b"GET " + path + b" HTTP/1.1\r\nHost: evil.example" + END)

        assert b"evil.example" not in reply


def test_the_server_does_not_say_what_it_is(address: tuple[str, int]) -> None:
    head = ask(address, b"GET / HTTP/1.1\r\nHost: x" + END).partition(b"\r\n\r\n")[0].lower()

    assert b"\r\nserver:" not in head
    assert b"x-powered-by" not in head
