"""What is sealed opens only in its own place, with its own key, unchanged; what is digested is found after a turn."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from harmoni import cipher
from harmoni.cipher import Unreadable
from registrations.people.models import Person
from tests.cast import arrive, nik_of

ABOUT = "people_person.nik/1"


def key(sign):
    return base64.urlsafe_b64encode(sign.encode() * 32).decode()


OLD, TURNED = f"1:{key('a')}", f"2:{key('b')},1:{key('a')}"


@pytest.fixture(autouse=True)
def _one_key(settings):
    settings.FIELD_KEYS = OLD


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_round_trip(text):
    sealed = cipher.seal(text, about=ABOUT)
    assert cipher.unseal(sealed, about=ABOUT, version=1) == text


def test_equal_texts_are_sealed_differently():
    assert cipher.seal("a", about=ABOUT) != cipher.seal("a", about=ABOUT)


@pytest.mark.parametrize("empty", ["", None])
def test_empty_stays_empty(empty):
    assert cipher.seal(empty, about=ABOUT) is None
    assert cipher.unseal(None, about=ABOUT, version=1) == ""
    assert cipher.digest(empty, use="nik") is None


@pytest.mark.parametrize(
    ("about", "version"),
    [("people_person.nik/2", 1), ("people_person.phone/1", 1), (ABOUT, 2), (ABOUT, 3)],
)
def test_another_place_or_key_is_unreadable(settings, about, version):
    sealed = cipher.seal("3171", about=ABOUT, version=1)
    settings.FIELD_KEYS = TURNED
    with pytest.raises(Unreadable):
        cipher.unseal(sealed, about=about, version=version)


def test_every_changed_or_missing_byte_is_unreadable():
    sealed = cipher.seal("3171", about=ABOUT)
    changed = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    shorter = [sealed[:length] for length in range(1, len(sealed))]
    for wrong in changed + shorter:
        with pytest.raises(Unreadable):
            cipher.unseal(wrong, about=ABOUT, version=1)


def test_json_names_its_own_key(settings):
    sealed = cipher.seal_json({"a": [1, None]}, about=ABOUT)
    settings.FIELD_KEYS = TURNED
    assert cipher.unseal_json(sealed, about=ABOUT) == {"a": [1, None]}
    assert cipher.seal_json({}, about=ABOUT)[0] == 2


@pytest.mark.parametrize("wrong", [b"", b"\1", b"\1short", b"\x09" + bytes(40)])
def test_json_that_is_none_is_unreadable(wrong):
    with pytest.raises(Unreadable):
        cipher.unseal_json(wrong, about=ABOUT)


def test_a_digest_is_of_its_use_and_key_alone(settings):
    digest = cipher.digest("3171", use="nik")
    assert cipher.digest("3171", use="kk") != digest
    settings.FIELD_KEYS = f"1:{key('c')}"
    assert cipher.digest("3171", use="nik") != digest


def test_a_turn_of_keys_leaves_old_rows_readable_and_findable(settings, petugas_kuta):
    nik, later = nik_of(), nik_of()
    arrive(petugas_kuta, who={"nik": nik})
    settings.FIELD_KEYS = TURNED
    arrive(petugas_kuta, who={"nik": later})
    old, new = Person.objects.with_nik(nik).get(), Person.objects.with_nik(later).get()
    assert [(old.nik, old.key_version), (new.nik, new.key_version)] == [(nik, 1), (later, 2)]
    settings.FIELD_KEYS = f"2:{key('b')}"
    with pytest.raises(Unreadable):
        _ = old.nik


@pytest.mark.parametrize("wrong", ["", "x", "1:short", "one:" + key("a"), f"1:{key('a')}=,2"])
def test_keys_that_are_none_stop_with_a_sentence(settings, wrong):
    settings.FIELD_KEYS = wrong
    with pytest.raises(ImproperlyConfigured, match="FIELD_KEYS"):
        cipher.current_version()
