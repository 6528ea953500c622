from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    name = "harmoni.history"
    label = "history"

    def ready(self):
        from harmoni.history import grants

        post_migrate.connect(grants.give, dispatch_uid="history.grants")
