"""What stands beside the stay on its record: jobs, family, the guardian of a child."""

from typing import Any

from registrations.residency.family import relatives_of
from registrations.residency.job_forms import EndJobForm, JobForm
from registrations.residency.minor_forms import MinorForm
from registrations.residency.models import Minor, Stay, is_child


def beside(stay: Stay) -> dict[str, Any]:
    """By the names under which the record's parts ask for it."""
    return {
        "jobs": stay.jobs.select_related("employer", "site")[:20],
        "job_form": JobForm(auto_id="id_job_%s"),
        "end_job_form": EndJobForm(),
        "relatives": relatives_of(stay),
        **(_of_a_child(stay) if is_child(stay.person) else {}),
    }


def _of_a_child(stay):
    minor = Minor.objects.filter(stay=stay).select_related("guardian__person", "stay__person").first()
    return {"is_child": True, "minor": minor, "minor_form": MinorForm(stay=stay, minor=minor)}
