"""What stands beside the stay on its record: moves, answers, jobs, family, the guardian of a child, referrals."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from harmoni.notices.models import Silence
from registrations.residency.asking import with_messages
from registrations.residency.family import relatives_of
from registrations.residency.job_forms import EndJobForm, JobForm
from registrations.residency.minor_forms import MinorForm
from registrations.residency.models import FamilyMember, Minor, Photo, Question, Referral, Stay, Transfer, is_child

THIS = OuterRef("pk")


def with_parts(stays: QuerySet) -> QuerySet:
    """With word of which parts a stay has: most have none of these, and a record asks only for what is there."""
    return stays.annotate(
        has_family=Exists(FamilyMember.objects.filter(Q(stay=THIS) | Q(head=THIS))),
        has_transfers=Exists(Transfer.objects.filter(stay=THIS)),
        has_questions=Exists(Question.objects.filter(stay=THIS)),
        has_referrals=Exists(Referral.objects.filter(stay=THIS)),
        is_silent=Exists(Silence.objects.filter(person=OuterRef("person_id"))),
        has_photos=Exists(Photo.objects.kept().filter(stay=THIS)),
        has_others=Exists(Stay.objects.filter(person=OuterRef("person")).exclude(pk=THIS)),
    )


def beside(stay: Stay) -> dict[str, Any]:
    """By the names under which the record's parts ask for it; wants a stay `with_parts`."""
    return {
        "transfers": list(stay.transfers.select_related("village")[:3]) if stay.has_transfers else [],
        "answers": with_messages(stay.questions.filter(until=stay.planned_until)) if stay.has_questions else [],
        "referrals": list(stay.referrals.all()[:20]) if stay.has_referrals else [],
        "jobs": stay.jobs.select_related("employer", "site")[:20],
        "job_form": JobForm(auto_id="id_job_%s"),
        "end_job_form": EndJobForm(),
        "photos": stay.photos.kept().select_related("taken_by").defer("sealed") if stay.has_photos else [],
        "relatives": relatives_of(stay),
        **(_of_a_child(stay) if is_child(stay.person) else {}),
    }


def _of_a_child(stay):
    minor = Minor.objects.filter(stay=stay).select_related("guardian__person", "stay__person").first()
    return {"is_child": True, "minor": minor, "minor_form": MinorForm(stay=stay, minor=minor)}
