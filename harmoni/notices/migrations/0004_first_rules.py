"""The rules and texts with which every installation begins; the administrator changes them on their page."""

from django.db import migrations

FREE = "\n\nLayanan ini tidak dipungut biaya.\n"
OFFICE = "{siapa} ({nomor}), {tempat}: tercatat sampai {tanggal}.\n{tautan}" + FREE
TEXTS = {
    "stay_ends.officer": ("Masa tinggal {siapa} ({nomor}) segera berakhir", OFFICE),
    "stay_over.officer": ("Masa tinggal {siapa} ({nomor}) sudah lewat", OFFICE),
    "stay_ends.person": (
        "Masa tinggal Anda di {tempat}",
        "Yth. {nama},\n\nRencana tinggal Anda di {tempat} tercatat sampai {tanggal} (nomor {nomor}).\n"
        "Bila Anda tinggal lebih lama, beri tahu petugas desa adat; bila sudah pulang, kabari juga.\n\n"
        "Bukti lapor diri Anda:\n{tautan}" + FREE,
    ),
    "stay_ends.host": (
        "Masa tinggal {siapa} di {tempat}",
        "Rencana tinggal {siapa} di {tempat} tercatat sampai {tanggal}.\n"
        "Bila masih tinggal lebih lama atau sudah pulang, mohon kabari petugas desa adat.\n{tautan}" + FREE,
    ),
    "contract_ends.officer": ("Kontrak kerja {siapa} ({nomor}) segera berakhir", OFFICE),
    "contract_over.officer": ("Kontrak kerja {siapa} ({nomor}) sudah berakhir", OFFICE),
    "contract_ends.person": (
        "Kontrak kerja Anda",
        "Yth. {nama},\n\nKontrak kerja Anda tercatat sampai {tanggal}.\n"
        "Tanyakan kepada pemberi kerja apakah diperpanjang, dan simpan kontrak tertulisnya. "
        "Bila pekerjaan berganti, beri tahu petugas desa adat: masa tinggal Anda tetap berlaku.\n\n"
        "Bukti lapor diri Anda:\n{tautan}" + FREE,
    ),
    "contract_ends.employer": (
        "Kontrak kerja {siapa} segera berakhir",
        "Kontrak kerja {siapa} di {tempat} tercatat sampai {tanggal}.\n"
        "Mohon kabari petugas desa adat bila diperpanjang atau bila pekerjaannya selesai.\n{tautan}" + FREE,
    ),
    "letter_expires.origin": (
        "Surat {nomor} bagi {siapa} segera berakhir",
        "Surat rekomendasi {nomor} bagi {siapa} ke {tempat} berlaku sampai {tanggal} dan belum dipakai.\n{tautan}" + FREE,
    ),
    "letter_expires.person": (
        "Surat rekomendasi Anda segera berakhir",
        "Yth. {nama},\n\nSurat rekomendasi Anda ({nomor}) berlaku sampai {tanggal}. "
        "Bila keberangkatan Anda tertunda, hubungi kantor yang menerbitkannya; surat baru tidak dipungut biaya.\n\n"
        "Periksa surat Anda:\n{tautan}" + FREE,
    ),
    "briefing.origin": (
        "Pembekalan {acara} pada {tanggal}",
        "Pembekalan {acara} pada {tanggal} pukul {jam} di {tempat}.\nDaftar yang diundang:\n{tautan}" + FREE,
    ),
    "briefing_invited.person": (
        "Pembekalan Anda pada {tanggal}",
        "Yth. {nama},\n\nAnda diundang ke pembekalan {acara} pada {tanggal} pukul {jam} di {tempat}.\n"
        "Jadwal pembekalan:\n{tautan}" + FREE,
    ),
    "not_arrived.officer": (
        "Sudah tibakah {siapa}? Rencana berangkat {tanggal}",
        "{siapa} diumumkan akan datang ke {tempat}, rencana berangkat {tanggal}. Sudah tiba, atau tidak jadi?\n{tautan}"
        + FREE,
    ),
    "not_arrived.origin": (
        "Kedatangan {siapa} di {tempat} belum dipastikan",
        "{siapa} berencana berangkat {tanggal} ke {tempat}; di sana belum dipastikan tiba.\n{tautan}" + FREE,
    ),
    "plan_report.officer": ("Laporan {periode} {tahun}: kirim paling lambat {tanggal}", ""),
    "plan_late.officer": ("Laporan {periode} {tahun} jatuh tempo {tanggal}", ""),
    "task_overdue.officer": ("Lewat tenggat: {hal}", ""),
    "digest.officer": (
        "Meja Anda: {jumlah} hal menunggu",
        "Yang baru dan yang lewat tenggat di meja Anda:\n\n{daftar}\n\nSemua pengingat:\n{tautan}" + FREE,
    ),
}
RULES = (
    ("stay_ends", "officer", (30, 14, 3), "stay_ends.officer"),
    ("stay_ends", "officer", (-1,), "stay_over.officer"),
    ("stay_ends", "person", (30, 14, 3), "stay_ends.person"),
    ("stay_ends", "host", (14, 3), "stay_ends.host"),
    ("contract_ends", "officer", (30, 14, 3), "contract_ends.officer"),
    ("contract_ends", "officer", (-1,), "contract_over.officer"),
    ("contract_ends", "person", (30, 14, 3), "contract_ends.person"),
    ("contract_ends", "employer", (14,), "contract_ends.employer"),
    ("letter_expires", "origin", (30, 14), "letter_expires.origin"),
    ("letter_expires", "person", (14,), "letter_expires.person"),
    ("briefing", "origin", (1,), "briefing.origin"),
    ("briefing_invited", "person", (1,), "briefing_invited.person"),
    ("not_arrived", "officer", (-7, -21), "not_arrived.officer"),
    ("not_arrived_origin", "origin", (-21,), "not_arrived.origin"),
    ("case_session", "officer", (1,), ""),
    ("follow_up_visit", "officer", (3, 0), ""),
    ("plan_report", "officer", (14, 3), "plan_report.officer"),
    ("plan_report", "officer", (0,), "plan_late.officer"),
    ("task_overdue", "officer", (-1, -7), "task_overdue.officer"),
    ("digest", "officer", (0,), "digest.officer"),
)


def begin(apps, schema_editor):
    Rule, Wording = (apps.get_model("notices", name) for name in ("Rule", "Wording"))
    Wording.objects.bulk_create(
        Wording(name=name, subject=subject, text=text) for name, (subject, text) in TEXTS.items()
    )
    Rule.objects.bulk_create(
        Rule(event=event, receiver=receiver, step=step, wording=wording)
        for event, receiver, steps, wording in RULES
        for step in steps
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_rules_and_texts")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
