"""Bodies and parameters that no program of ours would send: each is refused in words, none is a fault of the server."""

from __future__ import annotations

from typing import Any

import pytest

from tests.wifi.host import PLACE, Program

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=frontier"
BODIES: dict[str, tuple[str, bytes]] = {
    "no JSON": (JSON, b"service=1"),
    "cut off": (JSON, b'{"service": 1'),
    "a list": (JSON, b"[1]"),
    "null": (JSON, b"null"),
    "NUL bytes": (JSON, b"\0\0\0"),
    "invalid UTF-8": (JSON, b'{"userId": "\xff\xfe"}'),
    "a lone surrogate": (JSON, b'{"service": 1, "userId": "\\ud800"}'),
    "a number of a thousand digits": (JSON, b'{"service": ' + b"9" * 1000 + b"}"),
    "very deep": (JSON, b'{"service":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
    "nothing": (JSON, b""),
    "an empty form": (FORM, b""),
    "a form of invalid UTF-8": (FORM, b"service=1&userId=%ff%fe"),
    "a form of raw bytes": (FORM, b"\xff\xfe=\xff"),
    "a form with too many fields": (FORM, b"&".join(b"a%d=1" % n for n in range(5000))),
    "JSON in a form that is cut off": (FORM, b'{"service": '),
    "parts without their boundary": (PARTS, b"--other\r\n\r\n1\r\n--other--"),
    "parts that end early": (PARTS, b'--frontier\r\nContent-Disposition: form-data; name="service"'),
    "parts of an unknown character set": (
        PARTS,
        b"--frontier\r\nContent-Disposition: form-data; name=a\r\nContent-Type: text/plain;charset=x\r\n\r\n\xff\r\n",
    ),
    "no boundary at all": ("multipart/form-data", b"--a\r\n\r\n--a--"),
    "a media type of rubbish": ("multipart/form-data; boundary=\xff".encode("latin-1").decode("latin-1"), b"x"),
    "text": ("text/plain", b"service"),
}


@pytest.mark.parametrize("path", ["tickets", "tickets/bulk"])
async def test_bodies_that_are_none_are_refused(host: Program, path: str) -> None:
    for name, (media_type, body) in BODIES.items():
        headers = {"Content-Type": media_type.encode("latin-1").decode("latin-1")}
        sent = [(b"content-type", media_type.encode("latin-1"))] if not media_type.isascii() else headers
        answer = await host.client.post(
            f"{host.root}/{PLACE}/{path}",
            content=body,
            headers=[*_pairs(sent), (b"authorization", f"Bearer {host.key}".encode())],
        )
        assert answer.status_code == 400, (name, answer.text)
        assert answer.json()["fields"], name
    assert (await host.call("GET", f"/{PLACE}/tickets")).json()["pagination"]["rows"] == 0


def _pairs(headers: Any) -> list[tuple[bytes, bytes]]:
    pairs = headers.items() if isinstance(headers, dict) else headers
    return [(_bytes(name), _bytes(value)) for name, value in pairs]


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "5001"}, "limit"),
        ({"limit": "all"}, "limit"),
        ({"offset": "-1"}, "offset"),
        ({"offset": "9" * 30}, "offset"),
        ({"state": "happy"}, "state"),
        ({"service": "x"}, "service"),
        ({"issuedFrom": "yesterday"}, "issuedFrom"),
        ({"issuedTo": "9999-12-31"}, "issuedTo"),
        ({"code": "0000-0000-0000"}, "code"),
        ({"userId": "x" * 65}, "userId"),
    ],
)
async def test_filters_that_are_none_are_refused_by_name(host: Program, params: dict[str, str], field: str) -> None:
    assert await host.refusal("GET", f"/{PLACE}/tickets", params=params) == (400, [field])


@pytest.mark.parametrize("place", ["x", "a" * 65, "%00", "..%2f", "ｘ", "28XXX004'--", "28xxx004 "])
async def test_places_that_are_none_are_not_found(host: Program, place: str) -> None:
    answer = await host.call("GET", f"/{place}/tickets")
    assert answer.status_code in {400, 404}, answer.text


