from django.urls import path

from registrations.employment import views

app_name = "employment"
urlpatterns = [
    path("", views.EmployerList.as_view(), name="list"),
    path("baru/", views.NewEmployer.as_view(), name="new"),
    path("<uuid:pk>/ubah/", views.ChangeEmployer.as_view(), name="change"),
]
