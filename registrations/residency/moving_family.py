"""A family moves together: who was announced with whom, and its ties at the new place."""

from typing import Any

from registrations.residency.family import relatives_of
from registrations.residency.models import FamilyMember, Minor, Stay, Transfer


def coming_along(transfer: Transfer) -> list[Transfer]:
    """Of the same family and announced from the same place to the same village: they are taken up on one screen."""
    relatives = relatives_of(transfer.stay)
    if not relatives:
        return []
    announced = Transfer.objects.open().filter(stay__in=relatives, village=transfer.village_id)
    return list(announced.select_related("stay__person", "stay__customary_village", "village").order_by("proposed_at"))


def tie_again(old: Stay, new: Stay) -> None:
    """The family is one at the new place too, as soon as its head and a member have both come; in whatever order."""
    members = FamilyMember.objects.filter(head=old)
    pairs = [(tie, _there(tie.stay_id, new), new) for tie in members]
    pairs += [(tie, new, _there(tie.head_id, new)) for tie in FamilyMember.objects.filter(stay=old)]
    for tie, stay, head in pairs:
        if stay and head and stay != head:
            FamilyMember.objects.get_or_create(stay=stay, defaults={"head": head, "relation": tie.relation})
            _look_after(tie.stay_id, stay, head)


def _there(old, new):
    """The stay in the village of `new` that follows this one."""
    return Stay.objects.here().filter(moved_from=old, customary_village=new.customary_village_id).first()


def _look_after(old, stay, head):
    """Who answers for a child at the new place is who did before; the head where that one has not come."""
    minor = Minor.objects.filter(stay=old).first()
    if minor is None or Minor.objects.filter(stay=stay).exists():
        return
    fields = ("guardian_name", "guardian_relation", "guardian_phone", "school_status")
    kept: dict[str, Any] = {field: getattr(minor, field) for field in fields}
    again = Minor(stay=stay, recorded_by=minor.recorded_by)
    if minor.guardian_id:
        again.guardian = _there(minor.guardian_id, stay) or head
    for field, value in kept.items():
        setattr(again, field, value)
    again.save(force_insert=True)
