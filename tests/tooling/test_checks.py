from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from scripts import check_contract, check_licences, check_migrations, check_skips

ROOT = Path(__file__).parents[2]


def lay_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def test_migrations_alike_on_both_databases_pass(tmp_path: Path) -> None:
    lay_out(tmp_path, "sqlite/0001_a.sql", "sqlite/0002_b.sql", "postgresql/0001_a.sql", "postgresql/0002_b.sql")
    assert check_migrations.find_faults(tmp_path) == []


@pytest.mark.parametrize(
    ("names", "fault"),
    [
        (["sqlite/0001_a.sql"], "postgresql: no migrations"),
        (["sqlite/0001_a.sql", "postgresql/0001_b.sql"], "sqlite/0001_a.sql: postgresql has no such migration"),
        (["sqlite/0001_a.sql", "sqlite/0003_c.sql"], "sqlite/0003_c.sql: number 0002 was expected"),
        (["sqlite/0001_a.sql", "sqlite/0001_b.sql"], "sqlite/0001_b.sql: number 0002 was expected"),
        (["sqlite/1_a.sql"], "sqlite/1_a.sql: not named NNNN_name.sql"),
    ],
)
def test_migrations_out_of_step_are_named(tmp_path: Path, names: list[str], fault: str) -> None:
    assert fault in check_migrations.find_faults(lay_out(tmp_path, *names))


PENDING = ["POST /sale/list", "model Sale"]
LACKS = ["POST /sale/list: no such operation", "model Sale: no such schema component"]


def test_what_is_pending_may_be_missing() -> None:
    assert check_contract.find_faults(LACKS, PENDING) == []


def test_what_is_missing_and_not_pending_is_a_fault() -> None:
    missing = "POST /batch/list: request field limit is missing"
    assert check_contract.find_faults([*LACKS, missing], PENDING) == [missing]


def test_what_is_there_may_not_stay_on_the_pending_list() -> None:
    (fault,) = check_contract.find_faults(LACKS[1:], PENDING)
    assert fault == "POST /sale/list: is there; take it off contract_pending.txt"


def test_a_half_made_endpoint_is_no_longer_pending() -> None:
    half = "POST /sale/list: request field limit is missing"
    assert half in check_contract.find_faults([half, LACKS[1]], PENDING)


@pytest.mark.parametrize(
    "licence",
    [
        "MIT",
        "MIT License",
        "BSD-3-Clause AND Apache-2.0",
        "GPL-3.0-only OR MIT",
        "Apache Software License; BSD License",
        "MIT License\n\nCopyright (c) somebody",
    ],
)
def test_permissive_licences_are_allowed(licence: str) -> None:
    assert check_licences.is_allowed(licence)


@pytest.mark.parametrize(
    "licence", ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "UNKNOWN", "unknown", ""]
)
def test_other_licences_are_refused(licence: str) -> None:
    assert not check_licences.is_allowed(licence)


def test_skips_need_leave() -> None:
    report = ET.fromstring(  # noqa: S314
        '<suite><testcase classname="a" name="ran"/>'
        '<testcase classname="a" name="lazy"><skipped message="takes long"/></testcase>'
        '<testcase classname="a" name="excused"><skipped message="no kernel support: seccomp"/></testcase></suite>'
    )
    cases = list(report.iter("testcase"))
    assert check_skips.find_faults(cases, ["no kernel support"]) == ["a::lazy was skipped: takes long"]
    assert len(check_skips.find_faults(cases, [])) == 2
    assert check_skips.find_faults([], []) == ["no test ran"]


def test_packages_that_cannot_be_installed_are_named(tmp_path: Path) -> None:
    # A machine on which this user is not root and sudo would ask for a password.
    for name, body in {"id": "echo 1000", "sudo": "exit 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    script = ROOT / "scripts" / "install_packages"
    refused = subprocess.run(
        [script, "PostgreSQL", "postgresql"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == "PostgreSQL: not found. Install it with: apt-get install postgresql\n"


def test_the_python_that_is_found_can_make_an_environment() -> None:
    found = subprocess.run(
        [ROOT / "scripts" / "find_python"], env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=True
    ).stdout.strip()
    story = "import sys, venv, ensurepip; assert sys.version_info >= (3, 11)"
    assert subprocess.run([found, "-c", story], check=True).returncode == 0


def test_the_web_process_never_loads_a_pdf_library() -> None:
    story = (
        "import sys, admitone.app; loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(sorted(loaded & {'pypdfium2', 'pypdfium2_raw', 'pikepdf', 'zxingcpp'}))"
    )
    answer = subprocess.run([sys.executable, "-c", story], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
