"""Papers that leave the house, what anyone who holds one may check, and the offices that issue them."""

import hashlib
import json
import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni import cipher
from harmoni.regions.models import Region
from harmoni.regions.scope import Scoped, ScopedQuerySet


def new_token():
    """128 random bits: the only way to a letter's check page."""
    return secrets.token_urlsafe(16)


class Kind(models.TextChoices):
    RECEIPT = "receipt", _("Bukti lapor diri")
    NONPERMANENT = "nonpermanent", _("Tanda lapor penduduk nonpermanen")
    CERTIFICATE = "certificate", _("Tanda ikut pembekalan")
    RECOMMENDATION = "recommendation", _("Surat rekomendasi")
    SLIP = "slip", _("Surat sementara 24 jam")
    DUES = "dues", _("Bukti penerimaan pungutan")
    CREW = "crew", _("Lembar regu")
    SEALED = "sealed", _("Surat tertutup")  # of a case: its check page tells nothing but that it is genuine


SIGNED = (Kind.CERTIFICATE, Kind.RECOMMENDATION)  # numbered without gaps, and nothing before their signature


class DocumentQuerySet(ScopedQuerySet):
    def live(self):
        """What the check page knows: receipts, and signed letters once a worker has made and signed them."""
        return self.exclude(kind__in=SIGNED, claim=None)

    def light_weight(self):
        """Without the PDF and the sealed text, which only the maker and the download need."""
        return self.defer("content", "printed", "replaced_by__content", "replaced_by__printed")


class Document(Scoped):
    """One paper with its number, its check token and, once a worker has made it, its PDF.

    Open lies what the check page shows and nothing more of the person: initials, never a NIK or an address. What
    a signed letter prints lies sealed in `printed`; `claim` is the signed statement that its QR carries.
    """

    region_path = "place"
    Kind = Kind

    class State(models.TextChoices):
        VALID = "valid", _("Berlaku")
        SUPERSEDED = "superseded", _("Sudah diganti")
        ENDED = "ended", _("Sudah berakhir")
        REVOKED = "revoked", _("Dicabut")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=14, choices=Kind)
    number = models.CharField(max_length=60)
    token = models.CharField(max_length=24, default=new_token)
    record = models.UUIDField(help_text="the record it was made from")
    page = models.CharField(max_length=200, default="", help_text="the page that shows it as a page")
    subject = models.UUIDField(help_text="the person it is about")
    place = models.CharField(max_length=80)
    issuer = models.CharField(max_length=120)
    title = models.CharField(max_length=80, default="", blank=True, help_text="what the place calls it")
    initials = models.CharField(max_length=20)
    issued_on = models.DateField(default=timezone.localdate)
    valid_until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.VALID)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    shown = models.JSONField(default=list, help_text="[[label, value]] that the check page shows beside the rest")
    printed = models.BinaryField(null=True, help_text="sealed: every printed field")
    claim = models.BinaryField(null=True, help_text="COSE_Sign1")
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["record", "-created_at"], name="document_record")]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="letter_token_once"),
            models.UniqueConstraint(fields=["kind", "number"], condition=Q(kind__in=SIGNED), name="letter_number_once"),
            models.CheckConstraint(
                name="claim_has_its_paper", condition=Q(claim__isnull=True) | Q(content__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self):
        return reverse("letters:pdf", args=[self.pk])

    @property
    def check_path(self):
        return reverse("letters:check", args=[self.token])

    @property
    def is_live(self):
        """Whether its check page knows it; one in which it is named may then lead there."""
        return self.kind not in SIGNED or self.claim is not None

    @property
    def expired(self):
        return self.valid_until < timezone.localdate()

    @property
    def light(self):
        """The word and colour people know from Dukcapil's checks: green, yellow or red."""
        if self.state == self.State.REVOKED:
            return "red"
        return "green" if self.state == self.State.VALID and not self.expired else "yellow"

    @property
    def fields(self):
        """Every printed field of a signed letter, unsealed."""
        return cipher.unseal_json(self.printed, about=f"letters.document/{self.pk}")

    @property
    def canonical(self):
        """The printed fields as the only bytes that mean them: what the claim's hash is taken of."""
        return json.dumps(self.fields, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()

    def seal(self, fields):
        """Keeps every printed field (anything JSON can hold), bound to this row."""
        self.printed = cipher.seal_json(fields, about=f"letters.document/{self.pk}")


class Office(models.Model):
    """The letterhead of a regency's government and the seat that signs there."""

    region = models.OneToOneField(Region, models.PROTECT, primary_key=True, related_name="+")
    government = models.CharField(_("Pemerintah daerah"), max_length=120)
    name = models.CharField(_("Perangkat daerah"), max_length=120, blank=True)
    address = models.CharField(_("Alamat kantor"), max_length=200, blank=True)
    town = models.CharField(_("Tempat surat ditetapkan"), max_length=60, blank=True)
    signer_title = models.CharField(_("Jabatan penanda tangan"), max_length=120)
    signer_number = models.CharField(_("NIP penanda tangan"), max_length=25, blank=True)

    def __str__(self):
        return self.government

    @property
    def head(self):
        """What the letterhead and the signature print, by the templates' keys."""
        names = ("government", "name", "address", "town", "signer_title", "signer_number")
        return {("office" if name == "name" else name): getattr(self, name) for name in names}


def office_of(region: Region) -> Office:
    """The regency's letterhead; before anybody wrote one, an unsaved one that claims no more than its name."""
    written = Office.objects.filter(region=region).first()
    return written or Office(
        region=region, government=f"Pemerintah {region.name}", signer_title="Pejabat yang berwenang"
    )


class Series(models.Model):
    """The last number that an office, or a place for its register, gave to one kind in one year."""

    office = models.CharField(max_length=80)
    kind = models.CharField(max_length=14)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["office", "kind", "year"], name="series_once")]

    def __str__(self):
        return f"{self.office} {self.kind} {self.year}: {self.last}"


class VerificationKey(models.Model):
    """The public half of an office's key of one year: all that a verifier needs, published by the signer."""

    kid = models.CharField(max_length=16, primary_key=True, help_text="hex, the beginning of the public key's SHA-256")
    office = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    public = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["office", "-year"]
        indexes = [models.Index(fields=["office", "year"], name="verification_key_office")]

    def __str__(self):
        return f"{self.office} {self.year} {self.kid}"

    @staticmethod
    def id_of(public: bytes) -> str:
        """The `kid` of a raw public key."""
        return hashlib.sha256(public).hexdigest()[:16]
