from allauth.account import views as account
from django.urls import include, path

from harmoni.accounts import views

# The names are the accounts library's own: its pages look each other up by them.
urlpatterns = [
    path("", views.Account.as_view(), name="account_home"),
    path("sesi/", views.OtherSessions.as_view(), name="account_other_sessions"),
    path("sandi/", account.password_change, name="account_change_password"),
    path("ulangi/", account.reauthenticate, name="account_reauthenticate"),
    path("nonaktif/", account.account_inactive, name="account_inactive"),
    path("faktor-kedua/", include("allauth.mfa.urls")),
]
