"""Measures whether the time of an answer tells which names exist.

    python -m bench.sign_in [--rounds 500] [--database FILE]

Makes a database of its own, with one account. Each round gives a wrong password for a name that
exists and for one that doesn't, in turn, through the whole site but no network, with the real
hasher. Seconds are those of the answers; tries are forgotten between them, so that each is looked
at.
"""

import argparse
import secrets
import statistics
import time
from collections.abc import Sequence

from bench.own_site import own_site, set_up

NAMES = ("known", "unknown")


def seconds_of_answers(rounds: int) -> dict[str, list[float]]:
    """How long each answer took, by whether the name exists."""
    set_up()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from editorial.models import Tries, User  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    User.objects.create_user("known", password=secrets.token_urlsafe(20))
    client = Client()
    seconds: dict[str, list[float]] = {name: [] for name in NAMES}
    for turn in range(rounds):
        for name in NAMES if turn % 2 else reversed(NAMES):
            Tries.objects.all().delete()
            began = time.perf_counter()
            answer = client.post("/admin/login/", {"username": name, "password": "wrong"})
            seconds[name].append(time.perf_counter() - began)
            assert answer.status_code == 200, "It was not looked at."
    return seconds


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    rounds = chosen.rounds
    with own_site(chosen.database):
        seconds = seconds_of_answers(rounds)
    known, unknown = (statistics.mean(seconds[name]) * 1000 for name in NAMES)
    print(f"a name that exists   {known:8.1f} ms, mean of {rounds}")
    print(f"one that does not    {unknown:8.1f} ms")
    print(f"difference           {known - unknown:8.1f} ms, ratio {known / unknown:.3f}")


if __name__ == "__main__":
    main()
