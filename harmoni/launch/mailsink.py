"""A loopback SMTP server that keeps each message as a file: the mail of a trial machine.

    python -m harmoni.launch.mailsink PORT DIRECTORY

The file's name comes from the Message-ID, so the same message delivered twice is one file.
"""

import asyncio
import email
import hashlib
import os
import re
import signal
import sys
from email import policy
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

LARGEST = 25 * 1024 * 1024


class Keeper:
    """Handler of aiosmtpd: answers 250 only once the message is on the disk under its final name."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        keep(self.directory, envelope.content)
        return "250 kept"


def keep(directory: Path, content: bytes) -> Path:
    target = directory / file_name(content)
    draft = directory / f".{target.name}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(target)
    return target


def file_name(content: bytes) -> str:
    """Readable in front, unmistakable behind."""
    message_id = str(email.message_from_bytes(content, policy=policy.compat32).get("Message-ID") or "").strip()
    identity = message_id.encode() or content
    readable = re.sub(r"[^A-Za-z0-9.-]+", "-", message_id).strip("-.")[:60]
    return f"{readable or 'message'}-{hashlib.sha256(identity).hexdigest()[:16]}.eml"


async def serve(port: int, directory: Path) -> None:
    keeper, loop = Keeper(directory), asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(lambda: SMTP(keeper, data_size_limit=LARGEST), "127.0.0.1", port)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
