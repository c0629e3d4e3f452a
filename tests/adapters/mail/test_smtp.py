"""The SMTP mailer against real servers."""

from __future__ import annotations

import asyncio
import logging
import ssl
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import quote

import pytest

from admitone.adapters.mail.smtp import SmtpMailer
from admitone.core.errors import OutsideRefused, Unavailable
from admitone.mail_server import parse_mail_server
from tests.adapters.mail.servers import PASSWORD, USERNAME, Mailbox, mail_server, make_certificate, raw_server

LOGIN = f"{USERNAME}:{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def our_tls(certificate: Path) -> ssl.SSLContext:
    """What trusts the test's own authority."""
    return ssl.create_default_context(cafile=certificate)


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Tickets <tickets@example.com>", "maryam@example.org"
    message["Subject"], message["Message-ID"] = "تذاكرك", "<effect-7@example.com>"
    message.set_content("ها هي تذاكرك")
    return message


def mailer(port: int, *, login: str = "", tls: ssl.SSLContext | None = None, **options: str) -> SmtpMailer:
    scheme = options.get("scheme", "smtp")
    query = f"?starttls={options['starttls']}" if "starttls" in options else ""
    return SmtpMailer(parse_mail_server(f"{scheme}://{login}127.0.0.1:{port}{query}"), tls=tls, seconds_max=3)


async def test_a_letter_arrives_as_it_was_written() -> None:
    async with mail_server(Mailbox()) as mailbox:
        await mailer(mailbox.port, starttls="offered").send(letter())
    (envelope,) = mailbox.accepted
    assert (envelope.mail_from, envelope.rcpt_tos) == ("tickets@example.com", ["maryam@example.org"])
    assert isinstance(envelope.content, bytes)
    arrived = message_from_bytes(envelope.content, policy=default)
    assert (arrived["Subject"], arrived["Message-ID"]) == ("تذاكرك", "<effect-7@example.com>")
    assert arrived.get_content().strip() == "ها هي تذاكرك"


async def test_starttls_and_a_password(server_tls: ssl.SSLContext, our_tls: ssl.SSLContext) -> None:
    async with mail_server(Mailbox(), tls=server_tls, logins=True) as mailbox:
        await mailer(mailbox.port, login=LOGIN, tls=our_tls).send(letter())
    assert len(mailbox.accepted) == 1
    assert mailbox.logins == [(USERNAME.encode(), PASSWORD.encode())]


async def test_tls_from_the_start(server_tls: ssl.SSLContext, our_tls: ssl.SSLContext) -> None:
    async with mail_server(Mailbox(), tls=server_tls, from_the_start=True) as mailbox:
        await mailer(mailbox.port, scheme="smtps", tls=our_tls).send(letter())
    assert len(mailbox.accepted) == 1


async def test_an_unknown_authority_is_not_trusted(server_tls: ssl.SSLContext) -> None:
    async with mail_server(Mailbox(), tls=server_tls, logins=True) as mailbox:
        with pytest.raises(Unavailable, match=r"encrypted|certificate"):
            await mailer(mailbox.port, login=LOGIN).send(letter())
    assert (mailbox.accepted, mailbox.logins) == ([], [])


async def test_a_server_without_encryption_gets_nothing_when_it_is_required() -> None:
    async with mail_server(Mailbox()) as mailbox:
        with pytest.raises(Unavailable, match="STARTTLS"):
            await mailer(mailbox.port).send(letter())
    assert mailbox.accepted == []


async def test_a_wrong_password_is_the_operators_and_stays_secret(
    server_tls: ssl.SSLContext, our_tls: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "aiosmtplib")
    async with mail_server(Mailbox(), tls=server_tls, logins=True) as mailbox:
        with pytest.raises(Unavailable, match="ADMITONE_SMTP_URL") as refusal:
            await mailer(mailbox.port, login="tickets:hunter2@", tls=our_tls).send(letter())
    assert mailbox.accepted == []
    assert "hunter2" not in repr(refusal.value) + str(refusal.value.__cause__) + caplog.text


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "553 5.1.3 bad address"])
async def test_an_address_that_does_not_exist_is_refused_for_good(answer: str) -> None:
    async with mail_server(Mailbox(recipient_answer=answer)) as mailbox:
        with pytest.raises(OutsideRefused, match=answer):
            await mailer(mailbox.port, starttls="never").send(letter())


@pytest.mark.parametrize(
    "behaviour",
    [
        Mailbox(recipient_answer="450 4.2.1 greylisted, come back"),
        Mailbox(data_answer="452 4.3.1 no space"),
        Mailbox(data_answer="554 5.6.0 not today"),
    ],
    ids=["greylisting", "full", "content"],
)
async def test_every_other_refusal_can_be_tried_again(behaviour: Mailbox) -> None:
    async with mail_server(behaviour) as mailbox:
        with pytest.raises(Unavailable, match=(behaviour.recipient_answer or behaviour.data_answer)[:3]):
            await mailer(mailbox.port, starttls="never").send(letter())
        behaviour.recipient_answer = behaviour.data_answer = ""
        await mailer(mailbox.port, starttls="never").send(letter())
    assert len(mailbox.accepted) == 1


async def test_a_slow_server_is_left_in_time() -> None:
    async with mail_server(Mailbox(pause_seconds=30)) as mailbox:
        started = asyncio.get_running_loop().time()
        with pytest.raises(Unavailable, match="within 3 s"):
            await mailer(mailbox.port, starttls="never").send(letter())
        assert asyncio.get_running_loop().time() - started < 5


async def test_a_server_that_drips_is_left_in_time() -> None:
    async def drip(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"220-still here\r\n")
            await writer.drain()
            await asyncio.sleep(0.2)

    async with raw_server(drip) as port:
        with pytest.raises(Unavailable, match="within 3 s"):
            await mailer(port, starttls="never").send(letter())


async def test_a_connection_that_breaks_before_the_answer() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        for answer in (b"250 mail.test\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"):
            await reader.readline()
            writer.write(answer)
        await reader.readuntil(b"\r\n.\r\n")

    async with raw_server(hang_up) as port:
        with pytest.raises(Unavailable):
            await mailer(port, starttls="never").send(letter())


async def test_a_server_that_hangs_up_after_accepting_has_accepted() -> None:
    taken = asyncio.Event()

    async def take_and_go(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test\r\n")
        for answer in (b"250 mail.test\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go on\r\n"):
            await reader.readline()
            writer.write(answer)
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 taken\r\n")
        taken.set()

    async with raw_server(take_and_go) as port:
        await mailer(port, starttls="never").send(letter())
    assert taken.is_set()


async def test_babble_is_no_mail_server() -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()

    async with raw_server(babble) as port:
        with pytest.raises(Unavailable):
            await mailer(port, starttls="never").send(letter())


async def test_nobody_listens() -> None:
    async with raw_server(lambda _, __: asyncio.sleep(0)) as port:
        unused = port
    with pytest.raises(Unavailable, match="cannot be used"):
        await mailer(unused, starttls="never").send(letter())


async def test_a_letter_without_identity_is_a_fault_of_ours() -> None:
    message = letter()
    del message["Message-ID"]
    with pytest.raises(ValueError, match="Message-ID"):
        await mailer(1, starttls="never").send(message)


async def test_the_server_is_asked_whether_it_lets_us_in_and_gets_no_letter() -> None:
    async with mail_server(Mailbox()) as mailbox:
        assert "lets us in" in await mailer(mailbox.port, starttls="offered").describe()
    assert mailbox.accepted == []
    with pytest.raises(Unavailable, match="cannot be used"):
        await mailer(mailbox.port, starttls="offered").describe()
