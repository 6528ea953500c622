"""The demo's sheet: what an employer sent to Kuta, two cells of it wrong; the worker makes the dry run at the start."""

import csv
import datetime
import io

from adat.villages.columns import heading_of
from adat.villages.uploading import upload
from harmoni.accounts.models import User
from harmoni.regions.models import CustomaryVillage

WHO = ("nik", "full_name", "sex", "birth_date")
# name, sex, born, and the cells that are not as they should be
CREW = (
    ("Yohanes Umbu Tamu", "L", "17-08-1996", {}),
    ("Ferdinandus Djawa", "L", "03-02-1999", {}),
    ("Maria Rambu Ngana", "P", "21-11-2001", {}),
    ("Dominikus Bani", "L", "30-06-1994", {"nik": "53110130069490"}),  # two digits are missing
    ("Agustina Kahi", "P", "09-04-2000", {"birth_date": "31-04-2000"}),
    ("Stefanus Landu", "L", "12-12-1997", {}),
    ("Petrus Hina", "L", "25-05-1993", {}),
)


def send_sheet(village: CustomaryVillage, officer: User, today: datetime.date) -> None:
    shared = {
        "origin_village": "Kambajawa, Sumba Timur",
        "address": "Jalan Raya Kuta 88",
        "banjar": "Segara",
        "purpose": "Bekerja",
        "occupation": "Tukang Batu",
        "arrived_on": f"{today:%d-%m-%Y}",
        "planned_until": f"{today + datetime.timedelta(days=150):%d-%m-%Y}",
    }
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([heading_of(name) for name in (*WHO, *shared)])
    for number, (name, sex, born, odd) in enumerate(CREW):
        day, month, year = born.split("-")
        nik = f"531101{int(day) + 40 * (sex == 'P'):02}{month}{year[2:]}{9101 + number}"
        row = dict(zip(WHO, (nik, name, sex, born), strict=True)) | shared | odd
        writer.writerow(row.values())
    upload(by=officer, village=village, name="pekerja-proyek-segara.csv", content=text.getvalue().encode())
