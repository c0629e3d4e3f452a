"""Hold the product's OpenAPI document against a written specification with a checker kept elsewhere.

    check_contract.py CHECKER

CHECKER is a Python program that takes the document's path and prints a line `SUBJECT: what is missing` for everything
it misses, then a line of totals. What `contract_pending.txt` lists may be missing as a whole.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

PENDING = Path(__file__).with_name("contract_pending.txt")
ADMITONE = Path(sys.executable).with_name("admitone")
NOTHING_LACKS, SOMETHING_LACKS = 0, 1


def main() -> int:
    """Print what is wrong and the checker's totals; exit status 1 when something is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.json"
        document.write_bytes(subprocess.run([ADMITONE, "openapi"], stdout=subprocess.PIPE, check=True).stdout)
        check = [sys.executable, sys.argv[1], str(document)]
        checked = subprocess.run(check, capture_output=True, text=True, check=False)
    if checked.returncode not in {NOTHING_LACKS, SOMETHING_LACKS}:
        print(checked.stderr, file=sys.stderr)
        return checked.returncode
    *lacks, totals = [line for line in checked.stdout.splitlines() if line]
    pending = [line for line in PENDING.read_text().splitlines() if line and not line.startswith("#")]
    faults = find_faults(lacks, pending)
    print("\n".join([*faults, f"{totals}, of which {len(pending)} are pending"]))
    return 1 if faults else 0


def find_faults(lacks: list[str], pending: list[str]) -> list[str]:
    """What is missing without being pending, and what is pending without being missing as a whole."""
    absent = {
        subject
        for subject, _, what in (line.partition(": ") for line in lacks)
        if what in {"no such operation", "no such schema component"}
    }
    missing = [line for line in lacks if line.partition(": ")[0] not in absent.intersection(pending)]
    present = [f"{subject}: is there; take it off {PENDING.name}" for subject in pending if subject not in absent]
    return missing + present


if __name__ == "__main__":
    sys.exit(main())
