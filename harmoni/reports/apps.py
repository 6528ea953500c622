from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "harmoni.reports"
    label = "reports"
