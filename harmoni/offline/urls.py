from django.urls import path

from harmoni.offline import views

app_name = "offline"
urlpatterns = [
    path("luring.js", views.Worker.as_view(), name="worker"),
    path("luring/", views.Shell.as_view(), name="shell"),
    path("luring/kabupaten.txt", views.Regencies.as_view(), name="regencies"),
    path("luring/kunci/", views.Key.as_view(), name="key"),
    path("luring/perpanjang/", views.RenewByCode.as_view(), name="renew"),
]
