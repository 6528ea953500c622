"""One A4 sheet for a crew: the site's own code, and for each worker name, number, validity and code."""

from django.conf import settings
from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.letters.models import Document
from harmoni.letters.qr import qr_svg
from harmoni.notices.outbox import post
from registrations.people import numbers
from registrations.residency.models import GroupSheet, Stay

MAKE, CREW = "residency.crew_sheet", "R"


def issue_crew_sheet(sheet: GroupSheet) -> Document:
    """A new paper for the people now on the sheet; the one before it becomes *sudah diganti*."""
    earlier = Document.objects.filter(record=sheet.pk, state=Document.State.VALID)
    number = earlier.values_list("number", flat=True).first() or numbers.new_number(CREW)
    earlier.update(state=Document.State.SUPERSEDED)
    stays = Stay.objects.filter(pk__in=sheet.stays)
    paper = Document(
        kind=Document.Kind.CREW,
        number=number,
        record=sheet.pk,
        page=sheet.get_absolute_url(),
        subject=sheet.site_id,
        place=sheet.place,
        issuer=str(sheet.customary_village),
        initials=_("%(count)d orang") % {"count": len(sheet.stays)},
        valid_until=max(stays.values_list("planned_until", flat=True)),
    )
    paper.save(force_insert=True)
    post(MAKE, f"{MAKE}/{paper.pk}", payload={"document": str(paper.pk)})
    return paper


def paper_of(sheet: GroupSheet) -> Document | None:
    """The paper in force, without its bytes; `made` says whether the worker has written them."""
    found = Document.objects.filter(record=sheet.pk, kind=Document.Kind.CREW, state=Document.State.VALID)
    made = ExpressionWrapper(Q(content__isnull=False), output_field=BooleanField())
    return found.light_weight().annotate(made=made).first()


def crew_data(paper: Document, sheet: GroupSheet) -> dict:
    """What the template prints, every value as text."""
    stays = Stay.objects.filter(pk__in=sheet.stays).select_related("person").order_by("person__full_name", "pk")
    receipts = Document.objects.filter(record__in=sheet.stays, kind=Document.Kind.RECEIPT, state=Document.State.VALID)
    codes = {receipt.record: settings.BASE_URL + receipt.check_path for receipt in receipts.light_weight()}
    url = settings.BASE_URL + paper.check_path
    return {
        "number": paper.number,
        "village": paper.issuer,
        "regency": sheet.customary_village.regency.name,
        "employer": sheet.site.employer.name,
        "site": sheet.site.name,
        "address": sheet.site.address,
        "issued_on": date_format(paper.issued_on, "j F Y"),
        "valid_until": date_format(paper.valid_until, "j F Y"),
        "url": url,
        "qr": qr_svg(url),
        "people": [_person(stay, codes[stay.pk]) for stay in stays if stay.pk in codes],
        "demo": settings.DEMO,
    }


def _person(stay, url):
    return {
        "name": stay.person.full_name,
        "number": stay.registration_number,
        "until": date_format(stay.planned_until, "j M Y"),
        "url": url,
        "qr": qr_svg(url),
    }
