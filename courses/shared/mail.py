"""Mail through SMTP if it is configured, otherwise written to the log with a clear note."""

from __future__ import annotations

import logging
import smtplib
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask
from sqlalchemy.orm import Session

from courses.shared import clock, outbox
from courses.shared.config import Settings

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 20


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
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with kind(parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT_SECONDS) as server:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
