"""Disconnect- and CoA-Requests, against FreeRADIUS in the part of an access point, and against one that is deaf."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from admitone.adapters.access_servers.client import RadiusAccessServers
from admitone.core.clock import utc_now
from admitone.core.errors import OutsideRefused, Unavailable
from admitone.core.wifi.model import PortalServer
from admitone.core.wifi.orders import SessionLimits, SessionName, SessionVerdict
from tests.servers.nas import AccessPoint, running_access_point, running_deaf

SECRET = "a-secret-of-the-lobby"
QUICK = RadiusAccessServers((0.1, 0.1))
REAL = RadiusAccessServers()


def server(port: int, secret: str = SECRET, kind: str | None = None) -> PortalServer:
    return PortalServer(
        id=1,
        location_id=1,
        nas="lobby",
        address="127.0.0.1",
        disconnect_port=port,
        secret=secret,
        login_kind=kind,
        login_url=None,
        uam_secret=None,
        created_at=utc_now(),
        updated_at=utc_now(),
    )


def session(number: str = "s1", nas: str = "lobby", address: str | None = "10.0.0.7") -> SessionName:
    return SessionName(nas, number, "ABCDEFGHJKMN", "aa:bb:cc:00:00:01", address)


@pytest.fixture(scope="module")
def point(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessPoint]:
    with running_access_point(tmp_path_factory.mktemp("nas") / "point", SECRET) as running:
        yield running


async def test_a_session_is_ended(point: AccessPoint) -> None:
    assert await REAL.disconnect(server(point.port), session()) is SessionVerdict.DONE
    order = point.orders()
    for line in (
        "Disconnect-Request",
        'NAS-Identifier = "lobby"',
        'Acct-Session-Id = "s1"',
        'User-Name = "ABCDEFGHJKMN"',
        'Calling-Station-Id = "aa:bb:cc:00:00:01"',
        "Framed-IP-Address = 10.0.0.7",
        "Event-Timestamp",
    ):
        assert line in order
    await REAL.disconnect(server(point.port), session(nas="192.0.2.9", address="fe80::1"))
    assert "NAS-IP-Address = 192.0.2.9" in point.orders()


async def test_a_session_that_is_gone_is_no_fault(point: AccessPoint) -> None:
    assert await REAL.disconnect(server(point.port), session("gone")) is SessionVerdict.GONE
    assert await REAL.change(server(point.port), session("gone"), SessionLimits(seconds=60)) is SessionVerdict.GONE


async def test_a_refusal_is_for_a_person(point: AccessPoint) -> None:
    with pytest.raises(OutsideRefused, match=r"lobby refuses .*501"):
        await REAL.disconnect(server(point.port), session("never"))
    minute = SessionLimits(seconds=60)
    assert await REAL.change(server(point.port), session("never"), minute) is SessionVerdict.UNSUPPORTED


async def test_a_session_is_given_more_time(point: AccessPoint) -> None:
    assert await REAL.change(server(point.port), session("s9"), SessionLimits(seconds=7200)) is SessionVerdict.DONE
    assert "CoA-Request" in point.orders()
    assert "Session-Timeout = 7200" in point.orders()


async def test_a_session_is_given_more_traffic_in_the_words_of_its_maker(point: AccessPoint) -> None:
    limits = SessionLimits(seconds=60, traffic_bytes=5 * 2**30, download_bytes=7, upload_bytes=9)
    chilli, mikrotik = (server(point.port, kind=kind) for kind in ("uam", "mikrotik"))
    assert await REAL.change(chilli, session("c1"), limits) is SessionVerdict.DONE
    (order,) = (one for one in point.orders().split("\n\n") if '"c1"' in one)
    assert "ChilliSpot-Max-Total-Octets = 4294967295" in order
    assert "ChilliSpot-Max-Output-Octets = 7" in order
    assert "ChilliSpot-Max-Input-Octets = 9" in order
    assert "Mikrotik" not in order
    assert await REAL.change(mikrotik, session("m1"), limits) is SessionVerdict.DONE
    (order,) = (one for one in point.orders().split("\n\n") if '"m1"' in one)
    assert "Mikrotik-Total-Limit = 1073741824" in order
    assert "Mikrotik-Total-Limit-Gigawords = 1" in order
    assert "Mikrotik-Xmit-Limit = 7" in order
    assert "Mikrotik-Recv-Limit = 9" in order
    assert "ChilliSpot" not in order
    assert await REAL.change(server(point.port), session("b1"), SessionLimits(traffic_bytes=5)) is SessionVerdict.DONE
    (order,) = (one for one in point.orders().split("\n\n") if '"b1"' in one)
    assert "ChilliSpot-Max-Total-Octets = 5" in order
    assert "Mikrotik-Total-Limit = 5" in order
    assert "Session-Timeout" not in order


async def test_who_knows_no_limits_of_traffic_is_told_the_time_alone(point: AccessPoint) -> None:
    limits = SessionLimits(seconds=61, traffic_bytes=5)
    assert await REAL.change(server(point.port), session("plain"), limits) is SessionVerdict.UNSUPPORTED
    *_, order = (one for one in point.orders().split("\n\n") if '"plain"' in one)
    assert "Session-Timeout = 61" in order
    assert "Total" not in order


async def test_an_order_with_the_wrong_secret_is_not_carried_out(point: AccessPoint) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        await QUICK.disconnect(server(point.port, "another secret"), session("s8"))
    assert '"s8"' not in point.orders()


async def test_who_does_not_answer_is_asked_again_with_the_same_packet() -> None:
    async with running_deaf() as deaf:
        with pytest.raises(Unavailable, match="lobby does not answer"):
            await QUICK.disconnect(server(deaf.port), session())
        assert len(deaf.heard) == 2
        assert deaf.heard[0] == deaf.heard[1]


@pytest.mark.parametrize(
    "forged",
    [b"x", b"\x29ID\x00\x14" + b"\x00" * 16, b"\x29ID\xff\xff" + b"\x00" * 16, b"\x29ID\x00\x15" + b"\x00" * 17],
)
async def test_an_answer_that_is_not_signed_is_none(forged: bytes) -> None:
    async with running_deaf() as deaf:
        deaf.answer = forged
        with pytest.raises(Unavailable):
            await QUICK.disconnect(server(deaf.port), session())


async def test_an_address_where_nobody_is() -> None:
    async with running_deaf() as deaf:
        port = deaf.port
    with pytest.raises(Unavailable):
        await QUICK.disconnect(server(port), session())
    nowhere = server(port)
    with pytest.raises(Unavailable, match="cannot be reached"):
        await QUICK.disconnect(
            PortalServer(
                **{name: getattr(nowhere, name) for name in nowhere.__struct_fields__} | {"address": "no.invalid"}
            ),
            session(),
        )
