"""SECRET_KEY, FIELD_KEYS and LETTER_KEY of this machine: made once, kept in var/secrets.json, 0600."""

import base64
import contextlib
import os
import secrets
from pathlib import Path

from harmoni.launch.machine import Trouble, read_private, write_private

FILE = "secrets.json"
NAMES = ("SECRET_KEY", "FIELD_KEYS")
LETTER_KEY = "LETTER_KEY"  # with it letters are signed: for the worker alone


def fresh() -> dict[str, str]:
    """FIELD_KEYS is `version:urlsafe base64 of 32 bytes`, newest first, a comma between."""
    return {"SECRET_KEY": secrets.token_urlsafe(64), "FIELD_KEYS": f"1:{random_key()}", LETTER_KEY: random_key()}


def random_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def of_machine(var: Path) -> dict[str, str]:
    """Never made anew while a file is there: what was encrypted with the old keys would be lost."""
    file = var / FILE
    if not file.exists():
        make(file)
    known = read_private(file)
    if not all(known.get(name) for name in NAMES):
        raise Trouble(f"{file} is damaged. Without its FIELD_KEYS the data cannot be read: restore the file.")
    return {name: str(known[name]) for name in NAMES}


def letter_key(var: Path) -> str:
    """A file from before there were signed letters gets one added; the caller holds the services of this machine."""
    of_machine(var)
    known = read_private(var / FILE)
    if not known.get(LETTER_KEY):
        known[LETTER_KEY] = random_key()
        write_private(var / FILE, known)
    return str(known[LETTER_KEY])


def make(file: Path) -> None:
    """Two processes at once end up with the keys of the first."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    write_private(draft, fresh())
    with contextlib.suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()
