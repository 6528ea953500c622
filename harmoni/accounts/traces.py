"""What happens at the door stands in the history: who came in and went, guessed wrong, or changed what opens it."""

from typing import Any

from allauth.account.signals import password_changed, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.db.models.signals import post_delete, post_save

from harmoni.accounts.models import User
from harmoni.history.record import record_act

VERBS = {
    user_logged_in: "masuk",
    user_logged_out: "keluar",
    password_changed: "ganti_sandi",
    password_set: "ganti_sandi",
    authentication_failed: "gagal_faktor",
}


def connect() -> None:
    """Called once, when Django stands.

    A second factor is heard of from its own row: the library's signals come after the commit, when a crash
    would lose the line.
    """
    for signal in VERBS:
        signal.connect(_heard)
    user_login_failed.connect(_failed)
    post_save.connect(_factor_saved, sender=Authenticator)
    post_delete.connect(_factor_deleted, sender=Authenticator)


@transaction.atomic
def trace(verb: str, user: User | None, **facts: Any) -> None:
    """One line about an account, in the act's own transaction where there is one."""
    record_act(verb, by=user, subjects=[], **facts)


def _heard(signal, *, user=None, **facts):
    if user is not None:  # signing out of a session that had ended already
        trace(VERBS[signal], user)


def _failed(credentials, **signal):
    """What was typed is kept only as the account it names: typed into the wrong field, it is a password."""
    typed = credentials.get("username") or ""
    trace("gagal_masuk", User.objects.filter(username__iexact=typed).first())


def _factor_saved(instance, created, **signal):
    if created:
        trace("tambah_faktor", instance.user, detail={"factor": instance.type})


def _factor_deleted(instance, **signal):
    trace("hapus_faktor", instance.user, detail={"factor": instance.type})
