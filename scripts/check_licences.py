"""Hold the licences of everything that is delivered with the product against a list of those that may be.

Permissive and weak copyleft licences may; what tests and checks need is not delivered and not looked at.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# Compared without case, "license" and punctuation: packages write the same licence in many ways.
ALLOWED = {
    "0bsd",
    "apache 2 0",
    "apache software",
    "bsd",
    "bsd 0 clause",
    "bsd 2 clause",
    "bsd 3 clause",
    # So pypdfium2 names what is linked into PDFium: FreeType, ICU, libtiff and others, all permissive.
    "dependency licenses",
    "isc",
    "gnu lesser general public v3 lgplv3",
    "lgpl 3 0 only",
    "mit",
    "mit 0",
    "mit cmu",
    "mozilla public 2 0 mpl 2 0",
    "mpl 2 0",
    "python software foundation",
    "psf 2 0",
    # For fonts: it lets them be embedded and delivered with software.
    "sil ofl v1 1",
    "unlicense",
    "zlib",
}


def main() -> int:
    """Print each refused package; exit status 1 when there is one."""
    licences = {**_python_licences(), **_front_end_licences()}
    refused = [f"{name}: {licence}" for name, licence in sorted(licences.items()) if not is_allowed(licence)]
    print("\n".join(refused) or f"The licences of all {len(licences)} delivered packages are allowed.")
    return 1 if refused else 0


def is_allowed(licence: str) -> bool:
    """Whether an expression of one or several licences is allowed; of alternatives one suffices.

    Some packages give the whole text in place of a name: its first line is the name.
    """
    choices = re.split(r"\s+OR\s+", licence.strip().partition("\n")[0].strip("()"))
    return any(
        all(_plain(part) in ALLOWED for part in re.split(r"\s+AND\s+|\s+WITH\s+|;|,", choice)) for choice in choices
    )


def _plain(licence: str) -> str:
    words = re.findall(r"[a-z0-9]+", licence.lower())
    return " ".join(word for word in words if word not in {"license", "licence", "the", "version"})


def _python_licences() -> dict[str, str]:
    names = _delivered("admitone", set())
    command = [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--packages", *sorted(names)]
    rows = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return {row["Name"]: row["License"] for row in rows}


def _delivered(name: str, extras: set[str]) -> set[str]:
    """The names of all packages that this one needs at run time, itself left out."""
    found: dict[str, set[str]] = {}
    waiting = [(name, extras)]
    while waiting:
        package, wanted = waiting.pop()
        for line in metadata.requires(package) or []:
            requirement = Requirement(line)
            applies = [{"extra": extra} for extra in wanted or {""}]
            if requirement.marker and not any(requirement.marker.evaluate(environment) for environment in applies):
                continue
            needed = canonicalize_name(requirement.name)
            if needed not in found or not requirement.extras <= found[needed]:
                found[needed] = found.get(needed, set()) | requirement.extras
                waiting.append((needed, found[needed]))
    return set(found)


def _front_end_licences() -> dict[str, str]:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    return {
        path.removeprefix("node_modules/"): entry.get("license", "unknown")
        for path, entry in packages.items()
        if path and not entry.get("dev")
    }


if __name__ == "__main__":
    sys.exit(main())
