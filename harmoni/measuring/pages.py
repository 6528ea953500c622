"""What officers do all day, asked through the whole stack of Django in this process and timed side by side."""

import gzip
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from harmoni.accounts.models import User
from harmoni.letters.models import Document
from harmoni.measuring.newcomers import BACKEND, newcomer, regency_officer
from harmoni.measuring.submissions import TOKEN
from registrations.people.names import swapped
from registrations.residency.models import Stay
from registrations.residency.tasks import make_receipt

WARM_UP = 3
FLOOR = "signed-in empty page"
DEEP = 0.9  # of the list lies before the deep page
NOBODY = "Xylqz Wvkjq"
BALINESE = "I Wyn Su"  # a particle, an order of birth in its short form, and two letters
AS_ONE_TYPES = 100.0  # milliseconds


@dataclass(frozen=True)
class Work:
    """One thing to do; `most` is its goal in times of the floor, `queries` the most statements it may take."""

    name: str
    ask: Callable[[], Any]
    most: float | None = None
    queries: int | None = None
    status: int = 200
    milliseconds: float | None = None  # the most its median may take


@dataclass
class Result:
    work: Work
    seconds: list[float] = field(default_factory=list)
    queries: int = 0
    savepoints: int = 0
    raw: int = 0
    zipped: int = 0

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


class Person:
    """A signed-in browser without the network: CSRF is checked, answers come as small as a browser gets them."""

    def __init__(self, user: User) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1", headers={"accept-encoding": "gzip"})
        self.client.force_login(user, backend=BACKEND)
        self.client.cookies["csrf"] = TOKEN

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(path, query)

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, {**fields, "csrfmiddlewaretoken": TOKEN})


@dataclass(frozen=True)
class Sample:
    """What is searched and opened: drawn from the village's own book."""

    stays: list[Stay]
    deep: str
    rare: str
    common: str
    second: str

    @classmethod
    def of(cls, village: Any, rounds: int) -> "Sample":
        rows = Stay.objects.filter(customary_village=village)
        here = rows.here().order_by("-registered_at", "pk")
        last = here[int(here.count() * DEEP)]
        words = Counter(
            word for name in rows.values_list("person__full_name", flat=True) for word in set(name.lower().split())
        )
        ranked = [word for word, _ in words.most_common() if len(word) > 3]
        with_nik = list(here.filter(nik_digest__isnull=False).values_list("pk", flat=True))
        step = max(1, len(with_nik) // (rounds + WARM_UP + 2))
        stays = list(here.filter(pk__in=with_nik[::step]).select_related("person"))
        return cls(stays, f"{last.registered_at.isoformat()}_{last.pk}", ranked[-1], ranked[0], ranked[1])


def works(officer: User, viewer: User, sample: Sample) -> Iterator[Work]:
    yield from desk_works(Person(officer), Person(viewer), sample)
    yield from typing_works(Person(officer), Person(regency_officer()), sample)


def desk_works(desk: Person, province: Person, sample: Sample) -> Iterator[Work]:
    opened, found, numbered = map(itertools.cycle, [sample.stays] * 3)
    papers = itertools.cycle(Document.objects.filter(record__in=[stay.pk for stay in sample.stays]))
    listed, search = reverse("residency:list"), reverse("residency:search")
    yield Work(FLOOR, lambda: desk.get(reverse("account_home")))
    yield Work("list, first page", lambda: desk.get(listed), 5, 6)
    yield Work("list, deep page", lambda: desk.get(listed, sesudah=sample.deep), 5, 6)
    yield Work("search: rare name", lambda: desk.post(search, q=sample.rare), 6)
    yield Work("search: common name", lambda: desk.post(search, q=sample.common), 6)
    yield Work("search: nobody", lambda: desk.post(search, q=NOBODY), 6)
    yield Work("search: NIK", lambda: desk.post(search, q=next(found).person.nik), 6, status=302)
    yield Work("search: receipt", lambda: desk.post(search, q=next(numbered).registration_number), 6, status=302)
    yield Work("record, reading recorded", lambda: desk.get(next(opened).get_absolute_url()), 5, 8)
    yield Work(
        "save a registration", lambda: desk.post(reverse("villages:intake"), **newcomer()), queries=12, status=302
    )
    yield Work("dashboard of Bali", lambda: province.get(reverse("dashboard:home")), queries=6)
    yield Work("dashboard of the village", lambda: desk.get(reverse("dashboard:home")), queries=6)
    yield Work("desk with its queues", lambda: desk.get(reverse("home:desk")))
    yield Work("place search", lambda: desk.get(reverse("home:places"), q="waingapu sumba"))
    yield Work("one receipt PDF", lambda: make_receipt(str(next(papers).pk)))


def typing_works(village: Person, regency: Person, sample: Sample) -> Iterator[Work]:
    """Who is this? answered while it is typed, in a large village and in the kabupaten around it."""
    stay = next(stay for stay in sample.stays if stay.person.birth_date)
    someone = stay.person
    day = (swapped(someone.birth_date) or someone.birth_date).strftime("%d-%m-%Y")
    asked = {
        "two letters": sample.common[:2],
        "common name": sample.common,
        "rare name": sample.rare,
        "name and swapped day": f"{someone.full_name} {day}",
        "two common words": f"{sample.common} {sample.second}",
        "Balinese, begun": BALINESE,
        "NIK": someone.nik,
        "receipt": stay.registration_number,
        "nobody": NOBODY,
    }
    address = reverse("residency:while_typing")
    for where, who in (("village", village), ("regency", regency)):
        for what, text in asked.items():
            ask = partial(who.post, address, q=text)
            yield Work(f"search while typing, {where}: {what}", ask, milliseconds=AS_ONE_TYPES)
    yield Work("regency: list, first page", lambda: regency.get(reverse("residency:list")))


def measure(all_works: list[Work], rounds: int) -> list[Result]:
    """Every work once a round, so that what else the machine does falls on all alike."""
    results = [Result(work) for work in all_works]
    for result in results:
        for _ in range(WARM_UP - 1):
            result.work.ask()
        count(result)
    for _ in range(rounds):
        for result in results:
            began = time.perf_counter()
            answer = result.work.ask()
            result.seconds.append(time.perf_counter() - began)
            check(result.work, answer)
    return results


def check(work: Work, answer: Any) -> None:
    if answer is not None and answer.status_code != work.status:
        raise AssertionError(f"{work.name} was answered with {answer.status_code}")


def count(result: Result) -> None:
    """Statements to the database and bytes of the answer; savepoints are counted apart."""
    seen: list[str] = []

    def note(execute, sql, params, many, context):
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = result.work.ask()
    check(result.work, answer)
    result.savepoints = sum("SAVEPOINT" in sql[:20] for sql in seen)
    result.queries = len(seen) - result.savepoints
    if answer is not None:
        result.zipped = len(answer.content)
        is_zipped = answer.headers.get("Content-Encoding") == "gzip"
        result.raw = len(gzip.decompress(answer.content)) if is_zipped else result.zipped
