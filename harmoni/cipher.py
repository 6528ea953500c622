"""Sealing of what must not lie open in the database: AES-256-GCM, and keyed digests to find it again.

`FIELD_KEYS` holds `version:base64 of 32 bytes`, newest first. What is sealed names its version in a column
beside it, so that keys can turn. The digest key is drawn from the OLDEST key, so that a turn of keys does not
make every NIK unfindable; that one is given up only together with a new digest of every row.
"""

import base64
import hashlib
import hmac
import json
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

NONCE_BYTES = 12


class Unreadable(Exception):
    """The bytes were sealed for another place, with another key, or were changed."""


@cache
def _keys(text):
    pairs = [part.split(":", 1) for part in text.split(",") if part.strip()]
    try:
        keys = {int(version): base64.urlsafe_b64decode(key) for version, key in pairs}
    except ValueError as fault:
        raise ImproperlyConfigured("FIELD_KEYS is not `version:base64,...`") from fault
    if not keys or any(len(key) != 32 for key in keys.values()):
        raise ImproperlyConfigured("FIELD_KEYS needs at least one key, each of 32 bytes")
    return keys


def _derived(version, use):
    """The key of one use (32 bytes), so that no key serves two purposes."""
    return _drawn(_keys(settings.FIELD_KEYS)[version], use)


@cache
def _drawn(key, use):
    return hmac.digest(key, f"harmoni/{use}".encode(), hashlib.sha256)


def _sealer(version):
    return _cipher(_derived(version, "seal"))


@cache
def _cipher(key):
    return AESGCM(key)


def current_version():
    """The version that new rows are sealed with."""
    return next(iter(_keys(settings.FIELD_KEYS)))


def seal(text: str, *, about: str, version: int | None = None) -> bytes | None:
    """Nonce and ciphertext of `text`; `about` (table, column, row) is bound in, so that bytes cannot be moved.

    An empty text stays None: an empty cell reveals as much as a sealed empty one.
    """
    if not text:
        return None
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _sealer(version or current_version()).encrypt(nonce, text.encode(), about.encode())


def unseal(sealed: bytes | None, *, about: str, version: int) -> str:
    """The text again; raises Unreadable when key, place or bytes do not fit."""
    if not sealed:
        return ""
    sealed = bytes(sealed)
    try:
        plain = _sealer(version).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, KeyError, ValueError) as fault:
        raise Unreadable(about) from fault
    return plain.decode()


def seal_json(value, *, about: str) -> bytes:
    """A JSON value with its key version in the first byte (for rows that have no column for it)."""
    version = current_version()
    return bytes([version]) + seal(json.dumps(value, default=str), about=about, version=version)


def unseal_json(sealed: bytes, *, about: str):
    """The value again; raises Unreadable."""
    sealed = bytes(sealed)
    if len(sealed) < 2:
        raise Unreadable(about)
    return json.loads(unseal(sealed[1:], about=about, version=sealed[0]))


def digest(text: str, *, use: str) -> bytes | None:
    """Keyed digest (32 bytes) by which an equal text is found; None for an empty one."""
    if not text:
        return None
    oldest = list(_keys(settings.FIELD_KEYS))[-1]
    return hmac.digest(_derived(oldest, f"digest/{use}"), text.encode(), hashlib.sha256)
