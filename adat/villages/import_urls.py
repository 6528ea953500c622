"""Below `/pendatang/impor/`, in the names of `villages`."""

from django.urls import path, re_path

from adat.villages import import_views as views

urlpatterns = [
    path("", views.Upload.as_view(), name="import"),
    re_path(r"^contoh\.(?P<kind>xlsx|csv)$", views.Template.as_view(), name="template"),
    path("<uuid:pk>/", views.SheetPage.as_view(), name="sheet"),
    path("<uuid:pk>/simpan/", views.SaveSheet.as_view(), name="sheet_save"),
    path("<uuid:pk>/isian/", views.GiveForSheet.as_view(), name="sheet_given"),
    path("<uuid:pk>/baris/<int:number>/", views.MendRow.as_view(), name="sheet_row"),
    path("<uuid:pk>/batalkan/", views.UndoSheet.as_view(), name="sheet_undo"),
    path("<uuid:pk>/kesalahan.xlsx", views.SheetFaults.as_view(), name="sheet_faults"),
]
