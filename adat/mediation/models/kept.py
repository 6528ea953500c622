"""What every row of a case has: an id that tells nothing, and words that lie sealed."""

import uuid
from collections.abc import Mapping
from typing import Any, Self

from django.db import models

from harmoni import cipher


class Kept(models.Model):
    """Texts are written after the row has its id and key version, which bind the seal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_version = models.PositiveSmallIntegerField(default=cipher.current_version, editable=False)

    class Meta:
        abstract = True

    def write(self, texts: Mapping[str, str]) -> None:
        """Seals each text under its name; the row is not saved."""
        for name, text in texts.items():
            setattr(self, name, text)

    @classmethod
    def keep(cls, texts: Mapping[str, str], **columns: Any) -> Self:
        """The new row with its sealed texts, saved."""
        row = cls(**columns)
        row.write(texts)
        row.save(force_insert=True)
        return row
