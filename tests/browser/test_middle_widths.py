"""Between the phone and the desk: on a tablet and a small laptop nothing scrolls sideways and no word is broken."""

import pytest

from tests.browser.looking import sign_in
from tests.cast import arrive, prepare

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WIDTHS = (600, 768, 900, 1000, 1200)
BROKEN = """() => {
  const found = [], texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text; (text = texts.nextNode()); ) {
    const at = text.parentElement;
    if (!at.checkVisibility() || at.closest("details:not([open]) > :not(summary), .visually-hidden")) continue;
    for (const word of text.data.matchAll(/\\p{L}{3,22}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      const tops = [...range.getClientRects()].filter((box) => box.width).map((box) => box.top);
      if (tops.length > 1 && Math.abs(tops.at(-1) - tops[0]) > 4) found.push(word[0]);
    }
  }
  return found;
}"""


@pytest.mark.parametrize(
    ("username", "paths"),
    [
        ("petugas.kuta", ("/meja/", "/pendatang/", "/dasbor/")),
        ("kabupaten.badung", ("/meja/", "/dasbor/")),
        ("staf.sumbatimur", ("/calon/", "/pembekalan/")),
    ],
)
def test_no_word_is_broken_and_nothing_scrolls_sideways(page, portal, cast, username, paths):
    arrive(
        cast["petugas.kuta"], who={"full_name": "Mohammad Agustinus Wolokolimau"}, lodging_name="Kontrakan Flamboyan"
    )
    prepare(cast["staf.sumbatimur"], who={"full_name": "Maximilianus Lambertus"})
    sign_in(page, portal, username)
    wrong = []
    for path in paths:
        page.goto(f"{portal}{path}", wait_until="networkidle")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth") - width
            broken = page.evaluate(BROKEN)
            if over > 0 or broken:
                wrong.append((path, width, over, broken))
    assert wrong == []
