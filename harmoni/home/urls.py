from django.urls import path

from harmoni.home import health, places, views

app_name = "home"
urlpatterns = [
    path("", views.Landing.as_view(), name="landing"),
    path("meja/", views.Desk.as_view(), name="desk"),
    path("meja/pengingat/", views.Inbox.as_view(), name="inbox"),
    path("meja/pengingat/<uuid:pk>/selesai/", views.NoticeDone.as_view(), name="notice_done"),
    path("lapor/", views.Complain.as_view(), name="complain"),
    path("wilayah/", places.Places.as_view(), name="places"),
    path("healthz", health.alive, name="alive"),
    path("healthz/", health.alive),
    path("readyz", health.ready, name="ready"),
    path("readyz/", health.ready),
]
