from django.apps import AppConfig


class HarmoniConfig(AppConfig):
    name = "harmoni"
    label = "harmoni"

    def ready(self):
        from harmoni import celery  # noqa: F401 - so that every process knows the broker
        from harmoni.seeding import checks  # noqa: F401 - so that `check --deploy` knows it
