"""One Ed25519 key for each office and year, drawn from the master secret that only workers have.

The web server reads the public halves from `VerificationKey` and can sign nothing: it never gets LETTER_KEY.
"""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from harmoni.history.atomicity import demand_transaction
from harmoni.letters.engine import LetterError
from harmoni.letters.models import VerificationKey

BYTES = 32


def signing_key(office: str, year: int) -> Ed25519PrivateKey:
    """The office's key of that year; raises LetterError in a process that may not sign."""
    drawn = HKDF(SHA256(), BYTES, salt=None, info=f"harmoni/letters/{office}/{year}".encode())
    return Ed25519PrivateKey.from_private_bytes(drawn.derive(_master()))


def publish(office: str, year: int, key: Ed25519PrivateKey) -> VerificationKey:
    """Its public half, written by the signer when it first signs; a revoked one stays revoked and signs no more."""
    demand_transaction("a verification key")
    public = key.public_key().public_bytes_raw()
    known, _ = VerificationKey.objects.get_or_create(
        kid=VerificationKey.id_of(public), defaults={"office": office, "year": year, "public": public}
    )
    if known.revoked_at:
        raise LetterError(f"The key {known.kid} of office {office} and year {year} was revoked.")
    return known


def _master() -> bytes:
    if not settings.LETTER_KEY:
        raise LetterError("LETTER_KEY is not set: only a worker that has it may sign letters.")
    try:
        master = base64.urlsafe_b64decode(settings.LETTER_KEY)
    except (binascii.Error, ValueError) as fault:
        raise LetterError("LETTER_KEY is not urlsafe base64.") from fault
    if len(master) != BYTES:
        raise LetterError(f"LETTER_KEY needs {BYTES} bytes.")
    return master
