"""Runs moto's S3 server until standard input ends, which it does when the tests do, however they end.

A process of its own: pytest turns warnings into errors process-wide, and moto has its own.
"""

from __future__ import annotations

import sys

from moto.server import ThreadedMotoServer


def main() -> None:
    """Print the port, then wait."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
