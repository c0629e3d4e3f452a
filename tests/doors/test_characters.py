"""Characters that PostgreSQL does not keep, wherever callers can put them: no door lets one become a fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from litestar.routes import HTTPRoute

from admitone.app import BodyLimits, mount_doors
from tests.doors.conftest import House

# NUL alone and behind a letter, and a lone surrogate as UTF-8 would write it.
BAD = ("%00", "x%00", "%ed%a0%80")
NAMES = ["text", "code", "email", "userId", "username", "password", "name", "status", "key", "before", "barcode"]
NAMES += ["device", "mac", "lang", "next", "seen", "notice", "q", "passesUpdatedSince"]


Places = Callable[[House], Iterator[tuple[str, str, bytes]]]


def routes() -> Iterator[tuple[str, str, dict[str, type]]]:
    """Method, path and kinds of the path's parameters of everything that is mounted."""
    for route in mount_doors(BodyLimits(100_000, 100_000)).routes:
        if isinstance(route, HTTPRoute):
            kinds = {name: found.type for name, found in route.path_parameters.items()}
            for method in sorted(route.methods - {"OPTIONS", "HEAD"}):
                yield method, re.sub(r"\{(\w+):\w+\}", r"{\1}", route.path_format), kinds


def in_paths(house: House) -> Iterator[tuple[str, str, bytes]]:
    """Each parameter of each path, the others good."""
    for method, path, kinds in routes():
        good = {name: house.value(name, kind) for name, kind in kinds.items()}
        for name in kinds:
            for bad in BAD:
                yield method, path.format_map(good | {name: bad}), b""


def in_queries(house: House) -> Iterator[tuple[str, str, bytes]]:
    """Each name in the query of everything that is read."""
    for method, path, kinds in routes():
        if method == "GET":
            good = path.format_map({name: house.value(name, kind) for name, kind in kinds.items()})
            yield from ((method, f"{good}?{name}={BAD[1]}", b"") for name in NAMES)
            # A portal looks a device up only for guests who come back.
            yield method, f"{good}?res=success&mac=%00", b""


def in_forms(house: House) -> Iterator[tuple[str, str, bytes]]:
    """Every field of every form at once, and each alone."""
    for method, path, kinds in routes():
        if method == "POST" and not path.startswith("/offline"):
            good = path.format_map({name: house.value(name, kind) for name, kind in kinds.items()})
            yield from ((method, good, f"{name}={BAD[1]}".encode()) for name in NAMES)
            yield method, good, b"&".join(f"{name}=%00".encode() for name in NAMES)
            # Behind a good code the device is looked up.
            yield method, good, f"code={house.code}&mac=%00".encode()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("places", [in_paths, in_queries, in_forms])
async def test_no_door_fails_for_a_character_that_no_database_keeps(house: House, places: Places) -> None:
    failed = []
    for method, address, form in places(house):
        headers = house.headers(address)
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = await house.client.request(method, address, content=form, headers=headers)
        if answer.status_code >= 500:
            failed.append((answer.status_code, method, address, form))
    assert failed == [], "\n".join(map(str, failed))
