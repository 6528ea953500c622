"""Numbers under load: each once, none left out, however many are taken and given back at the same time."""

import random
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from harmoni.letters.models import Kind, Series
from harmoni.letters.numbering import next_number

N, THREADS = 1000, 12


def take(kind=Kind.RECOMMENDATION, office="5311", year=2026):
    with transaction.atomic():
        return next_number(kind, office, year)


@pytest.mark.django_db
def test_looks_as_the_archive_wants_it():
    assert take() == "400.8.4.7/0001/REK/5311/2026"
    assert take(Kind.CERTIFICATE) == "500.11/0001/PBK/5311/2026"
    assert take("certificate") == "500.11/0002/PBK/5311/2026"


@pytest.mark.django_db
def test_offices_years_and_kinds_count_apart():
    serials = [take(), take(), take(office="5304"), take(year=2027), take(Kind.CERTIFICATE), take()]
    assert [int(number.split("/")[1]) for number in serials] == [1, 2, 1, 1, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_is_taken_in_the_transaction_of_the_act():
    with pytest.raises(TransactionManagementError):
        next_number(Kind.RECOMMENDATION, "5311", 2026)


class GivenUp(Exception):
    pass


def take_or_give_back(gives_back):
    """The number, or None when the act failed after it was taken."""
    try:
        with transaction.atomic():
            number = next_number(Kind.RECOMMENDATION, "5311", 2026)
            if gives_back:
                raise GivenUp
        return number
    except GivenUp:
        return None


@pytest.mark.django_db(transaction=True)
def test_a_thousand_at_once_are_unique_and_without_gaps():
    rng = random.Random(2026)
    acts = [False] * N + [True] * (N // 4)
    rng.shuffle(acts)

    def work(mine):
        try:
            return [take_or_give_back(gives_back) for gives_back in mine]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        numbers = [number for some in pool.map(work, [acts[i::THREADS] for i in range(THREADS)]) for number in some]
    kept = [int(re.search(r"/(\d+)/REK", number)[1]) for number in numbers if number]
    assert sorted(kept) == list(range(1, N + 1))
    assert Series.objects.get().last == N
