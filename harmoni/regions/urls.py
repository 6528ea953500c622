from django.urls import path

from harmoni.regions import views

app_name = "regions"
urlpatterns = [path("", views.Places.as_view(), name="places")]
