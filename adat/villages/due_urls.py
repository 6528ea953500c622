from django.urls import path

from adat.villages import due_views as views

app_name = "dues"
urlpatterns = [
    path("pungutan/", views.Published.as_view(), name="published"),
    path("pungutan/perbandingan/", views.Comparison.as_view(), name="comparison"),
    path("pungutan/<uuid:pk>/", views.VillageTariffs.as_view(), name="village"),
    path("pendatang/pungutan/", views.DuesBook.as_view(), name="book"),
    path("pendatang/pungutan/pararem/", views.NewPararem.as_view(), name="pararem"),
    path("pendatang/pungutan/tarif/", views.NewTariff.as_view(), name="tariff"),
    path("pendatang/pungutan/tarif/<uuid:pk>/akhiri/", views.EndTariff.as_view(), name="end_tariff"),
    path("pendatang/pungutan/terima/", views.Receive.as_view(), name="receive"),
    path("pendatang/pungutan/<uuid:pk>/", views.OnePayment.as_view(), name="payment"),
]
