"""The code itself: what is believed, what is not, and what others make of it who have never seen ours."""

from __future__ import annotations

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from admitone.core.secure.base45 import decode_base45, encode_base45
from admitone.core.secure.codes import (
    PREFIX,
    PROOF_SECONDS,
    NoCode,
    SecureTicket,
    StaleProof,
    holder_key_of,
    issue_ticket,
    key_id_of,
    read_code,
    show_code,
)
from admitone.core.secure.lists import Revocations, read_revocations, sign_revocations
from tests.secure.phone import Phone, unbase64url

NOW = 1_800_000_000
UID = "00112233445566778899aabbccddeeff"
ISSUER = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY_ID = key_id_of(ISSUER.public_key().public_bytes_raw())
KEYS = {KEY_ID: ISSUER.public_key()}


def bound(phone: Phone, **more: int | str) -> Phone:
    holder = holder_key_of(*(unbase64url(phone.coordinates[name]) for name in "xy"))
    values = {
        "uid": UID, "event": 7, "config": 3, "version": 1, "status_index": 0, "not_before": NOW, "expires": NOW + 3600
    } | more  # fmt: skip
    phone.ticket = issue_ticket(SecureTicket(holder=holder, **values), ISSUER, KEY_ID)  # type: ignore[arg-type]
    return phone


def shown(phone: Phone, now: int = NOW) -> str:
    return show_code(phone.ticket, phone.sign, now)


@given(st.binary(max_size=400))
def test_base45_comes_back(data: bytes) -> None:
    assert decode_base45(encode_base45(data)) == data


@pytest.mark.parametrize(("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581")])
def test_base45_is_that_of_the_rfc(data: bytes, text: str) -> None:
    assert encode_base45(data) == text


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "ab", "ABCD"])
def test_what_is_no_base45_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        decode_base45(text)


def test_a_code_says_what_its_ticket_is_and_when_it_was_shown() -> None:
    code = shown(bound(Phone()))
    read = read_code(code, KEYS, NOW + 5)
    assert (read.ticket.uid, read.ticket.event, read.ticket.config, read.ticket.version) == (UID, 7, 3, 1)
    assert read.shown_at == NOW
    assert len(code) <= 400, "a QR code of 65 modules a side, which phones read from a screen"


@pytest.mark.parametrize("apart", [-PROOF_SECONDS - 1, PROOF_SECONDS + 1])
def test_a_picture_of_a_code_is_stale_in_seconds(apart: int) -> None:
    code = shown(bound(Phone()))
    with pytest.raises(StaleProof):
        read_code(code, KEYS, NOW + apart)


@pytest.mark.parametrize("apart", [-PROOF_SECONDS, PROOF_SECONDS])
def test_clocks_may_differ_a_little(apart: int) -> None:
    assert read_code(shown(bound(Phone())), KEYS, NOW + apart).ticket.uid == UID


def test_another_phone_cannot_show_the_ticket() -> None:
    thief = Phone(ticket=bound(Phone()).ticket)
    with pytest.raises(NoCode, match="signature"):
        read_code(shown(thief), KEYS, NOW)


def test_a_proof_does_not_fit_another_ticket_of_the_same_phone() -> None:
    phone = bound(Phone())
    first = shown(phone)
    other = shown(bound(phone, uid="ff" * 16))
    halves = [cbor2.loads(decode_base45(code.removeprefix(PREFIX))) for code in (first, other)]
    mixed = PREFIX + encode_base45(cbor2.dumps([halves[0][0], halves[1][1]]))
    with pytest.raises(NoCode, match="signature"):
        read_code(mixed, KEYS, NOW)


def test_keys_of_other_events_sign_nothing_here() -> None:
    other = Ed25519PrivateKey.generate()
    phone = Phone()
    holder = holder_key_of(*(unbase64url(phone.coordinates[name]) for name in "xy"))
    ticket = SecureTicket(UID, 7, 3, 1, 0, NOW, NOW + 9, holder)
    for key_id in (KEY_ID, key_id_of(other.public_key().public_bytes_raw())):
        phone.ticket = issue_ticket(ticket, other, key_id)
        with pytest.raises(NoCode):
            read_code(shown(phone), KEYS, NOW)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_bit_can_be_changed(data: st.DataObject) -> None:
    whole = bytearray(decode_base45(shown(PHONE).removeprefix(PREFIX)))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    with pytest.raises(NoCode):
        read_code(PREFIX + encode_base45(bytes(whole)), KEYS, NOW)


