from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "src" / "admitone" / "console" / "templates"
# The macros of the pages that take an icon's name.
ICON = re.compile(r"""\b(?:icon|empty)\(\s*["']([a-z0-9-]+)["']|\bentry\(\s*"[^"]*",\s*"([a-z0-9-]+)\"""")


def test_every_icon_that_a_page_asks_for_is_built() -> None:
    listed = set((ROOT / "scripts" / "icons.txt").read_text().splitlines())
    asked = {name or entry for page in TEMPLATES.rglob("*.html") for name, entry in ICON.findall(page.read_text())}
    assert asked, "the pages' macros have changed"
    assert asked - listed == set(), "add these names of @tabler/icons to scripts/icons.txt"


def test_the_lock_file_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"integrity"' in lock
    assert "resolved" not in lock
