from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.shipped_styles import FULL, SHIPPED, classes_of, lost_classes

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


@pytest.mark.parametrize("sheet", ["tabler.min.css", "tabler.rtl.min.css"])
def test_no_class_of_a_page_has_lost_its_rules(sheet: str) -> None:
    written = [page.read_text() for page in TEMPLATES.rglob("*.html")]
    # Values of attributes; a class that is put together stands there as a text of its own.
    words = {word for page in written for word in re.findall(r"[A-Za-z0-9_-]+", page)}
    assert len(words & classes_of(FULL / sheet)) > 100
    assert lost_classes(words, sheet) == set()


@pytest.mark.parametrize("sheet", ["tabler.min.css", "tabler.rtl.min.css"])
def test_most_of_what_no_page_uses_is_not_shipped(sheet: str) -> None:
    assert (SHIPPED / sheet).stat().st_size < (FULL / sheet).stat().st_size / 4
    assert lost_classes({"offcanvas", "btn-primary"}, sheet) == {"offcanvas"}


def test_every_variable_that_a_rule_reads_is_set_somewhere() -> None:
    """Those that Tabler sets nowhere have a default where they are read, or are set by classes that no page has."""
    full, shipped = (folder / "tabler.min.css" for folder in (FULL, SHIPPED))
    own = "".join(path.read_text() for path in SHIPPED.parent.glob("*.css"))
    read = set(re.findall(r"var\((--tblr-[\w-]+)", shipped.read_text() + own))
    of_root = "".join(re.findall(r":root[^{}]*\{([^{}]*)\}", full.read_text()))
    set_at_root = set(re.findall(r"(--tblr-[\w-]+):", of_root))
    assert (read & set_at_root) - set(re.findall(r"(--tblr-[\w-]+):", shipped.read_text())) == set()
