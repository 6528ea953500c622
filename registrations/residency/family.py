"""A family: who came with whom, who answers for a child, and what the members do together."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from harmoni.accounts.models import User
from harmoni.accounts.roles import Permission
from harmoni.history.record import record_act
from harmoni.history.workflow import MoveRefused
from registrations.people.phones import e164
from registrations.residency.models import FamilyMember, Minor, Relation, Stay, is_child

INHERITED = (
    *("address", "banjar", "lodging_name", "lodging_phone", "responsible_name", "responsible_phone"),
    *("arrived_on", "planned_until"),
)


def head_of(stay: Stay) -> Stay:
    """The head of the family that this stay belongs to; the stay itself when it came about alone."""
    tie = FamilyMember.objects.filter(stay=stay).select_related("head__person", "head__customary_village").first()
    return tie.head if tie else stay


def relatives_of(stay: Stay) -> list[Stay]:
    """The others of the family who are still here in the same desa adat, each with its `relation` to the head."""
    if not hasattr(stay, "_relatives"):
        stay._relatives = _relatives(stay) if getattr(stay, "has_family", True) else []
    return stay._relatives


def _relatives(stay):
    heads = FamilyMember.objects.filter(stay=stay).values("head")
    ties = list(FamilyMember.objects.filter(Q(head=stay) | Q(head__in=heads)))
    relations = {tie.stay_id: tie.get_relation_display() for tie in ties}
    relations |= {tie.head_id: _("Kepala keluarga") for tie in ties}
    relations.pop(stay.pk, None)
    if not relations:
        return []
    found = Stay.objects.here().filter(pk__in=relations, customary_village=stay.customary_village_id)
    members = list(found.select_related("person", "customary_village__region").order_by("person__birth_date", "pk"))
    for member in members:
        member.relation = relations[member.pk]
    return members


def shared_of(head: Stay) -> dict[str, str]:
    """What the members take from the head, as it is typed: where they live, in whose house, until when."""
    values = {name: getattr(head, name) for name in INHERITED}
    texts = {name: value.isoformat() if hasattr(value, "isoformat") else value or "" for name, value in values.items()}
    places = {"village": head.village_id or "", "origin_village": head.person.origin_village_id or ""}
    return texts | places | {"purpose": "family", "origin_address": head.person.origin_address}


def join(*, head: Stay, stay: Stay, relation: str, by: User, child: dict[str, Any]) -> None:
    """A new stay becomes one of the family; a child among them has the head for a guardian, or whom `child` names."""
    FamilyMember.objects.create(stay=stay, head=head, relation=relation or Relation.OTHER)
    if is_child(stay.person):
        look_after(stay=stay, by=by, guardian=None if child.get("guardian_name") else head, **child)


@transaction.atomic
def look_after(*, stay: Stay, by: User, guardian: Stay | None, **child: Any) -> Minor:
    """Writes down who answers for a child, and how it stands with school. Raises MoveRefused."""
    if not by.may_at(Permission.STAY_CHANGE, stay.place):
        raise MoveRefused(_("Wali dicatat oleh petugas desa adatnya."))
    known = Minor.objects.select_for_update(of=("self",)).filter(stay=stay).first()
    minor = known or Minor(stay=stay)
    phone = child.pop("guardian_phone", "")
    minor.guardian, minor.recorded_by = guardian, by
    for field in ("guardian_name", "guardian_relation", "school_status", "school_name"):
        setattr(minor, field, child.get(field, ""))
    if guardian:
        minor.guardian_name = minor.guardian_relation = ""
    if phone or guardian or not known:
        minor.guardian_phone = "" if guardian else e164(phone)
    minor.save()
    record_act("catat_wali", by=by, subjects=stay.subjects, place=stay.place, after=minor.school_status)
    return minor
