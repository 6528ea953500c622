"""What the log of the server does not say: the id of a record, the token of a link, and anything of a sealed case."""

import logging
import re

SEALED = re.compile(r"^/(?:mediasi|kabar|lapor/perselisihan)/.*", re.DOTALL)
NAMED = re.compile(r"(?<=/)(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[\w-]{20,})(?=[/.?]|$)")


def hushed(path: str) -> str:
    """`/cek/…/` of `/cek/<token>/`; of a sealed case not even that it was one."""
    return NAMED.sub("…", SEALED.sub("/…/", path))


class Hush(logging.Filter):
    """Goes over the paths among the arguments of a line; whatever else is said stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                hushed(said) if isinstance(said, str) and said.startswith("/") else said for said in record.args
            )
        return True
