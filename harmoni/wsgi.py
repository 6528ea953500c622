"""The web server's door; a real installation does not open it while a demo account still works."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmoni.settings")
application = get_wsgi_application()


def refuse_demo_accounts():
    from django.conf import settings

    from harmoni.seeding.checks import open_demo_accounts

    if not settings.DEMO and (opened := open_demo_accounts()):
        raise SystemExit(f"HARMONI_DEMO is 0, but these accounts have the demo password: {', '.join(opened)}")


refuse_demo_accounts()
