"""A gateway to WhatsApp, where an office has one: off until its address is set. It drops a reference it has seen."""

import json
import urllib.error
import urllib.request

from django.conf import settings

REFUSED = (400, 404, 410, 422)  # what the gateway answers for a number that it will never reach


def is_on() -> bool:
    return bool(settings.WHATSAPP_GATEWAY)


def send(*, to: str, text: str, reference: str) -> bool:
    """True when the gateway has taken it, False when it refuses the number; whatever else happens is raised."""
    body = json.dumps({"to": to, "text": text, "reference": reference}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {settings.WHATSAPP_GATEWAY_KEY}"}
    asked = urllib.request.Request(settings.WHATSAPP_GATEWAY, data=body, headers=headers)  # noqa: S310 - our setting
    try:
        with urllib.request.urlopen(asked, timeout=10):  # noqa: S310 - as above
            return True
    except urllib.error.HTTPError as refused:
        if refused.code in REFUSED:
            return False
        raise
