"""Who signs passes here, as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from admitone.adapters.passes.certificates import CertificateProblem, load_signer
from admitone.adapters.passes.development_chain import keep_test_signer
from admitone.adapters.passes.maker import ApplePassMaker
from admitone.adapters.passes.push import APPLE_URL, ApplePusher
from admitone.adapters.passes.signing import Signer
from admitone.config import Config, ConfigurationError

UPDATE_PATH = "/wallet"


SignerSource = Callable[[], Signer]


def open_signer(config: Config) -> SignerSource | None:
    """The operator's certificate; in development a test chain instead, in production nobody.

    The test chain is made when it is first asked for. ConfigurationError, naming the setting, for a certificate that
    cannot be used or is for another pass type or team.
    """
    if not config.pass_certificate:
        # Never in production: its passes would look right and open nowhere.
        return cache(partial(keep_test_signer, config.data_folder)) if config.environment == "development" else None
    try:
        signer = load_signer(Path(config.pass_certificate), config.pass_password, Path(config.pass_wwdr))
    except CertificateProblem as error:
        raise ConfigurationError(str(error)) from error
    for variable, wanted, found in (
        ("ADMITONE_PASS_TYPE_ID", config.pass_type_id, signer.pass_type),
        ("ADMITONE_PASS_TEAM_ID", config.pass_team_id, signer.team),
    ):
        if wanted and wanted != found:
            raise ConfigurationError(f"{variable}={wanted!r}: the certificate is for {found}; leave this setting out")
    return lambda: signer


def open_pass_maker(config: Config, signer: SignerSource | None) -> ApplePassMaker | None:
    """What makes passes. Devices ask for updates by HTTPS only, except for those of developers."""
    if signer is None:
        return None
    reachable = config.base_url.startswith("https://") or config.environment == "development"
    return ApplePassMaker(signer, config.base_url + UPDATE_PATH if reachable else None)


def open_pusher(config: Config, signer: SignerSource | None) -> ApplePusher | None:
    """What tells devices; nothing for the test chain, which Apple's service would not take."""
    if signer is None or not (config.pass_certificate or config.apns_url):
        return None
    return ApplePusher(signer(), config.apns_url or APPLE_URL)
