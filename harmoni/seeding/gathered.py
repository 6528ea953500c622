"""The demo's dialogues, days, agreements, community organisations and early warnings.

The agreements are real, with where they can be read (what is not known is left empty); all else is invented.
"""

import datetime
import uuid
from collections.abc import Mapping

from adat.prevention import communities, cooperating, gatherings, warnings
from adat.prevention.models import EarlyWarning, Source
from harmoni.accounts.models import User
from harmoni.regions.models import Region

BALI, NTB, NTT = "51", "52", "53"
SIGNED = (
    (
        *("mou", "Kerja Sama Regional Bali, NTB, dan NTT (KR-BNN)", datetime.date(2025, 11, 25), "Mandalika"),
        "Sepuluh bidang diumumkan pada 3 November 2025, di antaranya urusan sosial",
        *((BALI, NTB, NTT), "labuanbajovoice; lintasntt; ntb.idntimes"),
    ),
    (
        *("pks", "Perjanjian kerja sama KR-BNN", datetime.date(2026, 1, 28), "Golo Mori"),
        "Konektivitas; pariwisata dan ekonomi kreatif; energi terbarukan; perdagangan dan ekspor; perencanaan",
        *((BALI, NTB, NTT), "kicknews; ntb.idntimes"),
    ),
    (
        *("declaration", "Harmoni Kehidupan Bersama Bali–NTT", datetime.date(2026, 1, 28), "Labuan Bajo"),
        "Dialog dan mediasi; pembekalan dan administrasi; hukum tanpa stigma; hunian dan kerja layak; narasi positif",
        *((BALI, NTT), "flores.inews.id/read/669923; balipustakanews.com; kabarnusa.com"),
    ),
)
DIALOGUES = (  # days from today, kind, title, place, hosts, how many came, what came of it
    (-75, "dialogue", "Dialog adat dan perantau Kuta", "Wantilan Desa Adat Kuta", "MDA Badung, paguyuban", 64),
    (
        -40,
        "campaign",
        "Pekan hidup rukun bersama",
        "Taman Budaya Denpasar",
        "Diskominfo Bali, Badan Penghubung NTT",
        210,
    ),
    (-12, "dialogue", "Temu pemilik kos dan penghuni", "Kantor Camat Denpasar Selatan", "FPK Bali, kecamatan", 38),
    (
        12,
        "dialogue",
        "Dialog jam kerja di lokasi proyek",
        "Balai Banjar Pering",
        "Disnaker, paguyuban",
        None,
    ),
)
OUTCOME = "Disepakati jalur pengaduan pertama lewat kelihan banjar dan wakil paguyuban; diulang tiga bulan lagi."
DAYS = (  # days from today: begins, ends; kind, name, where
    (9, 20, "festival", "Rangkaian hari raya Galungan dan Kuningan", "51"),
    (20, 110, "project", "Pembangunan akses pelabuhan", "517101"),
    (33, 36, "event", "Festival pantai", "510301"),
)
ORGANISATIONS = (("5311", "Ikatan Keluarga Sumba Timur Bali"), ("5304", "Ikatan Keluarga Belu Bali"))
WARNED = (  # hours ago, kecamatan, matter, timing, how sure, what, where, source
    (2, "510301", "custom", "now", "seen", "Suara musik sampai lewat tengah malam, tetangga mulai mengeluh.", "Gang 3"),
    (30, "517101", "wage", "ahead", "told", "Upah dua minggu belum dibayar di satu lokasi proyek.", "Dekat pelabuhan"),
    (100, "510301", "trade", "past", "seen", "Rebutan tempat parkir di depan deretan warung.", "Jalan pasar"),
)


def fill_gathered(known: Mapping[str, User], today: datetime.date) -> None:
    team, head = known["kesbangpol.bali"], known["kepala.kesbangpol"]
    places = Region.objects.in_bulk([BALI, NTB, NTT, "5311", "5304", "510301", "517101"])
    _agree(team, places, today)
    for after, kind, title, venue, hosts, came in DIALOGUES:
        words = {"kind": kind, "title": title, "venue": venue, "hosts": hosts}
        day = {"held_on": today + datetime.timedelta(days=after)}
        one = gatherings.plan_dialogue(region=places[BALI], by=team, values=words | day)
        if came:
            gatherings.hold(dialogue=one, by=team, participants=came, outcome=OUTCOME)
    for begins, ends, kind, name, where in DAYS:
        days = {"starts_on": today + datetime.timedelta(begins), "ends_on": today + datetime.timedelta(ends)}
        gatherings.enter_occasion(region=places[where], by=team, values={"kind": kind, "name": name, **days})
    _organise(team, known["paguyuban.sumbatimur"], places, today)
    _warn(head, known["petugas.kuta"], places)


def _agree(team, places, today):
    for kind, title, day, at, fields, partners, source in SIGNED:
        words = {"kind": kind, "title": title, "signed_on": day, "signed_at": at, "fields_agreed": fields}
        parties = [places[code] for code in partners]
        one = cooperating.enter(by=team, partners=parties, values=words | {"source": source})
    step = {"what": "Rapat evaluasi bersama kedua provinsi", "owner": "Biro Pemerintahan Setda Provinsi Bali"}
    due = today + datetime.timedelta(days=10)
    cooperating.add_step(cooperation=one, by=team, place=BALI, values=step | {"due_on": due})


def _organise(team, speaker, places, today):
    for home, name in ORGANISATIONS:
        words = {"name": name, "home": places[home], "umbrella": "IKB Flobamora Bali"}
        one = communities.enter_organisation(host=places[BALI], by=team, values=words)
        if home == "5311":
            mine = one
    for days, kind, where, reached, without in ((50, "briefing", "510301", 23, None), (20, "visit", "517101", 31, 12)):
        words = {"kind": kind, "held_on": today - datetime.timedelta(days), "district": places[where]}
        numbers = {"reached": reached, "without_id": without}
        communities.record_activity(organisation=mine, by=speaker, values=words | numbers)
    quarter = today.year * 4 + (today.month - 1) // 3 - 1
    told = {"well": "Pembekalan setelah tiba berjalan tiap bulan.", "asked": "Jemput bola KTP: Dukcapil Sumba Timur."}
    when = {"year": quarter // 4, "quarter": quarter % 4 + 1}
    communities.submit(organisation=mine, by=speaker, values=when | told)


def _warn(team, village, places):
    """The first waits to be weighed, the second is being dealt with, the third was answered."""
    found = []
    for at, (hours, where, matter, timing, sure, what, near) in enumerate(WARNED):
        words = {"matter": matter, "timing": timing, "sureness": sure, "what": what, "where": near}
        sent = {"by": village, "source": Source.VILLAGE, "place": "510301/kuta/"} if at == 2 else {}
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo/warning/{at}")
        one = warnings.warn(key=key, values=words | {"district": places[where]}, **sent)
        came = one.due_at - warnings.DAY - datetime.timedelta(hours=hours)
        EarlyWarning.objects.filter(pk=one.pk).update(made_at=came, due_at=came + warnings.DAY)
        one.refresh_from_db()
        found.append(one)
    for one in found[1:]:
        warnings.weigh(warning=one, by=team, urgent=False)
    warnings.answer(warning=found[2], by=team, text="Garis parkir disepakati pedagang dan banjar.")
