from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "harmoni.accounts"
    label = "accounts"

    def ready(self):
        from harmoni.accounts import traces

        traces.connect()
