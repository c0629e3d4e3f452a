"""Passes as others see them: openssl verifies, a public Node package reads, and what was tampered with is refused."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from admitone.adapters.passes.development_chain import make_test_chain
from admitone.adapters.passes.maker import ApplePassMaker
from tests.adapters.passes.conftest import Chain
from tests.adapters.passes.wallet import admission, check_package, check_signature, content_of, judge, unzip

UPDATES = "https://tickets.example.com/wallet"
LOGO = {"logo.png": b"1", "logo@2x.png": b"2", "logo@3x.png": b"3"}


@pytest.fixture
def maker(chain: Chain) -> ApplePassMaker:
    return ApplePassMaker(lambda: chain.signer, UPDATES)


def make(maker: ApplePassMaker, **changes: Any) -> bytes:
    return maker.make(admission(**changes), serial="s" * 32, token="t" * 32, logo={})


def rezipped(package: bytes, **changed: bytes) -> bytes:
    """A package with other files, as somebody makes it who cannot sign."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as target:
        for name, content in (unzip(package) | changed).items():
            target.writestr(name, content)
    return archive.getvalue()


def test_openssl_verifies_what_was_signed(maker: ApplePassMaker, chain: Chain, tmp_path: Path) -> None:
    package = maker.make(admission(), serial="s" * 32, token="t" * 32, logo=LOGO)
    assert check_package(package, chain.root, tmp_path) is None
    names = {"pass.json", "icon.png", "icon@2x.png", "icon@3x.png", *LOGO, "manifest.json", "signature"}
    assert set(unzip(package)) == names | {"en.lproj/pass.strings", "ar.lproj/pass.strings"}


def test_what_was_tampered_with_is_refused(maker: ApplePassMaker, chain: Chain, tmp_path: Path) -> None:
    package = make(maker)
    files = unzip(package)
    free = json.dumps(content_of(package) | {"voided": True}).encode()
    assert "pass.json" in (check_package(rezipped(package, **{"pass.json": free}), chain.root, tmp_path) or "")
    # Whoever mends the manifest too cannot mend the signature.
    manifest = files["manifest.json"].replace(b'"pass.json":"', b'"pass.json":"0')
    forged = rezipped(package, **{"manifest.json": manifest, "pass.json": free})
    assert check_package(forged, chain.root, tmp_path)
    one_letter = bytearray(files["manifest.json"])
    one_letter[-3] ^= 1
    problem = check_signature(bytes(one_letter), files["signature"], chain.root, tmp_path)
    assert "digest failure" in (problem or "")
    other_root = x509.load_pem_x509_certificates(make_test_chain())[2]
    assert "verify error" in (check_package(package, other_root, tmp_path) or ""), "another chain is not ours"


def test_a_public_package_takes_our_passes_and_refuses_bad_ones(maker: ApplePassMaker, tmp_path: Path) -> None:
    good = content_of(make(maker))
    field = {"key": "date", "value": "tomorrow", "dateStyle": "PKDateStyleTomorrow"}
    bad = {
        "format": good | {"barcodes": [good["barcodes"][0] | {"format": "QR"}]},
        "serial": good | {"serialNumber": 7},
        "color": good | {"backgroundColor": "navy"},
        "token": good | {"authenticationToken": "t" * 15},
        "style": {key: value for key, value in good.items() if key != "eventTicket"},
        "field": good | {"eventTicket": {"headerFields": [field]}},
    }
    kinds = {
        "whole": good,
        "arabic": content_of(make(maker, title="مهرجان", holder="مريم", language="ar")),
        "void": content_of(make(maker, voided=True)),
        "stock": content_of(
            make(maker, starts_at=None, ends_at=None, doors_at=None, time_slot="10:15", code_format="CODE128")
        ),
        "bare": content_of(make(maker, venue=None, latitude=None, sector=None, kind=None, price_minor=None, code=None)),
    }
    verdicts = judge(kinds | bad, tmp_path)
    assert {name: verdicts[name] for name in kinds} == dict.fromkeys(kinds)
    assert all(verdicts[name] for name in bad), verdicts


