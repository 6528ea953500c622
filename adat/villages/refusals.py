"""What is said of a file that cannot be read: what it is, and what to do instead."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _("Berkas ini kosong. Pilih lembar yang sudah diisi."),
    "large": _("Berkas ini lebih besar dari 10 MB. Bagi menjadi beberapa lembar."),
    "name": _("Pilih berkas berakhiran .xlsx, .xls, atau .csv."),
    "pdf": _("Berkas ini PDF, bukan lembar. Simpan daftarnya sebagai XLSX atau CSV."),
    "image": _("Berkas ini gambar, bukan lembar. Isi daftarnya ke dalam contoh lembar XLSX atau CSV."),
    "ods": _("Berkas ini ODS. Buka di LibreOffice, lalu simpan sebagai Excel (.xlsx) atau CSV."),
    "encrypted": _("Berkas ini dikunci kata sandi. Simpan tanpa kata sandi, lalu unggah lagi."),
    "macro": _("Berkas ini berisi makro, jadi tidak dibuka. Simpan sebagai .xlsx tanpa makro."),
    "external": _("Berkas ini mengambil isi dari berkas lain. Salin nilainya saja ke contoh lembar."),
    "nested": _("Ada berkas lain di dalam lembar ini, jadi tidak dibuka. Hapus lampirannya dulu."),
    "bomb": _("Isi berkas ini terlalu mampat, jadi tidak dibuka. Salin datanya ke contoh lembar."),
    "hostile": _("Berkas ini tidak aman dibuka. Salin datanya ke contoh lembar, lalu unggah."),
    "not_a_workbook": _("Berkas ini bukan lembar Excel walau namanya begitu. Simpan ke .xlsx atau .csv."),
    "not_a_sheet": _("Berkas ini bukan lembar XLSX atau CSV. Pakai contoh lembar dari halaman ini."),
    "broken": _("Berkas ini rusak atau bukan lembar. Buka di Excel, simpan lagi sebagai .xlsx, lalu unggah."),
    "wide": _("Lembar ini lebih dari 120.000 baris atau 80 kolom. Hapus yang tidak perlu, atau bagi dua."),
    "heavy": _("Lembar ini terlalu berat untuk dibaca. Salin datanya ke contoh lembar, lalu unggah."),
    "no_heading": _(
        "Judul kolom tidak ditemukan dalam 10 baris pertama."
        " Pakai judul dari contoh lembar, misalnya NIK dan Nama lengkap."
    ),
    "no_row": _("Judul kolomnya ada, tetapi belum ada baris yang diisi."),
}
