"""Pass packages: a signed ZIP file per pass, and several of them as one."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from admitone.adapters.passes.signing import Signer

# The same pass gives the same file but for its signature's time; ZIP knows no earlier day.
_DAY: Final = (1980, 1, 1, 0, 0, 0)


def package_pass(files: Mapping[str, bytes], signer: Signer) -> bytes:
    """A `.pkpass` of files by path, with its manifest (SHA-1, as Apple's format wants) and the signature over that."""
    digests = {path: hashlib.sha1(content, usedforsecurity=False).hexdigest() for path, content in files.items()}
    manifest = msgspec.json.encode(digests)
    return _zipped({**files, "manifest.json": manifest, "signature": signer.sign(manifest)})


def bundle_passes(passes: Sequence[bytes]) -> bytes:
    """A `.pkpasses` of several passes, which a telephone adds with one touch."""
    return _zipped({f"ticket-{place}.pkpass": content for place, content in enumerate(passes, 1)})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        for path, content in files.items():
            # Pictures, signatures and passes do not become smaller.
            compression = zipfile.ZIP_DEFLATED if path.endswith((".json", ".strings")) else zipfile.ZIP_STORED
            package.writestr(zipfile.ZipInfo(path, _DAY), content, compression)
    return archive.getvalue()
