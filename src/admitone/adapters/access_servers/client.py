"""Sends Disconnect- and CoA-Requests to access servers, over UDP."""

from __future__ import annotations

import asyncio
import ipaddress
import secrets
import time
from collections.abc import Sequence
from typing import Final

import structlog

from admitone.adapters.access_servers.packets import (
    ACCT_SESSION_ID,
    CALLING_STATION_ID,
    EVENT_TIMESTAMP,
    FRAMED_IP_ADDRESS,
    NAS_IDENTIFIER,
    NAS_IP_ADDRESS,
    SESSION_NOT_FOUND,
    SESSION_TIMEOUT,
    USER_NAME,
    Answer,
    Attribute,
    Code,
    MalformedPacket,
    read_answer,
    write_request,
)
from admitone.adapters.access_servers.traffic import write_traffic
from admitone.core.errors import OutsideRefused, Unavailable
from admitone.core.wifi.model import AccessServer, PortalServer
from admitone.core.wifi.orders import SessionLimits, SessionName, SessionVerdict

# RFC 5080 2.2.1 wants growing pauses; the whole lasts less than an effect's lease.
PAUSES_SECONDS: Final = (1.0, 2.0, 4.0)
# RFC 2865 5: an attribute's value.
_TEXT_BYTES_MAX: Final = 253
_log = structlog.get_logger(__name__)


class RadiusAccessServers:
    """Access servers that speak RADIUS."""

    def __init__(self, pauses_seconds: Sequence[float] = PAUSES_SECONDS) -> None:
        """`pauses_seconds` are how long each attempt waits for its answer."""
        self._pauses = tuple(pauses_seconds)

    async def disconnect(self, server: AccessServer, session: SessionName) -> SessionVerdict:
        """End a session."""
        answer = await self._ask(server, Code.DISCONNECT_REQUEST, _identify(session))
        if answer.code is Code.DISCONNECT_ACK:
            return SessionVerdict.DONE
        if answer.error_cause == SESSION_NOT_FOUND:
            return SessionVerdict.GONE
        message = f"the access server {server.nas} refuses to disconnect a device (Error-Cause {answer.error_cause})"
        raise OutsideRefused(message)

    async def change(self, server: PortalServer, session: SessionName, limits: SessionLimits) -> SessionVerdict:
        """Let a session use so much; UNSUPPORTED also when it took the time alone.

        An access server that refuses the attributes of traffic, which are its maker's own, is asked for the time alone:
        it refuses the whole request for one attribute (RFC 5176 2.3).
        """
        timed = _identify(session)
        if limits.seconds is not None:
            timed.append((SESSION_TIMEOUT, min(limits.seconds, 2**31 - 1).to_bytes(4, "big")))
        if not limits.of_traffic:
            return await self._change(server, timed)
        verdict = await self._change(server, [*timed, *write_traffic(limits, server.login_kind)])
        if verdict is SessionVerdict.UNSUPPORTED and limits.seconds is not None:
            await self._change(server, timed)
        return verdict

    async def _change(self, server: PortalServer, attributes: list[Attribute]) -> SessionVerdict:
        answer = await self._ask(server, Code.COA_REQUEST, attributes)
        if answer.code is Code.COA_ACK:
            return SessionVerdict.DONE
        return SessionVerdict.GONE if answer.error_cause == SESSION_NOT_FOUND else SessionVerdict.UNSUPPORTED

    async def _ask(self, server: AccessServer, code: Code, attributes: list[Attribute]) -> Answer:
        secret, identifier = server.secret.encode(), secrets.randbelow(256)
        stamped = [*attributes, (EVENT_TIMESTAMP, int(time.time()).to_bytes(4, "big"))]
        request = write_request(code, identifier, stamped, secret)
        loop = asyncio.get_running_loop()
        try:
            transport, protocol = await loop.create_datagram_endpoint(
                lambda: _Waiting(request, secret), remote_addr=(server.address, server.disconnect_port)
            )
        except OSError as error:
            raise Unavailable(f"the access server {server.nas} cannot be reached at {server.address}") from error
        try:
            # The same packet again, so that the access server recognises what it has carried out already.
            for pause in self._pauses:
                transport.sendto(request)
                await asyncio.wait([protocol.answer], timeout=pause)
                if protocol.answer.done():
                    return protocol.answer.result()
        finally:
            transport.close()
        raise Unavailable(f"the access server {server.nas} does not answer at {server.address}")


class _Waiting(asyncio.DatagramProtocol):
    """Waits for the answer to one request, whatever else arrives."""

    def __init__(self, request: bytes, secret: bytes) -> None:
        self._request = request
        self._secret = secret
        self.answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Take the answer; what is none is left alone, since anybody can send that."""
        try:
            answer = read_answer(data, self._request, self._secret)
        except MalformedPacket as error:
            _log.warning("radius_answer_ignored", reason=str(error))
            return
        if not self.answer.done():
            self.answer.set_result(answer)

    def error_received(self, exc: Exception) -> None:
        """Nobody listens at that port now; the next attempt may find somebody."""
        _log.info("access_server_unreachable", reason=str(exc))


def _identify(session: SessionName) -> list[Attribute]:
    nas = _address(session.nas)
    attributes: list[Attribute] = [
        (NAS_IDENTIFIER, session.nas.encode()) if nas is None else (NAS_IP_ADDRESS, nas),
        (USER_NAME, session.user_name.encode()),
        (ACCT_SESSION_ID, session.acct_session_id.encode()),
    ]
    if session.device:
        attributes.append((CALLING_STATION_ID, session.device.encode()[:_TEXT_BYTES_MAX]))
    framed = _address(session.address or "")
    if framed is not None:
        attributes.append((FRAMED_IP_ADDRESS, framed))
    return attributes


def _address(text: str) -> bytes | None:
    """An IPv4 address as RADIUS writes it, None for what is none."""
    try:
        return ipaddress.IPv4Address(text).packed
    except ValueError:
        return None
