"""What the history says about a person, as an officer would say it: one list, since it is read as one story."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from harmoni.history.models import Event
from registrations.people.forms import DateField

MOST_ACTS, MOST_READINGS = 50, 20
VERBS = {
    # reports of figures
    "minta_laporan": _("Laporan diminta"),
    "laporan-selesai": _("Laporan selesai"),
    "laporan-gagal": _("Laporan tidak dapat dibuat"),
    "unduh_laporan": _("Berkas laporan diunduh"),
    "buat_jadwal": _("Jadwal laporan dibuat"),
    "ubah_penerima": _("Penerima laporan diubah"),
    "hentikan-jadwal": _("Jadwal laporan dihentikan"),
    "lanjutkan-jadwal": _("Jadwal laporan dilanjutkan"),
    "jadwal-berhenti": _("Jadwal laporan berhenti sendiri"),
    # messages
    "buka_pesan": _("Pesan tentangnya dibuka"),
    "sampaikan_pesan": _("Pesan disampaikan petugas"),
    "jangan_hubungi": _("Tidak mau dikirimi pesan"),
    "boleh_hubungi": _("Boleh dikirimi pesan lagi"),
    # family, work and crews
    "catat_wali": _("Wali dan sekolah dicatat"),
    "catat_bersama": _("Dicatat bersama keluarga atau regunya"),
    "buat_tautan": _("Tautan untuk mandor dibuat"),
    "cabut_tautan": _("Tautan untuk mandor dicabut"),
    "usul_regu": _("Lembar regu dikirim lewat tautan"),
    "tolak_usul": _("Lembar regu tidak diterima"),
    "mulai_kerja": _("Pekerjaan ditambah"),
    "ganti_kerja": _("Pekerjaan berganti"),
    "selesai_kerja": _("Pekerjaan selesai"),
    "daftar_pemberi_kerja": _("Pemberi kerja dicatat"),
    "ubah_pemberi_kerja": _("Data pemberi kerja diperbaiki"),
    "buka_lokasi": _("Lokasi kerja dicatat"),
    "tutup_lokasi": _("Lokasi kerja selesai"),
    # before arrival
    "daftar_calon": _("Diambil sebagai calon"),
    "ambil_pendatang": _("Diambil sebagai calon sesudah tiba"),
    "ubah_calon": _("Data calon diperbaiki"),
    "batal": _("Tidak jadi berangkat"),
    "lanjut": _("Jadi berangkat lagi"),
    "lanjut-ditunggu": _("Jadi berangkat lagi"),
    "rencanakan": _("Pembekalan direncanakan"),
    "batalkan": _("Pembekalan dibatalkan"),
    "undang": _("Didaftarkan ke pembekalan"),
    "keluarkan": _("Dikeluarkan dari daftar pembekalan"),
    "catat": _("Kehadiran pembekalan dicatat"),
    "pakta": _("Pakta integritas ditandatangani"),
    "ajukan": _("Rekomendasi diajukan"),
    "setujui": _("Rekomendasi disetujui, surat terbit"),
    "kembalikan": _("Dikembalikan untuk dilengkapi"),
    "tolak": _("Rekomendasi ditolak"),
    "keberatan": _("Keberatan dicatat"),
    "cabut": _("Surat dicabut"),
    "ganti": _("Surat pengganti disiapkan"),
    "gantikan": _("Surat diganti dengan yang baru"),
    "kop": _("Kop surat diubah"),
    "buat_surat": _("Berkas surat dibuat dan ditandatangani"),
    "tiba": _("Tiba di tempat tujuan"),
    "tidak-datang": _("Dicatat tidak datang"),
    "tunggu": _("Ditunggu di tempat tujuan"),
    "tunggu-lagi": _("Ditunggu lagi"),
    "urung-tunggu": _("Tidak ditunggu lagi, karena suratnya dicabut"),
    # the stay
    "lapor": _("Lapor diri dicatat"),
    "ditulis_luring": _("Dicatat di ponsel tanpa sinyal"),
    "batal-impor": _("Impor dibatalkan"),
    "perpanjang": _("Masa tinggal diperpanjang"),
    "pulang": _("Kepulangan dicatat"),
    "pindah": _("Kepindahan diajukan ke desa adat lain"),
    "terima": _("Kepindahan diterima di desa adat tujuan"),
    "urung": _("Tidak jadi pindah"),
    "pindah-selesai": _("Pindah: masa tinggal di sini selesai"),
    "tiba-pindah": _("Tiba karena pindah dari desa adat lain"),
    "minta-koreksi": _("Perbaikan diminta"),
    "kabulkan": _("Permintaan perbaikan dikabulkan"),
    "tolak-koreksi": _("Permintaan perbaikan tidak dikabulkan"),
    "keberatan-koreksi": _("Keberatan atas perbaikan yang ditolak"),
    "urus-skpwni": _("Akan menetap: SKPWNI diurus"),
    "ganda": _("Ditutup: tercatat dua kali"),
    "menetap": _("SKPWNI terbit: menetap"),
    "tidak-menetap": _("Tidak jadi menetap"),
    "batal-pulang": _("Kepulangan dibatalkan"),
    "koreksi": _("Data diperbaiki"),
    "perbarui_data": _("Data diri diperbarui saat lapor lagi"),
    "cocokkan": _("Pencocokan selesai"),
    "kamar": _("Pindah kamar dicatat"),
    "pemilik_menjawab": _("Pemilik penginapan mengonfirmasi penghuni"),
    "tanya": _("Pertanyaan disiapkan: masih di sini?"),
    "jawab-tanya": _("Pertanyaan dijawab lewat tautan"),
    "selesai-tanya": _("Jawaban ditindaklanjuti"),
    "golongan": _("Golongan diubah atas permintaan orangnya sendiri"),
    "kelurahan": _("Desa atau kelurahan alamat dicatat"),
    "perbarui-surat": _("Surat tamiu diperbarui"),
    "tanda-nonpermanen": _("Tanda lapor penduduk nonpermanen terbit"),
    "batal-nonpermanen": _("Keluar dari register penduduk nonpermanen"),
    "surat_desa": _("Surat dan sebutan desa adat diubah"),
    "f115-siapkan": _("F-1.15 disiapkan"),
    "f115-kirim": _("F-1.15 dikirim ke Dukcapil"),
    "f115-terima": _("Diterima Dukcapil"),
    "f115-tolak": _("Ditolak Dukcapil"),
    "f115-ulang": _("Catatan pendaftaran nasional diperbaiki"),
    "terima_pungutan": _("Pungutan adat diterima, dengan bukti"),
    "batalkan_pungutan": _("Penerimaan pungutan adat dibatalkan"),
    "sama": _("Diputuskan: dua catatan ini satu orang"),
    "beda": _("Diputuskan: dua catatan yang mirip, orangnya berbeda"),
    "urungkan": _("Keputusan tentang dua catatan dibatalkan"),
    "setuju-buka": _("Rincian boleh dibuka bagi kantor lain yang mencocokkan NIK"),
    "tarik-buka": _("Persetujuan membuka rincian ditarik"),
    "tanya-tinggal": _("Diminta memastikan: masih tinggal?"),
    "tanya-nik": _("Diminta memeriksa NIK pada KTP"),
    "foto": _("Foto ditambahkan dengan persetujuan orangnya"),
    "hapus_foto": _("Foto dihapus"),
    "foto_kedaluwarsa": _("Foto dihapus sendiri karena masa simpannya habis"),
    "rujuk": _("Dirujuk ke layanan"),
    "jawab": _("Rujukan dijawab"),
    # lists that leave the portal as files
    "minta_ekspor": _("Ekspor diminta"),
    "izinkan": _("Ekspor diizinkan orang kedua"),
    "tidak-izinkan": _("Ekspor tidak diizinkan"),
    "tarik": _("Ekspor ditarik dan dihapus"),
    "siapkan": _("Berkas ekspor siap"),
    "gagal-ekspor": _("Berkas ekspor tidak dapat dibuat"),
    "hapus-ekspor": _("Berkas ekspor dihapus setelah 24 jam"),
    # the plan of the Tim Terpadu
    "susun_rencana": _("Rencana aksi dibuka"),
    "ubah_aksi": _("Aksi dicatat atau diubah"),
    "hapus_aksi": _("Aksi dikeluarkan dari rencana"),
    "ajukan-rencana": _("Rencana diajukan"),
    "setujui-rencana": _("Rencana disetujui"),
    "kembalikan-rencana": _("Rencana dikembalikan"),
    "ubah-rencana": _("Rencana dibuka lagi untuk diubah"),
    "catat_capaian": _("Hasil dicatat"),
    "unggah_bukti": _("Data dukung diunggah"),
    "buka_bukti": _("Data dukung dibuka"),
    "susun_laporan": _("Laporan periode dibuka"),
    "ubah_laporan": _("Ringkasan laporan diubah"),
    "ajukan-laporan": _("Laporan diajukan"),
    "setujui-laporan": _("Laporan disetujui dan dibekukan"),
    "kembalikan-laporan": _("Laporan dikembalikan"),
    "kirim-laporan": _("Laporan dicatat terkirim"),
    "ganti-laporan": _("Versi baru laporan dibuka"),
    "gantikan-laporan": _("Laporan diganti versi baru"),
    # warnings, dialogues, agreements and community organisations
    "peringatan": _("Peringatan dini diterima"),
    "timbang": _("Peringatan ditimbang"),
    "rujuk-peringatan": _("Peringatan dirujuk"),
    "jawab-peringatan": _("Peringatan dijawab"),
    "buka_peringatan": _("Peringatan dibuka"),
    "rencana-dialog": _("Kegiatan direncanakan"),
    "catat-dialog": _("Hasil kegiatan dicatat"),
    "batal-dialog": _("Kegiatan dibatalkan"),
    "foto-dialog": _("Foto ditambahkan"),
    "buka_foto": _("Foto dibuka"),
    "catat-hari": _("Hari dicatat dalam kalender"),
    "catat-kerja-sama": _("Kesepakatan dicatat"),
    "langkah-kerja-sama": _("Langkah berikutnya dicatat"),
    "langkah-selesai": _("Langkah selesai"),
    "daftar-paguyuban": _("Paguyuban didaftarkan"),
    "kegiatan-paguyuban": _("Kegiatan paguyuban dicatat"),
    "kirim-evaluasi": _("Evaluasi dikirim"),
    "jawab-evaluasi": _("Evaluasi dijawab"),
    # lists of places
    "unggah_rujukan": _("Daftar tempat diunggah"),
    "terapkan": _("Daftar tempat diterapkan"),
    # readings
    "buka_catatan": _("Catatan dibuka"),
    "buka_pencocokan": _("Dibuka untuk mencocokkan NIK"),
    "buka_calon": _("Catatan calon dibuka"),
    "buka_surat": _("Surat dibuka di meja pendaftaran"),
    "buka_pakta": _("Pakta dibuka"),
    "buka_rujukan": _("Rujukan dibuka"),
    "buka_pendatang": _("Dibuka oleh daerah asal untuk ditindaklanjuti"),
    "buka_pindah": _("Kartu kepindahan dibuka"),
    "lihat_tanya": _("Pertanyaan dibuka lewat tautannya"),
    "periksa_lapangan": _("Bukti diperiksa di lapangan"),
    "lihat_pemeriksaan": _("Daftar pemeriksaan dibuka oleh pemegang bukti"),
    "cek_surat": _("Surat dicek lewat kode QR"),
    "lihat_foto": _("Foto dibuka"),
    "lihat_slip": _("Isian slip kertas dibandingkan"),
    "lihat_daftar": _("Terlihat dalam daftar"),
    "lihat_peserta": _("Terlihat dalam daftar peserta"),
    "lihat_penghuni": _("Inisial terlihat oleh pemilik penginapan lewat tautan"),
    "cari": _("Terlihat dalam pencarian"),
    "cari_nik": _("NIK dicari di meja pendaftaran"),
    "lihat_bukti": _("Bukti lapor dibuka"),
    "unduh_surat": _("Surat atau bukti diunduh"),
    "buka_perbaikan": _("Formulir perbaikan dibuka"),
    "buka_f115": _("F-1.15 dengan NIK lengkap dibuka"),
    "cetak_f115": _("F-1.15 dengan NIK lengkap dicetak"),
    "lihat_tanda": _("Tanda lapor penduduk nonpermanen dibuka"),
    "buka_nik": _("NIK lengkap dibuka"),
    "ekspor": _("Ada dalam berkas yang dibuat"),
    "unduh_ekspor": _("Ada dalam berkas yang diunduh"),
    "buka_kk_number": _("Nomor KK lengkap dibuka"),
    "buka_phone": _("Nomor telepon lengkap dibuka"),
    "buka_responsible_phone": _("Telepon penanggung jawab dibuka"),
    "buka_lodging_phone": _("Telepon tempat tinggal dibuka"),
}


@dataclass(frozen=True)
class Line:
    """One thing that happened or was read; `changes` are (label, before, after)."""

    words: Any
    at: datetime.datetime
    by: str
    reason: str
    changes: list[tuple[Any, str, str]] = field(default_factory=list)


def story(*people: UUID, fields: Mapping[str, forms.Field], without: Collection[str] = ()) -> dict[str, list[Line]]:
    """The newest `acts` and `readings` of a person in words, in one query; `fields` name and translate changes.

    Several ids where several records are one person.
    """
    about = Event.objects.about(*people).exclude(verb__in=without)
    acts = about.filter(kind=Event.Kind.ACT)[:MOST_ACTS]
    both = acts.union(about.filter(kind=Event.Kind.READING)[:MOST_READINGS], all=True)
    events = sorted(both, key=lambda event: (event.at, event.pk), reverse=True)
    return {
        "acts": told((event for event in events if event.kind == Event.Kind.ACT), fields),
        "readings": told((event for event in events if event.kind == Event.Kind.READING), fields),
    }


def told(events: Iterable[Event], fields: Mapping[str, forms.Field]) -> list[Line]:
    """The events in words; `fields` (of a form) name and translate what was changed."""
    return [
        Line(
            VERBS.get(event.verb, event.verb),
            event.at,
            event.actor_name,
            event.reason,
            list(_changes(event.details, fields)),
        )
        for event in events
    ]


def _changes(details, fields):
    for name, pair in details.items():
        if isinstance(pair, list) and len(pair) == 2 and name in fields:
            yield fields[name].label, _value(pair[0], fields[name]), _value(pair[1], fields[name])


def _value(value, field):
    """A stored value as its list says it (`krama_tamiu` is Krama tamiu), a day in words; other values as they are."""
    if isinstance(field, DateField) and (day := parse_date(value)):
        return date_format(day, "j F Y")
    choices = dict(getattr(field, "choices", ()))
    return {str(key): label for key, label in choices.items()}.get(value, value) if value else "—"
