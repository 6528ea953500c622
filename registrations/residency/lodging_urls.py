from django.urls import path

from registrations.residency import lodging_views as views
from registrations.residency.owner_views import OwnerPage

app_name = "lodgings"
urlpatterns = [
    path("pendatang/penginapan/", views.LodgingList.as_view(), name="list"),
    path("pendatang/penginapan/baru/", views.NewLodging.as_view(), name="new"),
    path("pendatang/penginapan/<uuid:pk>/", views.LodgingPage.as_view(), name="one"),
    path("pendatang/penginapan/<uuid:pk>/ubah/", views.CorrectLodging.as_view(), name="correct"),
    path("pendatang/penginapan/<uuid:pk>/kamar/", views.ChangeRooms.as_view(), name="rooms"),
    path("pendatang/penginapan/<uuid:pk>/tautan/", views.OwnerLink.as_view(), name="link"),
    path("pendatang/penginapan/<uuid:pk>/tautan/cabut/", views.RevokeLink.as_view(), name="revoke"),
    path("pendatang/penginapan/<uuid:pk>/jawaban/<uuid:word>/", views.Settle.as_view(), name="settle"),
    path("penghuni/<any:token>/", OwnerPage.as_view(), name="owner"),
]
