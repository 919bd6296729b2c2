"""One command from nothing to a running site: migrations, the bundled course, the first administrator's link, the server."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy as sa
import waitress
from flask import Flask

from app import MAX_FORM_BYTES, create_app
from courses.operations import start
from courses.shared import outbox
from courses.shared.config import Settings, WrongSetting, read_settings, web_address
from courses.shared.db import unreachable


def main() -> None:
    """Serve until stopped."""
    # What is made here (the database, the secret key) is nobody else's to read.
    os.umask(0o077)
    with one_sentence():
        settings = read_settings()
        prepare_log(settings)
        app = create_app(settings)
        with app.app_context():
            for line in start.prepare(app):
                print(line, flush=True)
    serve(app, settings)


def prepare_log(settings: Settings) -> None:
    """Write the log to the standard error output, without what libraries say of their daily work."""
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("waitress.queue", "alembic"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


@contextmanager
def one_sentence() -> Generator[None]:
    """End the program with a sentence where its surroundings are not as they should be: settings, folders, the database."""
    try:
        yield
    except WrongSetting as error:
        sys.exit(str(error))
    except sa.exc.DBAPIError as error:
        sys.exit(str(unreachable(error.orig)))
    except OSError as error:
        sys.exit(f"{error.filename or 'The instance folder'} cannot be used ({error.strerror}); see INSTANCE_PATH.")


def serve(app: Flask, settings: Settings) -> None:
    """Answer requests; the address is printed last, when it answers already."""
    try:
        server = waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident=None,
            clear_untrusted_proxy_headers=settings.trusted_proxies == 0,
            # Flask refuses larger ones with a page; waitress would keep up to a gigabyte of them first.
            max_request_body_size=2 * MAX_FORM_BYTES,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such address on this machine"
        sys.exit(f"Port {settings.port} on {settings.host} cannot be used ({reason}). Choose another: PORT=8001 ./dev")
    outbox.start_worker(app)
    port = server.effective_port if hasattr(server, "effective_port") else settings.port
    print(web_address(settings.host, port), flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


if __name__ == "__main__":
    main()
