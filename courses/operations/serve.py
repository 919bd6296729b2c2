"""One command from nothing to a running site: migrations, the bundled course, the first administrator's link, the server."""

from __future__ import annotations

import logging
import os
import sys

import waitress
from flask import Flask

from app import MAX_FORM_BYTES, create_app
from courses.operations import start
from courses.shared import outbox
from courses.shared.config import Settings, WrongSetting, read_settings


def main() -> None:
    """Serve until stopped."""
    # What is made here (the database, the secret key) is nobody else's to read.
    os.umask(0o077)
    try:
        settings = read_settings()
    except WrongSetting as error:
        sys.exit(str(error))
    logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("waitress.queue", "alembic"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    app = create_app(settings)
    with app.app_context():
        for line in start.prepare(app):
            print(line, flush=True)
    serve(app, settings)


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
    except OSError as error:
        sys.exit(
            f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). Choose another: PORT=8001 ./dev"
        )
    outbox.start_worker(app)
    port = server.effective_port if hasattr(server, "effective_port") else settings.port
    print(f"http://{settings.host}:{port}", flush=True)
    try:
        server.run()
    except KeyboardInterrupt:
        server.close()


if __name__ == "__main__":
    main()
