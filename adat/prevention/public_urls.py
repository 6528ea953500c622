from django.urls import path

from adat.prevention.views import warnings

app_name = "warnings"
urlpatterns = [
    path("lapor/peringatan/", warnings.Warn.as_view(), name="send"),
    path("lapor/peringatan/cek/", warnings.Follow.as_view(), name="follow"),
]
