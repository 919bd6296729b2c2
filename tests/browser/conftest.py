"""What several browser tests share: the site of the demonstration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.demo import demo_site
from tests.support.server import LiveServer


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with the demonstration's people; tests must not depend on what others did there."""
    with demo_site(tmp_path_factory.mktemp("demo")) as server:
        yield server
