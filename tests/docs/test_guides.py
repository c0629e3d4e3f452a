"""The commands of the guides are run as they stand, in one shell, against a real server."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from admitone.core.events import ShownState
from tests.docs.server import Served
from tests.ingest.pdf_factory import ticket_pages, write_pdf

DOCS = Path(__file__).parent.parent.parent / "docs"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"^# => (.+)$")


def script_of(guide: str) -> tuple[str, list[str]]:
    """The blocks of a guide as one script that marks where each expected answer was, and the answers."""
    lines = ["set -euo pipefail"]
    expected: list[str] = []
    for block in _BLOCK.findall(guide):
        for line in block.splitlines():
            found = _EXPECTED.match(line)
            if found:
                lines.append(f"echo; echo '<<answer {len(expected)}>>'")
                expected.append(found[1])
            else:
                lines.append(line)
    return "\n".join(lines), expected


@pytest.mark.parametrize(
    "name",
    [
        "offline-api.md",
        "events.md",
        "event-tickets.md",
        "wifi.md",
        "transfers.md",
        "resale.md",
        "scanner.md",
        "secure.md",
    ],
)
def test_a_guide_does_what_it_says(name: str, served: Served, tmp_path: Path) -> None:
    write_pdf(tmp_path / "tickets.pdf", ticket_pages(5))
    write_pdf(tmp_path / "more.pdf", ticket_pages(5, first=100))
    guide = (DOCS / name).read_text().replace("http://127.0.0.1:8080", served.url)
    script, expected = script_of(guide)
    assert expected, "a guide without a single answer proves nothing"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=served.environment | {"PASSWORD": served.password},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    parts = re.split(r"\n<<answer \d+>>\n", "\n" + done.stdout)
    for answer, text in zip(expected, parts, strict=False):
        assert answer in text


def test_the_picture_and_the_table_of_states_have_all_of_them() -> None:
    picture, guide = (DOCS / "event-ticket-states.svg").read_text(), (DOCS / "event-tickets.md").read_text()
    drawn = set(re.findall(r"<rect[^>]*/><text[^>]*>(\w+)</text>", picture))
    tabled = set(re.findall(r"^\| `(\w+)` \|", guide, re.MULTILINE))
    states = {str(state) for state in ShownState}
    assert states <= drawn
    assert states <= tabled
