from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "harmoni.accounts"
    label = "accounts"
