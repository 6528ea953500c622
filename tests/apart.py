"""Several processes of tests: each has a Postgres and a Valkey of its own, which it may stop, hang or empty."""

import contextlib
import os

import pytest

from harmoni.launch import services, surroundings
from harmoni.launch.machine import var_directory


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Before Django's settings are read; the process that only hands out the tests needs no services."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        for name in surroundings.NOWHERE:
            os.environ.pop(name)
        running = contextlib.ExitStack()
        os.environ.update(surroundings.with_owner(running.enter_context(services.thrown_away(var_directory()))))
        early_config.add_cleanup(running.close)