def test_a_pass_says_what_when_where_and_for_whom(maker: ApplePassMaker) -> None:
    content = content_of(make(maker))
    assert content["passTypeIdentifier"] == "pass.test.admitone"
    assert (content["webServiceURL"], content["authenticationToken"]) == (UPDATES, "t" * 32)
    assert content["relevantDate"] == "2027-01-02T20:00:00+04:00"
    assert content["expirationDate"] == "2027-01-03T02:00:00+00:00"
    assert content["locations"] == [{"latitude": 24.83, "longitude": 55.37}]
    assert content["barcodes"] == [
        {
            "format": "PKBarcodeFormatQR",
            "message": "K5QW3LZTB2YH6MNRAX4D7CPE",
            "messageEncoding": "iso-8859-1",
            "altText": "K5QW3LZTB2YH6MNRAX4D7CPE",
        }
    ]
    fields = [field for group in content["eventTicket"].values() for field in group]
    values = {field["key"]: field["value"] for field in fields}
    assert len(values) == len(fields), "keys are unique in a pass"
    assert values["doors"] == "2027-01-02T18:30:00+04:00"
    assert (values["event"], values["sector"], values["holder"]) == (
        "Desert Nights Festival",
        "Block B",
        "Maryam Al-Ali",
    )
    assert (values["number"], values["price"], values["terms"]) == (
        "DN-000007",
        1250.0,
        "Doors close at 21:00.\nNo refunds.",
    )
    groups = {name: len(group) for name, group in content["eventTicket"].items()}
    assert groups["headerFields"] <= 3
    assert max(groups["secondaryFields"], groups["auxiliaryFields"]) <= 4


def test_every_label_is_there_in_both_languages(maker: ApplePassMaker) -> None:
    files = unzip(make(maker, voided=True))
    labels = {field["label"] for group in json.loads(files["pass.json"])["eventTicket"].values() for field in group}
    for tag in ("en", "ar"):
        strings = files[f"{tag}.lproj/pass.strings"].decode()
        assert all(f'"{label}" = ' in strings for label in labels)


def test_a_void_pass_has_no_code(maker: ApplePassMaker) -> None:
    content = content_of(make(maker, voided=True))
    assert content["voided"] is True
    assert "barcodes" not in content
    assert b"K5QW3LZTB2YH6MNRAX4D7CPE" not in unzip(make(maker, voided=True))["pass.json"]


def test_stock_with_a_slot_is_at_hand_then(maker: ApplePassMaker) -> None:
    plain = {"starts_at": None, "ends_at": None, "doors_at": None}
    timed = content_of(make(maker, **plain, time_slot="9:15-10:00"))
    assert timed["relevantDate"] == "2027-01-02T09:15:00+04:00"
    assert timed["expirationDate"] == "2027-01-03T06:00:00+04:00"
    worded = content_of(make(maker, **plain, time_slot="sunset"))
    assert worded["relevantDate"] == "2027-01-02T00:00:00+04:00"
    assert {"key": "time", "label": "admitone.time", "value": "sunset", "changeMessage": "%@"} in worded["eventTicket"][
        "secondaryFields"
    ]
    assert "relevantDate" not in content_of(make(maker, **plain, day=None))


def test_several_passes_travel_as_one(maker: ApplePassMaker, chain: Chain, tmp_path: Path) -> None:
    passes = [make(maker, ticket_id=number) for number in range(3)]
    bundle = unzip(maker.bundle(passes))
    assert list(bundle.values()) == passes
    assert all(name.endswith(".pkpass") for name in bundle)


def test_where_devices_cannot_reach_us_passes_do_not_say_they_can(chain: Chain) -> None:
    content = content_of(make(ApplePassMaker(lambda: chain.signer, None)))
    assert not {"webServiceURL", "authenticationToken"} & set(content)
