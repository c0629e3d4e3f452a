"""`admitone doctor`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from admitone.cli.terminal import out, settings

if TYPE_CHECKING:
    from admitone.checks import Finding

_SHOWN: Final = {"good": ("ok  ", "green"), "doubtful": ("note", "yellow"), "bad": ("FAIL", "bold red")}


def doctor() -> int:
    """Check everything the product needs, and say what to do where something is wrong.

    Looks at the settings, the database, its migrations and clock, the object store, payments, Odoo, mail, the disks,
    the PDF workers, text recognition, the users and what waits to be done. Changes nothing but probe files in the
    object store and the outbox, which it takes away again.
    Ends with status 1 when a check fails.

    Example: admitone doctor
    """
    from admitone.checks import Grade, examine

    failed = 0
    for finding in asyncio.run(examine(settings())):
        _print(finding)
        failed += finding.grade is Grade.BAD
    out.print(f"{failed} failed" if failed else "Everything that was checked works.")
    return 1 if failed else 0


def _print(finding: Finding) -> None:
    mark, style = _SHOWN[finding.grade.value]
    out.print(mark, style=style, end="  ")
    out.print(f"{finding.subject:<14}{finding.observation}", markup=False)
    if finding.advice:
        out.print(f"      {'':<14}-> {finding.advice}", markup=False)
