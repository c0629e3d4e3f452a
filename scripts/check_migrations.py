"""Hold the numbered migrations of both databases together.

Each file is `NNNN_name.sql`, numbered from 0001 without gap or repetition; both databases have the same files.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parent.parent / "src" / "admitone" / "store" / "migrations"
DIALECTS = ("sqlite", "postgresql")
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def main() -> int:
    """Print what is wrong; exit status 1 when something is."""
    faults = find_faults(MIGRATIONS)
    print("\n".join(faults) or "Migrations are numbered without gaps and alike on both databases.")
    return 1 if faults else 0


def find_faults(folder: Path) -> list[str]:
    """What is wrong with the migrations below a folder that has one folder per database."""
    files = {dialect: sorted(path.name for path in (folder / dialect).glob("*.sql")) for dialect in DIALECTS}
    faults = [fault for dialect in DIALECTS for fault in _numbering_faults(dialect, files[dialect])]
    for here, there in (DIALECTS, DIALECTS[::-1]):
        faults += [f"{here}/{name}: {there} has no such migration" for name in files[here] if name not in files[there]]
    return faults


def _numbering_faults(dialect: str, names: list[str]) -> list[str]:
    if not names:
        return [f"{dialect}: no migrations"]
    faults = []
    for expected, name in enumerate(names, 1):
        match = NAME.fullmatch(name)
        if not match:
            faults.append(f"{dialect}/{name}: not named NNNN_name.sql")
        elif int(match[1]) != expected:
            return [*faults, f"{dialect}/{name}: number {expected:04} was expected"]
    return faults


if __name__ == "__main__":
    sys.exit(main())
