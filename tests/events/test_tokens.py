"""Whose token is believed: ours and those of the issuer that is configured; forged, foreign and old ones never."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from httpx import Response

from admitone.adapters import oidc
from admitone.core.clock import utc_now
from admitone.core.tokens import LEEWAY, PERIOD, publish_keys, write_token
from tests.events.test_door import problem
from tests.events.venue import Venue, open_venue
from tests.servers.issuer import AUDIENCE, Issuer, running_issuer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


async def ask(venue: Venue, token: str) -> Response:
    return await venue.client.get("/v1/ticket", headers={"Authorization": f"Bearer {token}"})


async def uid_of(venue: Venue, email: str = "layla@example.com") -> str:
    await venue.owner(email)
    return str((await venue.sql("SELECT uid FROM accounts WHERE email = :email", email=email))[0]["uid"])


def unpadded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def test_our_own_tokens_are_believed_and_forged_ones_are_not(venue: Venue) -> None:
    uid, terms, now = await uid_of(venue), venue.product.token_terms, utc_now()
    good = write_token(terms, uid, None, now)
    assert (await ask(venue, good)).status_code == 200
    header, claims, signature = good.split(".")
    said = jwt.decode(good, options={"verify_signature": False})
    kid = jwt.get_unverified_header(good)["kid"]
    [published] = [key for key in publish_keys(terms, now) if key["kid"] == kid]
    public = base64.urlsafe_b64decode(published["x"] + "=")
    mallory = Ed25519PrivateKey.generate()
    other = write_token(type(terms)("x" * 40, terms.issuer, terms.life), uid, None, now)
    forged = {
        "another server's secret": other,
        "a key of one's own under our name": jwt.encode(said, mallory, algorithm="EdDSA", headers={"kid": kid}),
        "no algorithm": f"{unpadded({'alg': 'none', 'kid': kid})}.{claims}.",
        "the public key as a shared secret": jwt.encode(said, public, algorithm="HS256", headers={"kid": kid}),
        "other claims": f"{header}.{unpadded(said | {'sub': 'x' * 32})}.{signature}",
        "no signature": f"{header}.{claims}.",
        "a cut signature": good[:-4],
        "no key": jwt.encode(said, mallory, algorithm="EdDSA"),
        "an embedded key": jwt.encode(said, mallory, algorithm="EdDSA", headers={"jwk": publish_keys(terms, now)[0]}),
        "no token": "a.b.c",
        "much": "e30." + "A" * 100_000 + ".A",
        "nested": f"{base64.urlsafe_b64encode(b'[' * 5000).decode()}.e30.e30",
    }
    for what, token in forged.items():
        assert problem(await ask(venue, token)) == (401, "UNAUTHENTICATED", ["Authorization"]), what


async def test_tokens_that_are_over_early_or_for_others_are_refused(venue: Venue) -> None:
    uid, terms, now = await uid_of(venue), venue.product.token_terms, utc_now()
    own = type(terms)
    wrong = {
        "expired": write_token(terms, uid, None, now - terms.life - LEEWAY * 2),
        "not yet good": write_token(terms, uid, None, now + LEEWAY * 3),
        "of a key long gone": write_token(own(terms.secret, terms.issuer, PERIOD * 9), uid, None, now - PERIOD * 2),
        "of another issuer": write_token(own(terms.secret, "https://elsewhere.example", terms.life), uid, None, now),
        "of nobody": write_token(terms, "0" * 32, None, now),
    }
    for what, token in wrong.items():
        assert problem(await ask(venue, token))[:2] == (401, "UNAUTHENTICATED"), what
    # Clocks differ by seconds.
    assert (await ask(venue, write_token(terms, uid, None, now + LEEWAY / 2))).status_code == 200
    assert (await ask(venue, write_token(terms, uid, None, now - terms.life - LEEWAY / 3))).status_code == 200


async def test_published_keys_outlive_tokens_and_come_before_them(venue: Venue) -> None:
    answer = await venue.client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    keys = answer.json()["keys"]
    assert len({key["kid"] for key in keys}) == 3
    assert all("d" not in key and key["alg"] == "EdDSA" for key in keys)
    terms = venue.product.token_terms
    token = write_token(terms, "somebody", None, utc_now())
    kid = jwt.get_unverified_header(token)["kid"]
    # Whoever keeps the keys for a period before or after knows the one of today.
    for away in (-PERIOD, timedelta(0), PERIOD):
        assert kid in {key["kid"] for key in publish_keys(terms, utc_now() + away)}
    checked = jwt.decode(
        token, jwt.PyJWK(next(key for key in keys if key["kid"] == kid)).key, ["EdDSA"], audience="admitone"
    )
    assert checked["sub"] == "somebody"


async def test_a_token_of_the_issuer_gets_the_account_of_its_verified_address(
    database_url: str, tmp_path: Path, password_hash: str, issuer: Issuer
) -> None:
    settings = {"ADMITONE_OIDC_ISSUER": issuer.url, "ADMITONE_OIDC_AUDIENCE": AUDIENCE}
    async with open_venue(database_url, tmp_path / "data", password_hash, **settings) as venue:
        uid = await uid_of(venue)
        email: dict[str, Any] = {"email": "Layla@example.com", "email_verified": True}
        assert (await ask(venue, issuer.token(**email))).status_code == 200
        curve = issuer.token(**email, kid="curve", key=issuer.curve, algorithm="ES256")
        assert (await ask(venue, curve)).status_code == 200
        assert await venue.sql("SELECT uid, subject FROM accounts") == [{"uid": uid, "subject": "u-1"}]
        # Somebody else of that issuer who claims the address, and somebody who has not verified it.
        assert (await ask(venue, issuer.token(sub="u-2", **email))).status_code == 200
        assert (await ask(venue, issuer.token(sub="u-3", email="omar@example.com"))).status_code == 200
        rows = await venue.sql("SELECT subject, email FROM accounts ORDER BY subject")
        emails = {row["subject"]: row["email"] for row in rows}
        assert emails == {"u-1": "layla@example.com", "u-2": None, "u-3": None}
        assert issuer.asked.count("/keys") == 1, "keys are kept"
        await refuses_bad_tokens(venue, issuer)
        await follows_new_keys(venue, issuer)


async def refuses_bad_tokens(venue: Venue, issuer: Issuer) -> None:
    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    confused = f"{unpadded({'alg': 'HS256', 'kid': 'first'})}.{unpadded({'iss': issuer.url})}"
    wrong = {
        "for another product": issuer.token(aud="others"),
        "for nobody": issuer.token(aud=None),
        "expired": issuer.token(exp=1),
        "without an end": issuer.token(exp=None),
        "without a subject": issuer.token(sub=None),
        "not yet good": issuer.token(nbf=9_999_999_999),
        "no number": issuer.token(exp="soon"),
        "of another key": issuer.token(key=Ed25519PrivateKey.generate(), algorithm="EdDSA"),
        "no algorithm": f"{unpadded({'alg': 'none'})}.{unpadded({'iss': issuer.url, 'sub': 'u-1'})}.",
        "the public key as a shared secret": signed_with(public, confused),
        "of another kind of key": issuer.token(kid="curve"),
        "of nobody's issuer": issuer.token(iss="https://elsewhere.example"),
    }
    for what, token in wrong.items():
        assert problem(await ask(venue, token))[:2] == (401, "UNAUTHENTICATED"), what


def signed_with(secret: bytes, said: str) -> str:
    digest = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"


async def follows_new_keys(venue: Venue, issuer: Issuer) -> None:
    issuer.publish("second")
    read = issuer.asked.count("/keys")
    assert problem(await ask(venue, issuer.token(kid="second")))[0] == 401, "keys were read some seconds ago"
    assert issuer.asked.count("/keys") == read, "tokens of unknown keys do not make us pester the issuer"
    assert venue.product.issuer is not None
    venue.product.issuer.forget(seconds=oidc.LOOK_AGAIN_SECONDS)
    assert (await ask(venue, issuer.token(kid="second"))).status_code == 200
    issuer.documents.clear()
    venue.product.issuer.forget(seconds=oidc.KEEP_SECONDS)
    assert (await ask(venue, issuer.token(kid="second"))).status_code == 200, "an issuer that is down changes nothing"


@pytest.mark.parametrize("said", [None, b"", b"[]", b"{", b'{"issuer": "http://elsewhere.example"}', b"\xff" * 9])
async def test_an_issuer_that_does_not_answer_is_no_fault_of_the_caller(
    sqlite_url: str, tmp_path: Path, password_hash: str, issuer: Issuer, said: bytes | None
) -> None:
    settings = {"ADMITONE_OIDC_ISSUER": issuer.url, "ADMITONE_OIDC_AUDIENCE": AUDIENCE}
    issuer.documents["/.well-known/openid-configuration"] = said
    async with open_venue(sqlite_url, tmp_path / "data", password_hash, **settings) as venue:
        assert problem(await ask(venue, issuer.token()))[:2] == (503, "UNAVAILABLE")
