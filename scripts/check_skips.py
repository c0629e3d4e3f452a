"""Refuse skipped tests: one that does not run proves nothing.

    check_skips.py JUNIT_REPORT

`allowed_skips.txt` lists, one per line, the beginnings of reasons that a machine of the integration service cannot
help having.
"""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree as ET

ALLOWED = Path(__file__).with_name("allowed_skips.txt")


def main() -> int:
    """Print each test that was skipped for another reason; exit status 1 when there is one or no test ran."""
    allowed = [line for line in ALLOWED.read_text().splitlines() if line and not line.startswith("#")]
    # Our own pytest wrote it.
    cases = list(ET.parse(sys.argv[1]).getroot().iter("testcase"))  # noqa: S314
    faults = find_faults(cases, allowed)
    print("\n".join(faults) or f"None of {len(cases)} tests was skipped without leave.")
    return 1 if faults else 0


def find_faults(cases: list[ET.Element], allowed: list[str]) -> list[str]:
    """What is wrong with the test cases of a JUnit report."""
    if not cases:
        return ["no test ran"]
    return [
        f"{case.get('classname')}::{case.get('name')} was skipped: {skip.get('message')}"
        for case in cases
        for skip in case.iter("skipped")
        if not (skip.get("message") or "").startswith(tuple(allowed))
    ]


if __name__ == "__main__":
    sys.exit(main())
