"""How somebody without an account learns where the case stands: a code or a one-time link, and a PIN beside it."""

import datetime
import secrets

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from adat.mediation.models.kept import Kept
from harmoni import cipher
from harmoni.letters.models import new_token
from registrations.people.fields import Sealed, sealed_column
from registrations.people.numbers import ALPHABET

MOST_WRONG = 20  # then the link is dead, whoever guessed
READ_FOR = datetime.timedelta(minutes=15)  # a page that broke off on a bad line may be opened again
OPEN_FOR = datetime.timedelta(days=14)


def new_code() -> str:
    """`7F3K-9QXA-2M4P-QR8T`: eighty random bits, typed by thumb."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(signs[at : at + 4] for at in range(0, 16, 4))


def new_pin() -> str:
    return f"{secrets.randbelow(10**6):06}"


def digest_of(text: str) -> bytes | None:
    """Of a code, however it was typed, or of a link's token, letter by letter."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum()).translate(str.maketrans("OIL", "011"))
    return cipher.digest(signs if len(signs) == 16 else text[:30], use="case-link")


class StateLink(Kept):
    """`opens_once`: a party's link, dead a quarter of an hour after it was opened. The sender's own code stays."""

    case = models.ForeignKey("mediation.Case", models.PROTECT, related_name="links")
    party = models.ForeignKey("mediation.Party", models.PROTECT, null=True, related_name="+")
    opens_once = models.BooleanField()
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    made_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    pin_sealed = sealed_column()
    code_sealed = sealed_column()

    pin, code = Sealed(), Sealed()

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self):
        return str(self.pk)

    @classmethod
    def give(cls, case, *, party=None, opens_once):
        """A new one with its PIN; both are shown to whoever hands them over, and never again."""
        code = new_token() if opens_once else new_code()
        until = timezone.localdate() + OPEN_FOR if opens_once else None
        columns = {"case": case, "party": party, "opens_once": opens_once, "expires_on": until}
        return cls.keep({"pin": new_pin(), "code": code}, digest=digest_of(code), **columns)

    @property
    def is_live(self):
        if self.wrong >= MOST_WRONG or (self.expires_on and self.expires_on < timezone.localdate()):
            return False
        return not (self.opens_once and self.opened_at and self.opened_at < timezone.now() - READ_FOR)

    def fits(self, pin: str) -> bool:
        return constant_time_compare(pin, self.pin)