@pytest.mark.parametrize("number", ["0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "x", "٣"])
async def test_tickets_that_are_none_are_not_found(host: Program, number: str) -> None:
    for method, path in (("GET", ""), ("POST", "/revoke"), ("POST", "/topup"), ("GET", "/print")):
        answer = await host.call(
            method, f"/{PLACE}/tickets/{number}{path}", **({"json": {}} if method == "POST" else {})
        )
        assert answer.status_code in {400, 404, 405}, (path, answer.text)


SERVICES: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "name"),
    ({"name": "x" * 101}, "name"),
    ({"name": "a\u202eb"}, "name"),
    ({"typeId": "xyz"}, "typeId"),
    ({"typeId": ""}, "typeId"),
    ({"expTime": 0}, "expTime"),
    ({"expTime": -1}, "expTime"),
    ({"expTime": 2**63}, "expTime"),
    ({"expTime": 10**12}, "expTime"),
    ({"onlineTime": 60}, "onlineTime"),
    ({"trafficLimit": 60}, "trafficLimit"),
    ({"fixedEnd": "2030-01-01"}, "fixedEnd"),
    ({"typeId": "ttl", "expTime": 0, "fixedEnd": "soon"}, "fixedEnd"),
    ({"typeId": "trf", "expTime": 0, "download": 2**60}, "download"),
    ({"dailyLimit": 90000}, "dailyLimit"),
    ({"downrate": 2**40}, "downrate"),
    ({"simDevices": 1001}, "simDevices"),
    ({"maxUsers": 1001}, "maxUsers"),
    ({"price": -1}, "price"),
    ({"price": 1e300}, "price"),
    ({"price": 0.001}, "price"),
    ({"status": 2}, "status"),
    ({"issueOrder": 10**9}, "issueOrder"),
]


@pytest.mark.parametrize(("terms", "field"), SERVICES)
async def test_services_that_cannot_be_are_refused_by_field(host: Program, terms: dict[str, Any], field: str) -> None:
    body = {"name": "1 hour", "typeId": "ttf", "expTime": 3600, **terms}
    status, fields = await host.refusal("POST", f"/{PLACE}/services", json=body)
    assert (status, field in fields) == (400, True), fields


LOCATIONS: list[tuple[dict[str, Any], str]] = [
    ({"name": " "}, "name"),
    ({"name": "x" * 101}, "name"),
    ({"LocationId": "a b"}, "LocationId"),
    ({"LocationId": "x" * 33}, "LocationId"),
    ({"currency": "ZZZ"}, "currency"),
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"timezone": "../../etc/passwd"}, "timezone"),
    ({"printFormat": "a3"}, "printFormat"),
    ({"slipWidth": 70}, "slipWidth"),
    ({"networkName": "x" * 33}, "networkName"),
    ({"portalUrl": "javascript:alert(1)"}, "portalUrl"),
    ({"portalUrl": "http://["}, "portalUrl"),
    ({"venueUrl": "ftp://a"}, "venueUrl"),
    ({"portalTexts": {"xx": "a"}}, "portalTexts"),
    ({"portalTexts": {"en": "a" * 2001}}, "portalTexts"),
    ({"interimSeconds": 1}, "interimSeconds"),
]


@pytest.mark.parametrize(("body", "field"), LOCATIONS)
async def test_locations_that_cannot_be_are_refused_by_field(host: Program, body: dict[str, Any], field: str) -> None:
    assert await host.refusal("POST", json={"name": "Annex", **body}) == (400, [field])


async def test_the_currency_stays_while_there_are_prices_in_it(host: Program) -> None:
    service = await host.service(price=5)
    assert await host.refusal("PATCH", f"/{PLACE}", json={"currency": "KWD"}) == (409, ["currency"])
    assert (await host.call("DELETE", f"/{PLACE}/services/{service}")).status_code == 204
    assert (await host.data("PATCH", f"/{PLACE}", json={"currency": "kwd"}))["currency"] == "KWD"
