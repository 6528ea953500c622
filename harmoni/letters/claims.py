"""What a letter's QR says, signed: COSE_Sign1 with Ed25519 (RFC 9052, 9053) over deterministic CBOR (RFC 8949 4.2).

A claim is accepted only when every one of its bytes is what we would have written: it is decoded, encoded anew and
compared, so that nothing unsigned (tags, longer integers, an unprotected header) can ride along.
"""

import base64
import binascii
import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from harmoni.letters.models import VerificationKey

COSE_SIGN1 = 18
ALGORITHM, KEY_ID, EDDSA = 1, 4, -8
MOST_BYTES = 1000
EPOCH = datetime.date(1970, 1, 1)
AHEAD = datetime.timedelta(days=1)  # a verifier's calendar may be one day behind the office's


class ClaimRefused(Exception):
    """Why a claim is not accepted, in one word: `code`. An expired one still tells its `claims`."""

    def __init__(self, code: str, claims: "Claims | None" = None) -> None:
        super().__init__(code)
        self.code, self.claims = code, claims


@dataclass(frozen=True)
class Claims:
    """What the paper can be compared with, without a line to the portal. No NIK, and no hash of one.

    `content` is the SHA-256 of the letter's canonical printed fields; `issuer` the code of the office's region.
    """

    number: str
    kind: str
    issued_on: datetime.date
    valid_until: datetime.date
    issuer: str
    initials: str
    birth_year: int | None
    content: bytes

    def values(self) -> list[Any]:
        """In the order of their labels 1 to 8; dates as days since 1970 (RFC 8943)."""
        days = [(day - EPOCH).days for day in (self.issued_on, self.valid_until)]
        return [self.number, self.kind, *days, self.issuer, self.initials, self.birth_year, self.content]


# Of the values, in the same order; very types, since to Python a true is also a one.
TYPES: list[set[type]] = [{str}, {str}, {int}, {int}, {str}, {str}, {int, type(None)}, {bytes}]


def key_id(public: bytes) -> bytes:
    """What names a key in the protected header: eight bytes of its SHA-256, kept as hex in `VerificationKey`."""
    return bytes.fromhex(VerificationKey.id_of(public))


def sign(claims: Claims, key: Ed25519PrivateKey) -> bytes:
    """The same claims and key give the same bytes."""
    protected, payload = _headers(key_id(key.public_key().public_bytes_raw())), _payload(claims)
    return _message(protected, payload, key.sign(_signed_part(protected, payload)))


def verify(data: bytes, keys: Iterable[VerificationKey], *, today: datetime.date) -> Claims:
    """The claims, if this very sequence of bytes was signed by a known key of the office and year it names.

    Raises ClaimRefused: malformed, unprotected, algorithm, unknown_key, revoked_key, signature, foreign_key,
    not_canonical, future, expired.
    """
    protected, unprotected, payload, signature = _parts(data)
    if unprotected:
        raise ClaimRefused("unprotected")
    kid = _key_id_in(protected)
    key = _known(kid, keys)
    _check_signature(key, _signed_part(protected, payload), signature)
    claims = _claims(payload)
    if _message(_headers(kid), _payload(claims), signature) != data:
        raise ClaimRefused("not_canonical")
    if (key.office, key.year) != (claims.issuer, claims.issued_on.year):
        raise ClaimRefused("foreign_key")
    _check_dates(claims, today)
    return claims


def as_text(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The only bytes this text stands for; raises ClaimRefused for any other way to write them."""
    if len(text) > 2 * MOST_BYTES or not re.fullmatch(r"[\w-]+", text, re.ASCII):
        raise ClaimRefused("malformed")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as fault:
        raise ClaimRefused("malformed") from fault
    if as_text(data) != text:  # the unused bits of the last letter
        raise ClaimRefused("not_canonical")
    return data


# --- what is written -----------------------------------------------------------------------------------------
def _headers(kid: bytes) -> bytes:
    return cbor2.dumps({ALGORITHM: EDDSA, KEY_ID: kid}, canonical=True)


def _payload(claims: Claims) -> bytes:
    return cbor2.dumps(dict(enumerate(claims.values(), 1)), canonical=True)


def _signed_part(protected: bytes, payload: bytes) -> bytes:
    return cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature]), canonical=True)


# --- what is read --------------------------------------------------------------------------------------------
def _decoded(data: bytes) -> Any:
    try:
        return cbor2.loads(data)
    except Exception as fault:  # noqa: BLE001 - whatever a decoder does with foreign bytes, they are no claim
        raise ClaimRefused("malformed") from fault


def _parts(data: bytes) -> tuple[Any, ...]:
    message = _decoded(data) if len(data) <= MOST_BYTES else None
    if not isinstance(message, cbor2.CBORTag) or message.tag != COSE_SIGN1:
        raise ClaimRefused("malformed")
    parts = message.value  # a tag's content comes as what cannot change: a tuple, in it a frozen map
    kinds = (bytes, Mapping, bytes, bytes)
    if not isinstance(parts, tuple) or len(parts) != len(kinds) or not all(map(isinstance, parts, kinds)):
        raise ClaimRefused("malformed")
    return parts


def _key_id_in(protected: bytes) -> bytes:
    headers = _decoded(protected)
    if not isinstance(headers, dict) or headers.get(ALGORITHM) != EDDSA:
        raise ClaimRefused("algorithm")
    kid = headers.get(KEY_ID)
    if not isinstance(kid, bytes) or len(headers) > 2:
        raise ClaimRefused("malformed")
    return kid


def _known(kid: bytes, keys: Iterable[VerificationKey]) -> VerificationKey:
    key = next((key for key in keys if key.kid == kid.hex()), None)
    if key is None:
        raise ClaimRefused("unknown_key")
    if key.revoked_at:
        raise ClaimRefused("revoked_key")
    return key


def _check_signature(key: VerificationKey, signed: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public)).verify(signature, signed)
    except InvalidSignature as fault:
        raise ClaimRefused("signature") from fault


def _claims(payload: bytes) -> Claims:
    found = _decoded(payload)
    if not isinstance(found, dict) or list(found) != list(range(1, len(TYPES) + 1)):
        raise ClaimRefused("malformed")
    if not all(type(value) in wanted for value, wanted in zip(found.values(), TYPES, strict=True)):
        raise ClaimRefused("malformed")
    number, kind, issued, until, *others = found.values()
    try:
        return Claims(number, kind, _day(issued), _day(until), *others)
    except OverflowError as fault:
        raise ClaimRefused("malformed") from fault


def _day(days: int) -> datetime.date:
    return EPOCH + datetime.timedelta(days=days)


def _check_dates(claims: Claims, today: datetime.date) -> None:
    if claims.issued_on > today + AHEAD:
        raise ClaimRefused("future", claims)
    if claims.valid_until < today:
        raise ClaimRefused("expired", claims)
