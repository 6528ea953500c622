from django.apps import AppConfig


class DashboardConfig(AppConfig):
    name = "harmoni.dashboard"
    label = "dashboard"
