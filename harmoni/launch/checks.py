"""`manage.py test`, `lint`, `prove` and `bench`: each on services that are thrown away afterwards."""

import contextlib
import subprocess
import sys
import time

from harmoni.launch import services, surroundings
from harmoni.launch.environment import ROOT
from harmoni.launch.machine import Trouble, var_directory
from harmoni.launch.processes import python


def test(arguments: list[str]) -> int:
    """Everything runs in a process for each core, with services of its own; what is named, in one."""
    var, given = var_directory(), surroundings.given()
    if not arguments and not {"DATABASE_URL", "REDIS_URL"} & given.keys():
        apart = ["-p", "tests.apart", "-n", "auto", "--dist", "loadfile"]
        return call(python("-m", "pytest", *apart), surroundings.throwaway(var, surroundings.NOWHERE))
    with services.thrown_away(var) as found:
        return call(python("-m", "pytest", *arguments), surroundings.throwaway(var, found))


def measure(command: str, arguments: list[str]) -> int:
    """`prove` and `bench` write as carefully as a real installation: a proof without fsync proves nothing."""
    var = var_directory()
    with services.thrown_away(var, durable=True) as found:
        variables = surroundings.throwaway(var, found)
        made = python("-m", "harmoni.launch.steps", "migrate", "load_reference")
        if call(made, surroundings.as_owner(variables)):
            raise Trouble(f"No {command}, because of what stands above.")
        return call(python("-m", "django", command, *arguments), variables)


def call(command: list[str], variables: dict[str, str]) -> int:
    """Ctrl-C reaches the child too, and we wait for its last words; SIGTERM reaches only us."""
    process = subprocess.Popen(command, cwd=ROOT, env=variables)
    try:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


# --- lint --------------------------------------------------------------------------------------------------
def lint() -> int:
    """Every step runs, so that one look shows all that is wrong."""
    variables = surroundings.production_like(var_directory())
    failed = [title for title, command in lint_steps() if not passes(title, command, variables)]
    print(f"lint: {', '.join(failed)} failed" if failed else "lint: all ok", flush=True)
    return 1 if failed else 0


def lint_steps() -> list[tuple[str, list[str]]]:
    django = ["-W", "ignore::RuntimeWarning", "-m", "django"]  # makemigrations says that there is no database
    steps = [
        ("ruff", python("-m", "ruff", "check", ".")),
        ("format", python("-m", "ruff", "format", "--check", ".")),
        ("types", python("-m", "mypy")),
        ("migrations", python(*django, "makemigrations", "--check", "--dry-run")),
        ("deploy", python(*django, "check", "--deploy", "--fail-level", "WARNING")),
    ]
    if any((ROOT / "templates").rglob("*.html")):
        steps.append(("templates", python("-m", "djlint", "templates", "--lint", "--quiet")))
        steps.append(("template format", python("-m", "djlint", "templates", "--check", "--quiet")))
    if (staircase := ROOT / "tests" / "test_architecture.py").exists():
        steps.append(("staircase", python("-m", "pytest", "-q", "--no-header", staircase)))
    return steps


def passes(title: str, command: list[str], variables: dict[str, str]) -> bool:
    """Silent when all is well; otherwise everything the tool said."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=variables, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    word = "ok" if done.returncode == 0 else "failed"
    print(f"  {title:<16}{word:<8}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, file=sys.stdout, flush=True)
    return done.returncode == 0
