"""The way to every room. Words in paths are those of `contract.md`'s users: Indonesian, and no id to count up."""

from allauth.account import views as account
from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from adat.villages.slip_views import SlipCheck
from harmoni.dashboard.views import Promises, WarningMap


class SlipNumber(StringConverter):
    """A slip's number as it is printed; a letter's code is longer."""

    regex = r"[Ss]-?\w{4}-?\w{4}"


register_converter(SlipNumber, "slip")
urlpatterns = [
    path("", include("harmoni.home.urls")),
    path("masuk/", account.login, name="account_login"),
    path("keluar/", account.logout, name="account_logout"),
    path("akun/", include("harmoni.accounts.urls")),
    path("belum-selesai/", include("harmoni.accounts.draft_urls")),
    path("", include("adat.villages.field_urls")),
    path("", include("adat.villages.due_urls")),
    path("", include("adat.villages.levy_urls")),
    path("", include("adat.prevention.public_urls")),
    path("janji/", Promises.as_view(), name="promises"),
    path("pencegahan/peta/", WarningMap.as_view(), name="warning_map"),
    path("pencegahan/", include("adat.prevention.urls")),
    path("", include("adat.mediation.urls")),
    path("pendatang/", include("registrations.residency.group_urls")),
    path("cek/<slip:number>/", SlipCheck.as_view(), name="slip_check"),
    path("", include("harmoni.letters.urls")),
    path("", include("registrations.residency.public_urls")),
    path("calon/menyusul/", include("registrations.residency.origin_urls")),
    path("", include("registrations.certification.urls")),
    path("pendatang/ditunggu/", include("registrations.certification.expected_urls")),
    path("", include("registrations.residency.lodging_urls")),
    path("pendatang/ekspor/", include("harmoni.reports.urls")),
    path("pendatang/", include("adat.villages.urls")),
    path("pendatang/", include("registrations.residency.urls")),
    path("pemberi-kerja/", include("registrations.employment.urls")),
    path("pemberi-kerja/", include("registrations.residency.employer_urls")),
    path("regu/", include("registrations.residency.crew_urls")),
    path("pesan/", include("harmoni.mailroom.urls")),
    path("rujukan/", include("harmoni.gazetteer.urls")),
    path("dasbor/", include("harmoni.dashboard.urls")),
    path("laporan/", include("harmoni.periodic.urls")),
    path("data/", include("harmoni.dashboard.open_urls")),
    path("", include("harmoni.offline.urls")),
]

handler400 = "harmoni.home.errors.bad_request"
handler403 = "harmoni.home.errors.forbidden"
handler404 = "harmoni.home.errors.not_found"
handler500 = "harmoni.home.errors.broken"
