"""What the server holds of an officer's box on a phone: half of what opens it.

Nothing of it is stored. It is drawn from the installation's own key, so that it is given to a signed-in session of
this officer alone, differs on every phone, and ends when the account is closed.
"""

import uuid

from harmoni import cipher
from harmoni.accounts.models import User


def owner_of(user: User) -> str:
    """A word by which a phone tells one officer's box from another's; it says nothing of who that is."""
    return cipher.digest(str(user.pk), use="offline owner").hex()[:24]


def box_key(user: User, phone: uuid.UUID) -> bytes:
    """32 bytes: with them the key of this officer's box on this phone is wrapped."""
    return cipher.digest(f"{user.pk}/{phone}", use="offline box")
