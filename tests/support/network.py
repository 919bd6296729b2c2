"""No test talks to another machine."""

from __future__ import annotations

import socket
from typing import Any

LOOPBACK = ("127.", "::1", "localhost")


def refuse_other_machines(patch: Any) -> None:
    """Make every connection fail that would leave this machine."""
    connect = socket.socket.connect

    def checked(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise AssertionError(f"A test tried to reach {address[0]}: tests use no network.")
        connect(self, address)

    patch.setattr(socket.socket, "connect", checked)
