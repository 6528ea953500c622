"""The redrawer of pictures: `python -m registrations.people.redrawing < upload > jpeg`, confined.

At most 20 megapixels by the header; decoded and drawn anew, so that no EXIF and nothing behind the picture survives.
Ends with 0, or writes nothing and ends with LARGE or NONE.
"""

import io
import sys
import warnings
from collections.abc import Callable

from harmoni.confined import bind_limits

MOST_PIXELS = 20_000_000
LONGEST_SIDE = 1800
FORMATS = ("JPEG", "PNG", "WEBP")
LARGE, NONE = 3, 4


def redrawn(content: bytes) -> bytes:
    """Raises OverflowError when there are too many pixels; whatever else it raises, it is no picture."""
    from PIL import Image, ImageOps

    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        raise OverflowError from bomb
    if picture.width * picture.height > MOST_PIXELS:
        raise OverflowError
    upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    upright.info.clear()  # a comment would be written out again
    drawn = io.BytesIO()
    upright.save(drawn, "JPEG", quality=80)
    return drawn.getvalue()


def answer(redraw: Callable[[bytes], bytes]) -> None:
    """The child's whole life: one upload in, what was drawn out, or an exit code."""
    bind_limits(cpu_seconds=15)
    try:
        sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))
    except OverflowError:
        sys.exit(LARGE)
    except Exception:
        sys.exit(NONE)


if __name__ == "__main__":
    answer(redrawn)
