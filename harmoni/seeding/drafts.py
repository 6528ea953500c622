"""A form that an officer began on the phone and has not sent: the desk offers to go on."""

import uuid

from harmoni.accounts.drafts import keep
from harmoni.accounts.models import User

BEGUN = {
    "full_name": "Yosefina Danga Ana Wulang",
    "sex": "P",
    "address": "Gang Melati 3",
    "purpose": "work",
    "occupation": "Juru masak",
}


def begin_forms(user: User) -> None:
    key = uuid.uuid5(uuid.NAMESPACE_URL, f"harmoni/draft/{user.username}")
    keep(user=user, path="/pendatang/baru/", key=key, fields=BEGUN, version=0, device="Chrome di Android")
