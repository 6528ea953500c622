"""An integrity pact that a candidate has signed: which words, which clauses, when, and before whom."""

import base64
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from harmoni import cipher


class Pact(models.Model):
    """Signed on the screen, or on paper of which a scan is kept. Both are sealed; the destination sees neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    candidate = models.ForeignKey("certification.Candidate", models.PROTECT, related_name="pacts")
    version = models.CharField(max_length=10)
    clauses = models.JSONField(help_text="names of the clauses that were agreed to")
    signed_on = models.DateField()
    signature_sealed = models.BinaryField(null=True, editable=False)
    scan_sealed = models.BinaryField(null=True, editable=False)
    scan_type = models.CharField(max_length=30, blank=True)
    witness = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-signed_on", "-recorded_at"]
        constraints = [
            models.CheckConstraint(
                name="pact_signed_once",
                condition=Q(signature_sealed__isnull=False, scan_sealed=None, scan_type="")
                | (Q(signature_sealed=None, scan_sealed__isnull=False) & ~Q(scan_type="")),
            )
        ]

    def __str__(self):
        return f"{self.version} {self.signed_on}"

    @property
    def _about(self):
        return f"certification.pact/{self.pk}"

    def seal_signature(self, signature: str):
        self.signature_sealed = cipher.seal_json(signature, about=self._about)

    def seal_scan(self, content: bytes, content_type: str):
        self.scan_sealed = cipher.seal_json(base64.b64encode(content).decode(), about=self._about)
        self.scan_type = content_type

    @property
    def signature(self) -> str:
        """Strokes as the `d` of an SVG path on a sheet of 600 x 200, or the typed name; '' when it was on paper."""
        return cipher.unseal_json(bytes(self.signature_sealed), about=self._about) if self.signature_sealed else ""

    def open_scan(self) -> bytes:
        return base64.b64decode(cipher.unseal_json(bytes(self.scan_sealed or b""), about=self._about))
