"""Still here? A question to the person or to whoever answers for the lodging, by a link that needs no account."""

import datetime
import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmoni.regions.scope import Scoped
from registrations.residency.models.link import ByLink, ByLinkQuerySet
from registrations.residency.models.stay import Stay
from registrations.residency.workflow import HERE

OPEN_FOR = datetime.timedelta(days=30)


class Asked(models.TextChoices):
    PERSON = "person", _("orangnya")
    HOST = "host", _("penanggung jawab")


class Answer(models.TextChoices):
    STAYING = "staying", _("Masih di sini")
    LEFT = "left", _("Sudah pulang")
    UNKNOWN = "unknown", _("Bukan orang ini, atau tidak tahu")


def last_day():
    return timezone.localdate() + OPEN_FOR


class QuestionQuerySet(ByLinkQuerySet):
    def open(self):
        """Still to be answered: the term it asks about is the present one, and its time is not over."""
        mine = self.filter(answer="", expires_on__gte=timezone.localdate())
        return mine.filter(stay__status__in=HERE, until=F("stay__planned_until"))

    def answered(self):
        """Answers that an officer has not acted on yet."""
        return self.exclude(answer="").filter(handled_at=None)


class Question(ByLink, Scoped):
    """Asked once a term of either. An answer changes nothing by itself: it is a task for the officer."""

    link_use = "question-link"
    region_path = "stay__customary_village__path"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    stay = models.ForeignKey(Stay, models.PROTECT, related_name="questions")
    asked = models.CharField(max_length=6, choices=Asked)
    until = models.DateField(help_text="the planned end that it asks about")
    asked_at = models.DateTimeField(db_default=Now())
    expires_on = models.DateField(default=last_day)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    day = models.DateField(null=True, help_text="until when still here, or since when gone")
    answered_at = models.DateTimeField(null=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["answered_at", "pk"]
        indexes = [
            models.Index(fields=["answered_at"], name="question_waits", condition=Q(handled_at=None) & ~Q(answer=""))
        ]
        constraints = [
            models.UniqueConstraint(fields=["stay", "until", "asked"], name="question_once_a_term"),
            models.CheckConstraint(
                name="question_answered_is_whole",
                condition=Q(answer="", answered_at=None, day=None, handled_at=None)
                | Q(answer="unknown", answered_at__isnull=False, day=None)
                | Q(answer__in=["staying", "left"], answered_at__isnull=False, day__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_asked_display()} {self.stay}"

    @property
    def place(self):
        return self.stay.place

    @property
    def is_stale(self):
        return not self.answer and self.expires_on < timezone.localdate()

    @property
    def link(self):
        return reverse("still_here:question", args=[self.token])
