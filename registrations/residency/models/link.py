"""A page that asks for no account is opened by a link: its 128 bits lie sealed, and are found by their digest."""

from typing import ClassVar

from django.db import models

from harmoni import cipher
from harmoni.letters.models import new_token
from harmoni.regions.scope import ScopedQuerySet
from registrations.people.fields import Sealed, sealed_column

LONGEST = 64


class ByLinkQuerySet(ScopedQuerySet):
    def of_link(self, token: str):
        """The row to which this link leads; none for what cannot be a link."""
        sound = token and len(token) <= LONGEST and "\0" not in token
        return self.filter(token_digest=self.model.digest_of(token)) if sound else self.none()


class ByLink(models.Model):
    """Every row has its link from its first save on. Whoever reads the table opens none; the desk shows it again.

    `link_use` keeps a link of one kind from opening another: it is part of the digest's key, and never changes.
    """

    link_use: ClassVar[str]

    token_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)
    token_sealed = sealed_column()

    token = Sealed()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self.token_digest:
            self.give_link()
        super().save(*args, **kwargs)

    def give_link(self):
        """A new link; the one before opens nothing any more."""
        self.token = new_token()
        self.token_digest = self.digest_of(self.token)

    @classmethod
    def digest_of(cls, token: str) -> bytes | None:
        return cipher.digest(token, use=cls.link_use)
