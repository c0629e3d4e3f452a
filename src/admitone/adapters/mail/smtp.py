"""Mail by SMTP (RFC 5321) to the mail server of the configuration."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from admitone.core.errors import AdmitError, OutsideRefused, Unavailable
from admitone.mail_server import Encryption, MailServer

# Shorter than the lease of an effect: whoever takes it over must not send while we still do.
SECONDS_MAX: Final = 20.0
_START_TLS: Final = {
    Encryption.FROM_THE_START: False,
    Encryption.REQUIRED: True,
    Encryption.OFFERED: None,
    Encryption.NEVER: False,
}


class SmtpMailer:
    """Fits `Mailer`. One connection per message; certificates are verified.

    OutsideRefused when the server turns the recipient away for good (5xx to RCPT). Everything else is Unavailable: a
    server that is down, slow or full, and a password, sender or certificate that the operator must put right, after
    which the message goes out by itself. After a break in the middle the message may have been accepted; the
    repetition has the same Message-ID.
    """

    def __init__(
        self, server: MailServer, *, tls: ssl.SSLContext | None = None, seconds_max: float = SECONDS_MAX
    ) -> None:
        """Nothing is connected yet. `tls` replaces the system's certificate authorities."""
        self._server = server
        self._tls = tls or ssl.create_default_context()
        self._seconds_max = seconds_max

    async def send(self, message: EmailMessage) -> None:
        """See `Mailer.send`. ValueError for a message without a Message-ID."""
        if not message["Message-ID"]:
            raise ValueError("a message needs a Message-ID")
        async with self._connected() as connection:
            await connection.send_message(message)

    async def describe(self) -> str:
        """Whether the mail server lets us in, by signing in and sending nothing; Unavailable as in `send`."""
        async with self._connected() as connection:
            await connection.noop()
        return f"{self._server.host} lets us in on port {self._server.port}"

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        """A connection on which we are known, for as long as the block may take; its failures in our words."""
        connection = self._connection()
        try:
            async with asyncio.timeout(self._seconds_max):
                await connection.connect()
                yield connection
        except aiosmtplib.SMTPRecipientsRefused as error:
            raise _recipient_refused(error) from error
        except (TimeoutError, aiosmtplib.SMTPTimeoutError) as error:
            raise _unavailable(f"the mail server did not answer within {self._seconds_max:g} s") from error
        except aiosmtplib.SMTPAuthenticationError as error:
            # Servers may repeat what they were sent, so their words stay out of it.
            message_text = f"the mail server refused the credentials of ADMITONE_SMTP_URL with {error.code}"
            raise _unavailable(message_text) from None
        except ssl.SSLError as error:
            raise _unavailable(f"no encrypted connection to the mail server: {error.reason or error}") from error
        except aiosmtplib.SMTPResponseException as error:
            raise _unavailable(f"the mail server answered {_words(error.code, error.message)}") from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _unavailable(f"the mail server cannot be used: {error}") from error
        finally:
            # Taken or not, the server has said so already; a polite farewell could only fail.
            connection.close()

    def _connection(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.username,
            password=server.password,
            use_tls=server.encryption is Encryption.FROM_THE_START,
            start_tls=_START_TLS[server.encryption],
            tls_context=self._tls,
            timeout=self._seconds_max,
        )


def _recipient_refused(error: aiosmtplib.SMTPRecipientsRefused) -> AdmitError:
    first = error.recipients[0]
    words = _words(first.code, first.message)
    if all(refused.code >= 500 for refused in error.recipients):
        return OutsideRefused(f"the mail server does not deliver to this address: {words}", details={"system": "mail"})
    return _unavailable(f"the mail server does not take mail for this address now: {words}")


def _words(code: int, text: str) -> str:
    return f"{code} {' '.join(text.split())}"[:300]


def _unavailable(message: str) -> Unavailable:
    return Unavailable(message, details={"system": "mail"})
