"""`admitone verify`: check a SECURE code without a network."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from admitone.cli.terminal import CommandFailed, out

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    from admitone.core.secure.lists import Revocations

_FILE_BYTES_MAX: Final = 64 * 1024 * 1024


def verify(
    code: str,
    /,
    *,
    keys: Annotated[Path, Parameter(help="What /secure/EVENT/keys answered.")],
    revoked: Annotated[Path | None, Parameter(help="What /secure/EVENT/revoked answered.")] = None,
    event: Annotated[int | None, Parameter(help="The event's number, when the gate is for one.")] = None,
) -> int:
    """Check the code of a SECURE ticket by files alone, as a gate without a network does.

    Ends with status 1 unless it admits. That it was used already is not known here: the first gate that is told counts.

    Example: curl -s http://127.0.0.1:8080/secure/$EVENT_UID/keys > keys.json; admitone verify "$CODE" --keys keys.json

    Parameters
    ----------
    code
        The text within the QR code; it begins with TK1:
    """
    from admitone.core.scanning import Verdict
    from admitone.core.secure.codes import NoCode, StaleProof, read_code
    from admitone.core.secure.lists import judge_offline, read_keys

    try:
        known = read_keys(json.loads(_read(keys)))
    except ValueError as error:
        raise CommandFailed(f"{keys}: {error}") from error
    dead = _revocations(revoked, known) if revoked else None
    now = time.time()
    try:
        found = read_code(code.strip(), known, now)
    except NoCode as error:
        out.print(f"UNKNOWN: {error}", markup=False)
        return 1
    except StaleProof as error:
        out.print(f"STALE: {error}", markup=False)
        return 1
    verdict = judge_offline(found, dead, now, event)
    ticket = found.ticket
    age = f"{now - dead.issued_at:.0f} s ago" if dead else "never"
    told = f"{verdict}: ticket {ticket.uid}, version {ticket.version}, of event {ticket.event}"
    out.print(f"{told}; what is revoked was asked {age}", markup=False)
    return 0 if verdict is Verdict.ADMIT else 1


def _revocations(path: Path, known: Mapping[bytes, Ed25519PublicKey]) -> Revocations:
    from admitone.core.secure.lists import read_revocations

    try:
        return read_revocations(_read(path).strip(), known)
    except ValueError as error:
        raise CommandFailed(f"{path}: {error}") from error


def _read(path: Path) -> str:
    if path.stat().st_size > _FILE_BYTES_MAX:
        raise CommandFailed(f"{path} is too large for what it should be")
    return path.read_text(encoding="utf-8")
