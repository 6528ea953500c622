"""A letter on paper: a Typst template and its values become a PDF.

Values enter as JSON and are printed as they are, so nothing a person typed is read as markup. Every
file is PDF/A-2a and PDF/UA-1 or it is not written, and the same values with the same timestamp give
the same bytes, which is what makes its hash worth keeping.
"""

import json
import os
import threading
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates_typ"
FONTS = HERE / "fonts"


class LetterError(Exception):
    """A letter could not be put on paper; the message names its template."""


class _Compilers(threading.local):
    """One per template, made when first asked for; a compiler serves one thread at a time."""

    def __init__(self) -> None:
        self.by_template: dict[str, typst.Compiler] = {}


_compilers = _Compilers()
_compiling_process: int | None = None


def render(template: str, data: dict[str, Any], *, timestamp: datetime) -> bytes:
    """The PDF of `templates_typ/<template>.typ` filled with `data` (anything JSON can hold).

    `timestamp` (with its time zone) becomes the file's date. Raises LetterError when there is no
    such template, or when Typst refuses: a key is missing, a letter is not in our fonts.
    """
    if timestamp.tzinfo is None:
        raise ValueError("A letter's timestamp needs its time zone.")
    compiler = _compiler(template)
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"data": json.dumps(data, sort_keys=True)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(timestamp.timestamp()),
        )
    except typst.TypstError as refusal:
        raise LetterError(f"Letter template '{template}': {refusal.message}") from refusal
    return cast(bytes, pdf)


def _compiler(template: str) -> typst.Compiler:
    """This thread's compiler of the template."""
    _refuse_after_fork(template)
    made = _compilers.by_template
    if template not in made:
        made[template] = _make_compiler(template)
    return made[template]


def _make_compiler(template: str) -> typst.Compiler:
    source = TEMPLATES / f"{template}.typ"
    if not template.isidentifier() or not source.is_file():
        raise LetterError(f"Letter template '{template}' does not exist.")
    return typst.Compiler(source, root=TEMPLATES, font_paths=[FONTS], ignore_system_fonts=True)


def _refuse_after_fork(template: str) -> None:
    """Typst's workers do not survive a fork: the child would wait for them for ever, so say it."""
    global _compiling_process
    process = os.getpid()
    if _compiling_process not in (None, process):
        raise LetterError(
            f"Letter template '{template}': this process was forked from one that had already"
            " rendered a letter. Render only after the fork."
        )
    _compiling_process = process
