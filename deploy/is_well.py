"""Whether the website in this container answers, for the health check of whoever runs it.

    .venv/bin/python deploy/is_well.py [/healthz|/readyz] [port]

The exit status is 1 if not, with a line that says why. Standard library only: it starts at once.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

SECONDS = 4


def problem(path: str, port: int) -> str:
    """What is wrong; empty if nothing is."""
    name = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": name})
        answer = connection.getresponse()
        return "" if answer.status == 200 else f"{answer.status} {answer.read(2000).decode()}"
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {error}"
    finally:
        connection.close()


def main(path: str = "/healthz", port: str = "8000") -> int:
    if found := problem(path, int(port)):
        print(found, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
