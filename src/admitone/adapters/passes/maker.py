"""Makes passes; fits `services.ports.PassMaker`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from admitone.adapters.passes.package import bundle_passes, package_pass
from admitone.adapters.passes.pass_json import write_pass
from admitone.adapters.passes.signing import Signer
from admitone.adapters.passes.texts import string_files
from admitone.core.admissions import Admission

_IMAGES: Final = Path(__file__).parent / "images"
_SCALES: Final = ("", "@2x", "@3x")


class ApplePassMaker:
    """Passes signed by one certificate, updated at one address."""

    def __init__(self, signer: Callable[[], Signer], update_url: str | None) -> None:
        """`signer` gives the certificate when it is first needed, `update_url` is where devices ask for changes.

        None where they cannot reach us by HTTPS.
        """
        self._signer = signer
        self._update_url = update_url

    @property
    def pass_type(self) -> str:
        """The pass type identifier of all passes."""
        return self._signer().pass_type

    def make(self, admission: Admission, *, serial: str, token: str, logo: Mapping[str, bytes]) -> bytes:
        """A `.pkpass`. `logo` are PNG pictures by their names in a pass (`logo.png`, `logo@2x.png`, `logo@3x.png`)."""
        signer = self._signer()
        content = write_pass(
            admission, pass_type=signer.pass_type, team=signer.team, serial=serial, has_logo=bool(logo)
        )
        if self._update_url:
            content |= {"webServiceURL": self._update_url, "authenticationToken": token}
        files = {"pass.json": msgspec.json.encode(content), **_icons(), **logo, **string_files()}
        return package_pass(files, signer)

    def bundle(self, passes: Sequence[bytes]) -> bytes:
        """Several passes as one `.pkpasses`."""
        return bundle_passes(passes)


@cache
def _icons() -> dict[str, bytes]:
    names = [f"icon{scale}.png" for scale in _SCALES]
    return {name: (_IMAGES / name).read_bytes() for name in names}
