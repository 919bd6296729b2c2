"""Mail through SMTP if it is configured, otherwise written to the log with a clear note."""

from __future__ import annotations

import logging
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy.orm import Session

from courses.shared import clock, outbox
from courses.shared.config import Settings

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20
OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


def send(session: Session, *, to: str, subject: str, text: str) -> None:
    """Queue a mail; it leaves after the commit."""
    outbox.put(session, "mail", {"to": to, "subject": subject, "text": text}, now=clock.now())


def init_app(app: Flask, settings: Settings) -> None:
    """Teach the outbox to deliver mail."""

    def deliver(payload: dict[str, Any]) -> None:
        message = _message(payload, settings.mail_from)
        if settings.smtp_url:
            _through_smtp(message, settings.smtp_url)
        else:
            log.warning(
                "No SMTP_URL is set, so this mail is written here instead:\nTo: %s\nSubject: %s\n\n%s",
                *payload.values(),
            )

    outbox.HANDLERS["mail"] = deliver


def _message(payload: dict[str, Any], sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, payload["to"], payload["subject"]
    message.set_content(payload["text"])
    return message


def _through_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 0, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or 0, timeout=TIMEOUT_SECONDS)
    with connection as server:
        is_private = parts.scheme == "smtps" or _encrypt(server, context)
        if parts.username:
            if not is_private and host not in OWN_MACHINE:
                raise smtplib.SMTPNotSupportedError(f"{host} offers no encryption, so the password is not sent to it.")
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)


def _encrypt(server: smtplib.SMTP, context: ssl.SSLContext) -> bool:
    """Encrypt the connection if the server can; whether it is encrypted now."""
    server.ehlo()
    if not server.has_extn("starttls"):
        return False
    server.starttls(context=context)
    server.ehlo()
    return True
