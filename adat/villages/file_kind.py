"""Which file this is, told by its first bytes and not by its name. Standard library only."""

XLSX, XLS, CSV = "xlsx", "xls", "csv"
MOST_BYTES = 10 * 1024 * 1024
MAGIC = (
    (b"PK\x03\x04", XLSX),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "compound"),
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
)


class Refused(Exception):
    """This file is not read; the code names the sentence in `refusals.py`."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def kind_of(content: bytes, name: str) -> str:
    """XLSX or CSV; raises Refused for everything else, also for a file that is not what its name says."""
    if not content:
        raise Refused("empty")
    if len(content) > MOST_BYTES:
        raise Refused("large")
    kind = next((kind for magic, kind in MAGIC if content.startswith(magic)), CSV)
    if kind == "compound":
        kind = _kind_of_compound(content)
    if kind not in (XLSX, XLS, CSV):
        raise Refused(kind)
    if name.lower().endswith((".xlsx", ".xlsm", ".xls")) and kind == CSV:
        raise Refused("not_a_workbook")
    return kind


def _kind_of_compound(content):
    """The older container of Office, told by the names of its streams (Excel's are Workbook and Book)."""

    def holds(name):
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Refused("encrypted")
    if holds("_VBA_PROJECT"):
        raise Refused("macro")
    if holds("ObjectPool") or holds("Ole10Native") or holds("MBD0"):
        raise Refused("nested")
    return XLS if holds("Workbook") or holds("Book") else "not_a_workbook"
