"""A small load generator: connections kept alive, each sending its next request when the last is answered."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.servers import Server

Requests = Iterator[bytes]


class WrongAnswer(Exception):
    """The server did not do what was asked, so its speed means nothing."""


@dataclass(frozen=True)
class Measured:
    """One run: requests a second, latencies in milliseconds, processor milliseconds of the server for a request."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float


def get(path: str, cookie: str = "") -> Callable[[int], Requests]:
    """Endless GETs of one page; each connection gets them from the function returned."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n" + (f"Cookie: {cookie}\r\n" if cookie else "") + "\r\n"

    def requests(_connection: int) -> Requests:
        while True:
            yield head.encode()

    return requests


def measure(server: Server, requests: Callable[[int], Requests], *, seconds: float, connections: int = 4) -> Measured:
    """Load the server for `seconds`. Raises WrongAnswer when an answer is neither 200 nor 303, breaks off, or never comes."""
    results = [list[float]() for _ in range(connections)]
    failures: list[str] = []
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_work, args=(server.port, requests(number), until, results[number], failures))
        for number in range(connections)
    ]
    cpu, started = server.cpu_seconds(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, used = time.monotonic() - started, server.cpu_seconds() - cpu
    latencies = sorted(latency for result in results for latency in result)
    if failures or not latencies:
        raise WrongAnswer(failures[0] if failures else f"No answer came within {seconds} s.")
    count = len(latencies)
    return Measured(
        rate=count / elapsed,
        p50_ms=latencies[count // 2] * 1000,
        p99_ms=latencies[min(count - 1, count * 99 // 100)] * 1000,
        cpu_ms=used / count * 1000,
    )


def _work(port: int, requests: Requests, until: float, latencies: list[float], failures: list[str]) -> None:
    try:
        _ask(port, requests, until, latencies, failures)
    except (OSError, WrongAnswer) as error:
        failures.append(str(error))


def _ask(port: int, requests: Requests, until: float, latencies: list[float], failures: list[str]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            started = time.monotonic()
            if started >= until or failures:
                return
            connection.sendall(request)
            status = _read(connection)
            latencies.append(time.monotonic() - started)
            if not status.startswith((b"HTTP/1.1 200", b"HTTP/1.1 303")):
                failures.append(status.decode("latin-1") + " for " + request.split(b"\r\n")[0].decode("latin-1"))


def _read(connection: socket.socket) -> bytes:
    """Read one answer whole; return its status line."""
    received = b""
    while b"\r\n\r\n" not in received:
        received += _some(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    missing = length - len(body)
    while missing > 0:
        missing -= len(_some(connection))
    return head.split(b"\r\n")[0]


def _some(connection: socket.socket) -> bytes:
    part = connection.recv(262_144)
    if not part:
        raise WrongAnswer("The server closed the connection.")
    return part
