"""What the doctor and the settings say of wallets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from admitone.adapters.passes.development_chain import FILE_NAME, make_test_chain
from admitone.bootstrap import open_pass_signer
from admitone.checks import CHECKS, ask
from admitone.checks.findings import Grade
from admitone.checks.wallets import judge_certificate
from admitone.config import ConfigurationError, read_config
from admitone.core.clock import utc_now
from tests.servers.google import ISSUER, running_google

PASS_TYPE = "pass.com.example.tickets"


def settings(folder: Path, **more: str) -> dict[str, str]:
    return {"ADMITONE_DATA": str(folder / "data"), "ADMITONE_BASE_URL": "https://tickets.example.com", **more}


def certified(folder: Path, days: int) -> dict[str, str]:
    """The settings of an operator whose certificate lasts so long."""
    chain = make_test_chain(pass_type=PASS_TYPE, team="ABCDE12345", days=days)
    (folder / "pass.pem").write_bytes(chain)
    intermediate = x509.load_pem_x509_certificates(chain)[1]
    (folder / "wwdr.pem").write_bytes(intermediate.public_bytes(Encoding.PEM))
    return {
        "ADMITONE_PASS_CERTIFICATE": str(folder / "pass.pem"),
        "ADMITONE_PASS_WWDR": str(folder / "wwdr.pem"),
    }


async def said(which: str, **given: str) -> list[tuple[Grade, str, str]]:
    findings = await ask(CHECKS[which], read_config(given), 20)
    return [(finding.grade, finding.observation, finding.advice) for finding in findings]


async def test_a_certificate_that_ends_soon_is_told_thirty_days_ahead(tmp_path: Path) -> None:
    for days, grade in ((300, Grade.GOOD), (29, Grade.DOUBTFUL), (-1, Grade.BAD)):
        (found,) = await said("apple_wallet", **settings(tmp_path, **certified(tmp_path, max(days, 1))))
        if days > 0:
            assert (found[0], PASS_TYPE in found[1]) == (grade, True)
    now = utc_now()
    ended = judge_certificate(PASS_TYPE, now - timedelta(seconds=1), now)
    assert (ended.grade, "has ended" in ended.observation) == (Grade.BAD, True)
    assert "ADMITONE_PASS_CERTIFICATE" in ended.advice
    assert judge_certificate(PASS_TYPE, now + timedelta(days=30), now).grade is Grade.GOOD


async def test_passes_that_devices_cannot_update_are_doubtful(tmp_path: Path) -> None:
    plain = settings(tmp_path, **certified(tmp_path, 300), ADMITONE_BASE_URL="http://tickets.example.com")
    findings = await said("apple_wallet", **plain)
    assert [grade for grade, _, _ in findings] == [Grade.GOOD, Grade.DOUBTFUL]


async def test_the_test_chain_is_of_development_only(tmp_path: Path) -> None:
    (found,) = await said("apple_wallet", **settings(tmp_path))
    assert "no telephone takes them" in found[1]
    assert (tmp_path / "data" / FILE_NAME).exists()
    production = settings(tmp_path, ADMITONE_ENVIRONMENT="production")
    (found,) = await said("apple_wallet", **production)
    assert found[1] == "not configured: tickets are not offered as passes"
    assert open_pass_signer(read_config(production)) is None, "though the file is there"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"ADMITONE_PASS_CERTIFICATE": "/nowhere.p12"}, "ADMITONE_PASS_CERTIFICATE"),
        ({"ADMITONE_PASS_WWDR": "/nowhere.cer"}, "ADMITONE_PASS_WWDR"),
        ({"ADMITONE_PASS_TYPE_ID": "pass.com.example.other"}, "ADMITONE_PASS_TYPE_ID"),
        ({"ADMITONE_PASS_TEAM_ID": "ZZZZZ99999"}, "ADMITONE_PASS_TEAM_ID"),
    ],
)
async def test_a_wrong_setting_is_named_and_nothing_starts_with_it(
    tmp_path: Path, wrong: dict[str, str], named: str
) -> None:
    config = read_config(settings(tmp_path, **(certified(tmp_path, 300) | wrong)))
    with pytest.raises(ConfigurationError, match=named):
        open_pass_signer(config)
    (found,) = await said("apple_wallet", **settings(tmp_path, **(certified(tmp_path, 300) | wrong)))
    assert (found[0], named in found[1]) == (Grade.BAD, True)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"ADMITONE_PASS_CERTIFICATE": "/a.p12"}, "ADMITONE_PASS_WWDR is missing"),
        ({"ADMITONE_GOOGLE_WALLET_KEY": "/a.json"}, "ADMITONE_GOOGLE_WALLET_ISSUER is missing"),
        (
            {"ADMITONE_ENVIRONMENT": "production", "ADMITONE_APNS_URL": "https://127.0.0.1:1"},
            "ADMITONE_APNS_URL",
        ),
        (
            {"ADMITONE_ENVIRONMENT": "production", "ADMITONE_GOOGLE_WALLET_URL": "http://localhost:1"},
            "ADMITONE_GOOGLE_WALLET_URL",
        ),
    ],
)
def test_settings_that_do_not_go_together_are_refused(tmp_path: Path, given: dict[str, str], missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        read_config(settings(tmp_path, **given))


async def test_google_says_whether_it_knows_us(tmp_path: Path) -> None:
    with running_google() as google, running_google() as other:
        key = google.write_key(tmp_path / "key.json")
        given = settings(
            tmp_path,
            ADMITONE_GOOGLE_WALLET_KEY=str(key),
            ADMITONE_GOOGLE_WALLET_ISSUER=ISSUER,
            ADMITONE_GOOGLE_WALLET_URL=google.url,
        )
        assert [grade for grade, _, _ in await said("google_wallet", **given)] == [Grade.GOOD]
        google.key = other.key
        ((grade, observation, _),) = await said("google_wallet", **given)
        assert (grade, "Invalid JWT Signature" in observation) == (Grade.BAD, True)
    key.write_text("{}")
    ((grade, observation, _),) = await said("google_wallet", **given)
    assert (grade, "no key file of a service account" in observation) == (Grade.BAD, True)
    ((grade, observation, _),) = await said("google_wallet", **settings(tmp_path))
    assert (grade, observation[:14]) == (Grade.GOOD, "not configured")
