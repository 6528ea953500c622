"""The environment variables that every process of the portal gets. What the caller sets is left as it is."""

import os
import sys
from pathlib import Path

from harmoni.launch import keys

SETTINGS = "harmoni.settings"
LOCAL_HOSTS = "127.0.0.1,localhost,[::1]"
# Nothing listens there: for commands that need settings but no data.
NOWHERE = {
    "DATABASE_URL": "postgres://harmoni_app@127.0.0.1:9/harmoni",
    "DATABASE_OWNER_URL": "postgres://harmoni_owner@127.0.0.1:9/harmoni",
    "REDIS_URL": "redis://127.0.0.1:9/0",
}


def port() -> int:
    return int(os.environ.get("PORT") or 8000)


def given() -> dict[str, str]:
    """The caller's variables; an empty one counts as not set."""
    return {name: value for name, value in os.environ.items() if value}


def with_owner(variables: dict[str, str]) -> dict[str, str]:
    """A DATABASE_URL without its owner serves for both, with a warning."""
    if variables.get("DATABASE_URL") and not variables.get("DATABASE_OWNER_URL"):
        print("warning: no DATABASE_OWNER_URL, migrating with DATABASE_URL's login", file=sys.stderr)
        return {**variables, "DATABASE_OWNER_URL": variables["DATABASE_URL"]}
    return variables


def trial(var: Path, services: dict[str, str]) -> dict[str, str]:
    """Of `up`, and of single commands beside or instead of it."""
    defaults = {
        **common(var),
        **keys.of_machine(var),
        "HARMONI_DEMO": "1",
        "EMAIL_URL": "consolemail://",
        **services,
    }
    return without_letter_key(with_owner({**defaults, **given()}))


def of_worker(var: Path, variables: dict[str, str]) -> dict[str, str]:
    """The same with the secret that signs letters, which no other process gets."""
    return {**variables, keys.LETTER_KEY: given().get(keys.LETTER_KEY) or keys.letter_key(var)}


def without_letter_key(variables: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in variables.items() if name != keys.LETTER_KEY}


def throwaway(var: Path, services: dict[str, str]) -> dict[str, str]:
    """Of tests, proofs and benchmarks: new keys each time, no demo world, mail to nobody."""
    defaults = {
        **common(var),
        **keys.fresh(),
        "HARMONI_DEMO": "0",
        "EMAIL_URL": "memorymail://",
        "QUIET_HOURS": "",
        **services,
    }
    return with_owner({**defaults, **given()})


def production_like(var: Path) -> dict[str, str]:
    """For `check --deploy`: what a real installation would say, whatever the caller's variables are."""
    return {
        **throwaway(var, NOWHERE),
        **keys.fresh(),
        "HARMONI_DEMO": "0",
        "HARMONI_BASE_URL": "https://example.test",
        "ALLOWED_HOSTS": "example.test",
    }


def common(var: Path) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "HARMONI_VAR": str(var),
        "HARMONI_BASE_URL": f"http://127.0.0.1:{port()}",
        "ALLOWED_HOSTS": LOCAL_HOSTS,
        "PYTHONUNBUFFERED": "1",
    }


def as_owner(variables: dict[str, str]) -> dict[str, str]:
    """settings.py then connects with DATABASE_OWNER_URL."""
    return {**variables, "HARMONI_AS_OWNER": "1"}
