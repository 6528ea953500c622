import uuid

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from harmoni.letters.engine import render
from harmoni.letters.models import Document
from harmoni.letters.qr import qr_svg
from harmoni.notices.outbox import handles
from registrations.residency import crew_papers, nonpermanent_letter
from registrations.residency.asking import post_questions
from registrations.residency.models import GroupSheet, Register, Stay, papers_of
from registrations.residency.owners import ask_all, note_silence
from registrations.residency.receipts import MAKE


@handles(nonpermanent_letter.MAKE)
def make_nonpermanent_letter(document):
    """The same for the paper of the non-permanent register."""
    letter = Document.objects.get(pk=uuid.UUID(document))
    stay = Stay.objects.select_related("person__origin_village", "customary_village").get(pk=letter.record)
    row = stay.registrations.named().get(register=Register.NONPERMANENT)
    data = nonpermanent_letter.letter_data(letter, stay, row)
    letter.content = render("nonpermanent", data, timestamp=letter.created_at)
    letter.save(update_fields=["content"])


@handles(MAKE)
def make_receipt(document):
    """Makes the PDF of one receipt; a second run makes the same bytes."""
    receipt = Document.objects.get(pk=uuid.UUID(document))
    stay = Stay.objects.select_related("person__origin_village", "customary_village__region__parent").get(
        pk=receipt.record
    )
    receipt.content = render("receipt", receipt_data(receipt, stay), timestamp=receipt.created_at)
    receipt.save(update_fields=["content"])


def receipt_data(receipt, stay):
    """What the template prints, every value as text."""
    url = settings.BASE_URL + receipt.check_path
    tamiu, nonpermanent = stay.registrations.named()
    rows = [
        (_("Register tamiu"), tamiu.number),
        (_("Register nonpermanen"), ", ".join(filter(None, (nonpermanent.number, nonpermanent.book_name)))),
        (_("Alamat"), stay.address),
        (_("Banjar"), stay.banjar),
        (_("Tempat tinggal"), stay.lodging_name),
        (_("Penanggung jawab"), stay.responsible_name),
        (_("Tujuan"), stay.get_purpose_display()),
        (_("Pekerjaan"), stay.occupation),
        (_("Daerah asal"), stay.person.origin_village.full_name if stay.person.origin_village else ""),
    ]
    return {
        "number": receipt.number,
        "title": receipt.title,
        "letterhead": papers_of(stay.customary_village).letterhead,
        "village": receipt.issuer,
        "regency": stay.customary_village.regency.name,
        "issued_on": date_format(receipt.issued_on, "j F Y"),
        "name": stay.person.full_name,
        "nik_masked": stay.person.shown_number,
        "rows": [[str(label), value] for label, value in rows if value],
        "valid_from": date_format(tamiu.valid_from, "j F Y"),
        "valid_until": date_format(receipt.valid_until, "j F Y"),
        "officer_place": receipt.issuer,
        "url": url,
        "qr": qr_svg(url),
        "demo": settings.DEMO,
    }


@handles(crew_papers.MAKE)
def make_crew_sheet(document):
    """Makes the PDF of a crew's sheet; a second run makes the same bytes."""
    paper = Document.objects.get(pk=uuid.UUID(document))
    sheet = GroupSheet.objects.select_related("site__employer", "customary_village__region").get(pk=paper.record)
    paper.content = render("crew", crew_papers.crew_data(paper, sheet), timestamp=paper.created_at)
    paper.save(update_fields=["content"])


@shared_task(name="residency.remind")
def remind():
    """At the end of a term both sides are asked; what is said before it is `notices.remind`'s."""
    return post_questions(timezone.localdate())


@shared_task(name="residency.ask_owners")
def ask_owners():
    """Each month's links to the owners of lodgings, and ten days later who has not answered."""
    return ask_all(timezone.localdate()), note_silence(timezone.localdate())
