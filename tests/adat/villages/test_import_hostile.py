"""T27: what is no sheet, or too much of one, is refused in 2 s and 512 MB (CWE-409, 611, 776)."""

import subprocess
import sys
import time

import pytest

from adat.villages.file_kind import Refused
from adat.villages.reading import lines_of
from adat.villages.refusals import SENTENCES
from harmoni.confined import MEMORY
from tests.adat.villages.import_files import HOSTILE, SHEET, archive, newcomer, sheet_xml, text, workbook

SECONDS = 2
HEAVY = ["bomb of 1,000 to 1", "too many rows", "a cell at the far end", "deep xml", "forged size"]
MEASURE = """
import resource, subprocess, sys
quiet = subprocess.DEVNULL
subprocess.run([sys.executable, "-m", "adat.villages.reader", "a.xlsx"], stdout=quiet, stderr=quiet)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)
"""


def codes_of(wanted):
    return wanted if isinstance(wanted, tuple) else (wanted,)


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_in_time(what):
    name, make, wanted = HOSTILE[what]
    content = make()
    began = time.monotonic()
    try:
        rows = list(lines_of(content, name))
        code = "no_heading" if len(rows) < 2 else f"{len(rows)} rows"
    except Refused as refused:
        code = refused.code
    assert code in codes_of(wanted)
    assert time.monotonic() - began < SECONDS
    assert SENTENCES[code]


@pytest.mark.parametrize("what", HEAVY)
def test_the_child_stays_within_its_memory(what):
    name, make, _wanted = HOSTILE[what]
    lean = [sys.executable, "-c", MEASURE]  # a forked child inherits the memory mark of a large parent
    assert int(subprocess.run(lean, input=make(), stdout=subprocess.PIPE).stdout) < MEMORY


def test_every_refusal_has_its_sentence():
    codes = {code for _name, _make, wanted in HOSTILE.values() for code in codes_of(wanted)}
    assert codes <= set(SENTENCES)
    assert all(len(str(sentence)) < 300 for sentence in SENTENCES.values())


def test_the_child_gets_no_secret(monkeypatch):
    monkeypatch.setenv("FIELD_KEYS", "1:secret")
    seen = {}
    monkeypatch.setattr(subprocess, "Popen", lambda command, **options: seen.update(options) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(lines_of(b"a", "a.csv"))
    assert set(seen["env"]) == {"PATH", "PYTHONDONTWRITEBYTECODE"}


def test_the_reader_knows_nothing_of_django():
    program = "import sys, adat.villages.reader; print(*sorted(sys.modules))"
    known = subprocess.check_output([sys.executable, "-c", program], text=True).split()
    assert [name for name in known if name.startswith(("django", "harmoni"))] == ["harmoni", "harmoni.confined"]


def test_a_child_that_does_not_end_is_stopped(monkeypatch):
    monkeypatch.setattr("adat.villages.reading.WALL_SECONDS", 0.5)
    monkeypatch.setattr("adat.villages.reading.CHILD", "tests.adat.villages.endless")
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        list(lines_of(b"a;b", "a.csv"))
    assert refused.value.code == "heavy"
    assert time.monotonic() - began < SECONDS


def test_an_honest_large_sheet_is_read():
    rows = [newcomer(full_name=f"Orang {number}") for number in range(5000)]
    assert len(list(lines_of(workbook(rows), "a.xlsx"))) == 5001
    assert len(list(lines_of(text(rows), "a.csv"))) == 5001


def test_a_minimal_workbook_is_read():
    assert list(lines_of(archive({SHEET: sheet_xml("")}), "a.xlsx")) == [(1, ["nik"])]
