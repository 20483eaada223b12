"""Asks the service beside it whether it is ready: the container's health check, as the image has no curl.

In: `PADDOCK_PORT`, or the service's usual port. Out: exit code 0 or 1.
"""

import http.client
import sys

from shared.env import Environment

_USUAL = {"comments": 8101, "notify": 8102, "images": 8103}


def main(argv: list[str]) -> int:
    """Ask once; anything but 200 within three seconds is 1."""
    port = Environment().integer("PADDOCK_PORT", _USUAL.get(argv[0] if argv else "", 8101))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health/ready")
        return 0 if connection.getresponse().status == 200 else 1
    except (OSError, http.client.HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
