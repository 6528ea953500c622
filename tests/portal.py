"""The portal as it is served: gunicorn, a Celery worker and an SMTP server, each a process or socket of its own."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from harmoni.launch.machine import free_port
from harmoni.launch.surroundings import without_letter_key


class Mailbox:
    """What a real SMTP connection delivered."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture(scope="session")
def mail_server():
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    mailbox.port = controller.port
    yield mailbox
    controller.stop()


@pytest.fixture
def mailbox(mail_server):
    mail_server.letters.clear()
    return mail_server


class Process:
    """One process of the portal; `stop` is gentle, `kill` is not."""

    def __init__(self, variables, *command):
        self.command, self.variables = [sys.executable, "-m", *command], variables
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, env=self.variables, start_new_session=True)

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(20)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="session")
def portal_variables(django_db_setup, mail_server, tmp_path_factory):
    port = free_port()
    return {
        **os.environ,
        "HARMONI_DEMO": "1",
        "HARMONI_BASE_URL": f"http://127.0.0.1:{port}",
        "HARMONI_VAR": str(tmp_path_factory.mktemp("var")),
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
        "PYTHONPATH": os.getcwd(),
    }


@pytest.fixture(scope="session")
def portal(portal_variables):
    """The address of the running portal."""
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--noinput", "-v0"],
        env=portal_variables,
        check=True,
    )
    address = portal_variables["HARMONI_BASE_URL"]
    bind = address.removeprefix("http://")
    web = without_letter_key(portal_variables)
    gunicorn = Process(web, "gunicorn", "harmoni.wsgi", "-w", "2", "-b", bind, "--log-level", "warning")
    wait_for(lambda: urllib.request.urlopen(f"{address}/healthz", timeout=1).status == 200)  # noqa: S310 - loopback
    yield address
    gunicorn.stop()


@pytest.fixture
def worker(portal_variables):
    """A real Celery worker; ends with the test."""
    process = start_worker(portal_variables)
    yield process
    process.kill()


def start_worker(variables):
    quick = ["-c", "1", "--without-gossip", "--without-mingle", "-l", "warning"]
    return Process(variables, "celery", "-A", "harmoni.celery", "worker", *quick)


def wait_for(condition, seconds=60):
    """Waits until the condition holds; what it raises meanwhile counts as not yet."""
    end = time.monotonic() + seconds
    while True:
        try:
            if condition():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)
