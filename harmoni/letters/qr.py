"""A QR code as an SVG that a letter and a page can both show."""

import base64
from collections.abc import Sequence
from itertools import groupby

import segno

QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 asks
MASK = 3  # always the same: trying all eight takes most of the time and readers take any


def qr_svg(text: str) -> str:
    """The code of `text` at error level M, or better where that costs no space.

    It has a viewBox and no size, no XML declaration and no style, so that it also stands inside a
    page with a strict content policy. White is painted too: a dark page must not swallow the code.
    """
    matrix = segno.make_qr(text, error="m", mask=MASK).matrix
    side = len(matrix) + 2 * QUIET_ZONE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>'
        f'<path stroke="#000" stroke-width="1.02" d="{_strokes(matrix)}"/></svg>'
    )


def qr_address(text: str) -> str:
    """The same code as a `data:` address for the `src` of an image."""
    return "data:image/svg+xml;base64," + base64.b64encode(qr_svg(text).encode()).decode()


def _strokes(matrix: Sequence[bytearray]) -> str:
    """Every run of dark modules as one stroke, a hair thicker than its row so that no seam shows."""
    strokes = []
    for y, row in enumerate(matrix, QUIET_ZONE):
        x = QUIET_ZONE
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}.5h{length}")
            x += length
    return "".join(strokes)