PHONE = bound(Phone())


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=60).map(encode_base45), st.text(max_size=40)))
def test_nonsense_is_no_code_and_no_fault(text: str) -> None:
    with pytest.raises(NoCode):
        read_code(PREFIX + text, KEYS, NOW)


def test_there_is_one_way_to_write_a_ticket() -> None:
    """Else the same ticket could have two digests, and what stands behind it would be signed by nobody."""
    ticket, proof = cbor2.loads(decode_base45(shown(PHONE).removeprefix(PREFIX)))
    for halves in ([ticket + b"\x00", proof], [ticket, proof + b"\x00"], [ticket, proof, b""], [ticket]):
        with pytest.raises(NoCode):
            read_code(PREFIX + encode_base45(cbor2.dumps(halves)), KEYS, NOW)
    long_form = cbor2.dumps([ticket, proof]).replace(b"\x82", b"\x98\x02", 1)
    with pytest.raises(NoCode):
        read_code(PREFIX + encode_base45(long_form), KEYS, NOW)


def test_claims_of_a_later_version_are_not_guessed_at() -> None:
    message = cbor2.loads(PHONE.ticket)
    claims = cbor2.loads(message.value[2]) | {99: 1}
    from admitone.core.secure.cose import ALGORITHM, EDDSA, sign
    from admitone.core.secure.cose import KEY_ID as KEY_NAME

    payload = cbor2.dumps(claims, canonical=True)
    newer = sign(payload, {ALGORITHM: EDDSA, KEY_NAME: KEY_ID}, ISSUER.sign)
    phone = Phone(key=PHONE.key, ticket=newer)
    with pytest.raises(NoCode, match="claims"):
        read_code(shown(phone), KEYS, NOW)


def test_a_public_cose_library_accepts_our_ticket_and_refuses_a_tampered_one() -> None:
    """python-cwt, which we did not write."""
    key = cwt.COSEKey.new(
        {1: 1, -1: 6, -2: ISSUER.public_key().public_bytes_raw(), 2: KEY_ID, 3: -8, 4: [2]}  # verify only
    )
    decoder = cwt.COSE.new()
    payload = decoder.decode(PHONE.ticket, key)
    claims = cbor2.loads(payload) if isinstance(payload, bytes) else payload
    assert claims[7] == bytes.fromhex(UID)
    tampered = bytearray(PHONE.ticket)
    tampered[-70] ^= 1
    with pytest.raises(Exception, match=r"(?i)verif|decod|invalid"):
        decoder.decode(bytes(tampered), key)


@given(
    st.sets(st.integers(0, 5000), max_size=200),
    st.dictionaries(st.text("0123456789abcdef", min_size=32, max_size=32), st.integers(1, 9), max_size=20),
)
@settings(max_examples=50, deadline=None)
def test_the_list_of_what_is_revoked_comes_back(dead: set[int], versions: dict[str, int]) -> None:
    listed = Revocations(7, NOW - 900_000_000, versions, frozenset(dead), max(dead, default=-1) + 1)
    back = read_revocations(sign_revocations(listed, ISSUER, KEY_ID), KEYS)
    assert (back.event, back.issued_at, back.versions, back.dead) == (7, listed.issued_at, versions, frozenset(dead))


def test_a_list_that_somebody_else_signed_is_not_believed() -> None:
    other = Ed25519PrivateKey.generate()
    listed = Revocations(7, NOW - 900_000_000, {}, frozenset(), 0)
    for text in (sign_revocations(listed, other, KEY_ID), "no.list.at-all", ""):
        with pytest.raises(ValueError, match=r"."):
            read_revocations(text, KEYS)
