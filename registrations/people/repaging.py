"""The redrawer of papers: `python -m registrations.people.repaging < upload > pdf`, confined.

Every page is drawn as a picture and the pictures are bound anew: no script, link, attachment, hidden text or author
survives. Ends with 0, or writes nothing and ends with LARGE or NONE.
"""

import io

from registrations.people.redrawing import LONGEST_SIDE, answer

MOST_PAGES = 20
A4_INCHES = 11.69  # the longer side: as which every page is bound


def repaged(content: bytes) -> bytes:
    """Raises OverflowError when there are too many pages; whatever else it raises, it is no PDF that can be read."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as paper:
        if not 0 < len(paper) <= MOST_PAGES:
            raise OverflowError
        paper.init_forms()  # what was filled in is seen; this build of the library runs no script
        first, *others = [_drawn(page) for page in paper]
    bound = io.BytesIO()
    first.save(
        bound, "PDF", save_all=True, append_images=others, quality=80, resolution=LONGEST_SIDE / A4_INCHES, producer=""
    )
    return bound.getvalue()


def _drawn(page):
    side = max(page.get_size())
    return page.render(scale=LONGEST_SIDE / side).to_pil().convert("RGB")


if __name__ == "__main__":
    answer(repaged)
