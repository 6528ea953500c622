"""A photograph beside a stay: only with a word of consent, drawn anew, sealed, opened with a trace, and gone again."""

import base64
import datetime
import io
import struct
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from harmoni.history.models import Event
from registrations.people.pictures import MOST_BYTES, redrawn
from registrations.residency.changes import depart
from registrations.residency.models import Photo, PhotoPart, Stay
from registrations.residency.photographing import MOST, forget_photos, keep_photo
from tests.cast import arrive

JSON = {"accept": "application/json"}


def picture(width=40, height=30, kind="JPEG", **options):
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(drawn, kind, **options)
    return drawn.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010E] = "Rumah rahasia"
    return picture(exif=exif)


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def bomb():
    """A PNG that says it is 30,000 x 30,000."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")


@pytest.fixture
def stay(petugas_kuta):
    return arrive(petugas_kuta)


def add(client, stay, content=None, **fields):
    body = {"key": str(uuid.uuid4()), "kind": "paper", "agreed": "on", **fields}
    body["photo"] = SimpleUploadedFile("a.jpg", picture() if content is None else content)
    return client.post(f"{stay.get_absolute_url()}foto/", body)


def piece(client, stay, content, start, key, upto=None, **fields):
    body = {"key": key, "kind": "person", "agreed": "on", "size": len(content), "start": start, **fields}
    body["piece"] = SimpleUploadedFile("a.jpg", content[start : upto or len(content)])
    return client.post(f"{stay.get_absolute_url()}foto/bagian/", body, headers=JSON)


def test_a_photo_is_drawn_anew_sealed_and_opened_with_a_trace(desk, stay):
    assert "tidak wajib" in desk.get(stay.get_absolute_url()).content.decode()
    assert add(desk, stay, with_place()).status_code == 302
    photo = Photo.objects.get()
    assert b"JFIF" not in bytes(photo.sealed)
    page = desk.get(photo.get_absolute_url())
    shown = Image.open(io.BytesIO(base64.b64decode(page.context["photo"].content)))
    assert (shown.format, shown.size, dict(shown.getexif())) == ("JPEG", (40, 30), {})
    assert [event.verb for event in Event.objects.about(stay.person_id)[:3]] == ["lihat_foto", "foto", "buka_catatan"]
    record = desk.get(stay.get_absolute_url()).content.decode()
    assert [words for words in ("Foto dibuka", "Surat atau KTP", photo.get_absolute_url()) if words not in record] == []


def test_without_the_persons_word_there_is_none(desk, stay):
    refused = add(desk, stay, agreed="")
    assert (refused.status_code, Photo.objects.count()) == (422, 0)
    assert "Tanyakan dahulu" in refused.content.decode()
    assert piece(desk, stay, picture(), 0, str(uuid.uuid4()), agreed="").status_code == 422


HOSTILE = {
    "a bomb": bomb(),
    "nothing": b"",
    "words": b"<html><script>alert(1)</script>",
    "drawn by code": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "half": picture(400, 400)[:200],
    "another kind": picture(kind="GIF"),
    "a paper": b"%PDF-1.7",
    "too long": bytes(MOST_BYTES + 1),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_with_a_sentence(desk, stay, name):
    answer = add(desk, stay, HOSTILE[name])
    assert (answer.status_code, Photo.objects.count()) == (422, 0)
    said = "Gambar terlalu besar" if name == "a bomb" else ""
    assert [said in sentence for sentence in answer.context["form"].errors["photo"]] == [True]


def test_nothing_behind_the_picture_survives():
    """A JPEG that is a zip archive or a page as well."""
    assert b"PK\x03\x04" not in redrawn(picture() + b"PK\x03\x04<script>") != b""
    assert b"<script>" not in redrawn(picture(comment=b"<script>"))


def test_it_comes_in_pieces_and_goes_on_where_it_was_cut(desk, stay, signed_in, cast):
    content, key = picture(300, 300, quality=95), str(uuid.uuid4())
    third = len(content) // 3
    assert piece(desk, stay, content, 0, key, third).json() == {"state": "more", "start": third}
    assert piece(desk, stay, content, 0, key, third).json()["start"] == third  # the answer was lost
    assert piece(desk, stay, content, 2 * third, key).json()["start"] == third  # one is missing
    assert content[:third] not in bytes(PhotoPart.objects.get().sealed)
    last = piece(desk, stay, content, third, key).json()
    assert last == {
        "state": "received",
        "answer": f"{stay.get_absolute_url()}#foto",
        "number": stay.registration_number,
    }
    assert (Photo.objects.kept().count(), PhotoPart.objects.count()) == (1, 0)
    assert piece(desk, stay, content, 0, key).json() == last
    assert piece(signed_in(cast["bendesa.kuta"]), stay, content, 0, key).status_code == 404
    assert Event.objects.filter(verb="foto").count() == 1


def test_pieces_that_make_no_picture_leave_nothing(desk, stay):
    key = str(uuid.uuid4())
    piece(desk, stay, b"x" * 100, 0, key, 50)
    refused = piece(desk, stay, b"x" * 100, 50, key)
    assert (refused.status_code, refused.json()["state"], Photo.objects.count()) == (422, "wrong", 0)
    for fields in ({"size": 10**7}, {"size": "9" * 40}, {"start": -1}, {"kind": "\0"}, {"key": "x"}):
        body = {"start": 0, "key": key} | fields
        assert piece(desk, stay, b"x", body.pop("start"), body.pop("key"), 1, **body).status_code == 422


def test_it_is_removed_with_a_reason_and_does_not_come_back(desk, stay):
    content, key = picture(), str(uuid.uuid4())
    piece(desk, stay, content, 0, key)
    photo = Photo.objects.get()
    page = photo.get_absolute_url()
    assert desk.post(f"{page}hapus/", {"reason": ""}).status_code == 422
    assert desk.post(f"{page}hapus/", {"reason": "Orangnya minta", "key": str(uuid.uuid4())}).status_code == 302
    assert Event.objects.get(verb="hapus_foto").reason == "Orangnya minta"
    assert (desk.get(page).status_code, piece(desk, stay, content, 0, key).json()["state"]) == (404, "received")
    assert Photo.objects.kept().count() == 0


def test_time_takes_them(petugas_kuta, stay):
    now = timezone.now()
    gone = arrive(petugas_kuta)
    for who in (stay, gone, gone):
        keep_photo(pk=uuid.uuid4(), stay=who, kind="paper", content=picture(), by=petugas_kuta)
    depart(stay=gone, by=petugas_kuta, on=gone.arrived_on)
    assert forget_photos(now + datetime.timedelta(days=29)) == 0
    assert forget_photos(now + datetime.timedelta(days=32)) == 2
    assert forget_photos(now + datetime.timedelta(days=367)) == 1
    assert (Photo.objects.kept().count(), Event.objects.filter(verb="foto_kedaluwarsa").count()) == (0, 3)


def test_there_are_few_and_none_of_who_has_left(desk, petugas_kuta, stay):
    for _ in range(MOST):
        add(desk, stay)
    assert "Hapus dahulu" in add(desk, stay).content.decode()
    depart(stay=Stay.objects.get(pk=stay.pk), by=petugas_kuta, on=stay.arrived_on)
    assert add(desk, stay).status_code == 422
    assert Photo.objects.count() == MOST
