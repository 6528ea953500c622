"""The launcher is judged by what survives kill -9, by who may do what, and by what it leaves behind."""

import base64
import contextlib
import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg2
import pytest
import redis

from harmoni.launch import environment, keys, mailsink, surroundings, up
from harmoni.launch.machine import Lock, Trouble, free_port, port_is_free, process_start, read_private
from harmoni.launch.processes import Processes, StopRequest, python

ROOT = Path(__file__).resolve().parents[1]
FROM_OUTSIDE = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "EMAIL_URL"}

HOLD = """
import json, os, signal, sys
from harmoni.launch import services
from harmoni.launch.machine import Trouble, var_directory
from harmoni.launch.processes import StopRequest
import time
with StopRequest().heard() as stop:
    try:
        with services.held(var_directory(), "up", 5) as held:
            services.publish(var_directory(), held.variables())
            told = {"pids": held.pids(), "notes": held.notes(), **held.variables()}
            print(json.dumps(told), flush=True)
            while not stop.came:
                time.sleep(0.02)
    except Trouble as trouble:
        sys.exit(str(trouble))
"""
HOLD_SOON = 'print("starting", flush=True)\n' + HOLD
LEND = """
import sys, time
from harmoni.launch import services
from harmoni.launch.machine import var_directory
with services.lent(var_directory(), sys.argv[1]) as found:
    print(found["DATABASE_URL"], flush=True)
    sys.stdin.read()
"""
THROW_AWAY = """
import json, sys
from harmoni.launch import services
from harmoni.launch.machine import var_directory
with services.thrown_away(var_directory()) as found:
    print(json.dumps(found), flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def var_directory():
    """Not pytest's own 0700 directory, which the servers' account could not enter when root tests."""
    directory = Path(tempfile.mkdtemp(prefix="harmoni-launch-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


@pytest.fixture
def var():
    with var_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def running():
    """One launcher for the tests that only look at it."""
    with var_directory() as directory, held(directory) as (launcher, told):
        yield directory, launcher, told


def begin(script, var, *arguments):
    variables = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    return subprocess.Popen(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env={**variables, "HARMONI_VAR": str(var)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextlib.contextmanager
def launched(script, var, *arguments):
    process = begin(script, var, *arguments)
    try:
        yield process, process.stdout.readline()
    finally:
        process.stdin.close()
        process.terminate()
        process.wait(30)
        process.stdout.close()
        process.stderr.close()


@contextlib.contextmanager
def held(var):
    with launched(HOLD, var) as (process, line):
        assert line, process.stderr.read()
        yield process, json.loads(line)


@contextlib.contextmanager
def database(url):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


def one(url, query):
    with database(url) as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def gone(pids, seconds=20.0):
    end = time.monotonic() + seconds
    while any(process_start(pid) for pid in pids):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def write_everywhere(told):
    with database(told["DATABASE_OWNER_URL"]) as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT n FROM generate_series(1, 5000) n")
    redis.from_url(told["REDIS_URL"]).rpush("kept", *range(1000))


def what_is_left(told):
    rows = one(told["DATABASE_OWNER_URL"], "SELECT count(*) FROM kept")
    return rows, redis.from_url(told["REDIS_URL"]).llen("kept")


# --- what survives ---------------------------------------------------------------------------------------
@pytest.mark.launch
def test_data_survives_every_kill(var):
    with held(var) as (_, told):
        write_everywhere(told)
        time.sleep(1.2)  # Valkey may lose its last second, by design
    for victims in (["postgres"], ["valkey"], ["launcher"], ["postgres", "valkey"], ["postgres", "launcher"]):
        with held(var) as (launcher, told):
            assert what_is_left(told) == (5000, 1000), victims
            pids = {**told["pids"], "launcher": launcher.pid}
            for victim in victims:
                os.kill(pids[victim], signal.SIGKILL)
        assert gone(told["pids"].values()), f"after kill -9 of {victims} a server went on"
    with held(var) as (_, told):
        assert what_is_left(told) == (5000, 1000)


@pytest.mark.launch
def test_a_start_right_after_a_kill_waits_for_what_is_left(var):
    with held(var) as (launcher, told):
        write_everywhere(told)
        time.sleep(1.2)
        frozen = told["pids"].values()
        for pid in frozen:
            os.kill(pid, signal.SIGSTOP)
        launcher.kill()
        launcher.wait()
    with launched(HOLD_SOON, var) as (launcher, _):
        while not (var / "services.lock").read_text().startswith(f"{launcher.pid} "):
            time.sleep(0.02)
        time.sleep(0.5)
        for pid in frozen:
            os.kill(pid, signal.SIGCONT)
        told = json.loads(launcher.stdout.readline())
        assert what_is_left(told) == (5000, 1000)
        assert told["notes"][0] == "postgres of a killed launcher was stopped first"


@pytest.mark.launch
def test_a_half_made_cluster_is_not_used(var):
    half = var / "postgres"
    (half / "base").mkdir(parents=True)
    (half / "being-made").mkdir()
    (half / "being-made" / "PG_VERSION").write_text("18\n")
    (half / "postgresql.conf").write_text("nonsense\n")
    with held(var) as (_, told):
        assert one(told["DATABASE_URL"], "SELECT 1") == 1
    assert not (half / "being-made").exists()


@pytest.mark.launch
def test_a_wrong_pid_file_is_no_obstacle_but_lost_passwords_are(var):
    with held(var) as (_, told):
        pass
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{var / 'postgres'}\n")
    with held(var) as (_, told):
        assert told["notes"] == [f"a stale postmaster.pid ({os.getpid()}) was removed"]
    lost_passwords_are_named_and_nothing_is_made_anew(var)


def lost_passwords_are_named_and_nothing_is_made_anew(var):
    (var / "postgres.json").unlink()
    with launched(HOLD, var) as (process, line):
        assert line == ""
        assert "postgres.json with its passwords is gone" in process.stderr.read()
    assert (var / "postgres" / "PG_VERSION").exists()


# --- one at a time ---------------------------------------------------------------------------------------
@pytest.mark.launch
def test_two_copies_refuse_each_other(running):
    var, first, told = running
    with launched(HOLD, var) as (second, line):
        assert line == ""
        said = second.stderr.read()
    assert f"already running here: process {first.pid}" in said
    assert str(var / "services.lock") in said
    assert one(told["DATABASE_URL"], "SELECT 1") == 1


@pytest.mark.launch
def test_a_command_borrows_what_runs_and_the_last_one_stops_it(var):
    with launched(LEND, var, "first") as (first, url):
        with launched(LEND, var, "second") as (second, same):
            assert same == url
            first.stdin.close()
            time.sleep(0.3)
            assert first.poll() is None, "the one that started the services waits for the borrower"
            assert one(url.strip(), "SELECT 1") == 1
            second.stdin.close()
            second.wait(10)
        assert first.wait(10) == 0
    assert not (var / "running.json").exists()
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url.strip(), connect_timeout=2)


@pytest.mark.launch
def test_throwaway_services_leave_nothing_even_when_killed(var):
    runs = var / "throwaway"
    with launched(THROW_AWAY, var) as (killed, line), launched(THROW_AWAY, var) as (other, other_line):
        assert json.loads(line)["DATABASE_URL"] != json.loads(other_line)["DATABASE_URL"]
        killed.kill()
        killed.wait()
        other.stdin.close()
        other.wait(20)
        assert [path.name for path in runs.iterdir() if path.is_dir()] == [str(killed.pid)]
    with launched(THROW_AWAY, var) as (third, _):
        assert not (runs / str(killed.pid)).exists()
        third.stdin.close()
        third.wait(20)
    assert [path.name for path in runs.iterdir()] == ["sweep.lock"]


# --- who may do what -------------------------------------------------------------------------------------
FORBIDDEN = [
    "SELECT * FROM secret",
    "CREATE TABLE mine (n int)",
    "CREATE TEMPORARY TABLE mine (n int)",
    "CREATE SCHEMA mine",
    "CREATE DATABASE mine",
    "SET ROLE harmoni_owner",
]


@pytest.mark.launch
def test_the_logins(running):
    _, _, told = running
    app, owner = told["DATABASE_URL"], told["DATABASE_OWNER_URL"]
    rights = (
        "SELECT array[rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb] FROM pg_roles "
        "WHERE rolname = current_user"
    )
    owned = "SELECT count(*) FROM pg_shdepend WHERE refobjid = current_user::regrole AND deptype = 'o'"
    owner_of_it = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'harmoni'"
    assert one(app, rights) == [False, False, False, False, False]
    assert one(owner, rights) == [False, False, False, False, True]
    assert one(app, owned) == 0
    assert one(owner, owner_of_it) == "harmoni_owner"


@pytest.mark.launch
def test_the_owner_builds_and_the_application_cannot(running):
    _, _, told = running
    with database(told["DATABASE_OWNER_URL"]) as cursor:
        cursor.execute("CREATE TABLE secret (n int)")
        for extension in ("pg_trgm", "unaccent", "btree_gin", "btree_gist"):
            cursor.execute(f"CREATE EXTENSION {extension}")
    for statement in FORBIDDEN:
        denied = pytest.raises(psycopg2.errors.InsufficientPrivilege)
        with database(told["DATABASE_URL"]) as cursor, denied:
            cursor.execute(statement)


@pytest.mark.launch
def test_no_door_without_a_password(running):
    var, _, told = running
    port = read_private(var / "postgres.json")["port"]
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(f"postgres://harmoni_launcher@127.0.0.1:{port}/postgres", passfile="/nonexistent")
    with socket.create_connection(("127.0.0.1", read_private(var / "valkey.json")["port"])) as stranger:
        stranger.sendall(b"PING\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")
    for name in ("postgres.json", "valkey.json", "running.json"):
        assert (var / name).stat().st_mode & 0o777 == 0o600
    assert told["REDIS_URL"].split(":")[2].split("@")[0] not in commands_of(told["pids"].values())


def commands_of(pids):
    return "".join(Path(f"/proc/{pid}/cmdline").read_text() for pid in pids)


# --- keys ------------------------------------------------------------------------------------------------
def test_keys_are_made_once_and_for_us_alone(var):
    first = keys.of_machine(var)
    assert keys.of_machine(var) == first
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert first["FIELD_KEYS"].startswith("1:")
    assert keys.fresh() != keys.fresh()


def test_damaged_keys_are_never_replaced(var):
    (var / "secrets.json").write_text('{"SECRET_KEY": "half')
    with pytest.raises(Trouble, match="restore the file"):
        keys.of_machine(var)
    assert (var / "secrets.json").read_text() == '{"SECRET_KEY": "half'


def test_an_older_file_gets_a_letter_key_and_keeps_the_others(var):
    old = {name: value for name, value in keys.fresh().items() if name != "LETTER_KEY"}
    (var / "secrets.json").write_text(json.dumps(old))
    added = keys.letter_key(var)
    assert len(base64.urlsafe_b64decode(added)) == 32
    assert keys.letter_key(var) == added
    assert read_private(var / "secrets.json") == {**old, "LETTER_KEY": added}
    assert (var / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert keys.of_machine(var) == old


def test_a_new_file_has_a_letter_key_at_once(var):
    keys.of_machine(var)
    assert read_private(var / "secrets.json")["LETTER_KEY"] == keys.letter_key(var)


def test_a_damaged_file_gets_no_letter_key(var):
    (var / "secrets.json").write_text('{"SECRET_KEY": "half"}')
    with pytest.raises(Trouble, match="restore the file"):
        keys.letter_key(var)
    assert (var / "secrets.json").read_text() == '{"SECRET_KEY": "half"}'


class Started:
    """Instead of processes: with which variables each would have begun."""

    def __init__(self, variables):
        self.common, self.of = variables, {}

    def start(self, name, command, variables=None):
        self.of[name] = self.common if variables is None else variables


@pytest.mark.parametrize("given", ["", "from-outside"])
def test_only_the_worker_gets_the_letter_key(var, monkeypatch, given):
    monkeypatch.setenv("LETTER_KEY", given)
    portal = up.Portal(StopRequest())
    portal.var, portal.variables = var, surroundings.trial(var, {})
    monkeypatch.setattr(portal, "wait_for_answer", lambda processes: None)
    started = Started(portal.variables)
    portal.start(started, 1)
    holders = {name: variables["LETTER_KEY"] for name, variables in started.of.items() if "LETTER_KEY" in variables}
    assert holders == {"worker": given or keys.letter_key(var)}
    assert started.of.keys() == {"mail sink", "web", "worker", "beat"}


def test_a_process_keeps_its_own_variables_when_it_is_started_again(tmp_path, capfd):
    processes = Processes(tmp_path, {**os.environ, "SAID": "all"})
    processes.start("moody", python("-S", "-c", "import os; print(os.environ['SAID'], flush=True)"), {"SAID": "own"})
    with pytest.raises(Trouble):
        watch(processes)
    processes.stop()
    assert "all" not in capfd.readouterr().out.split()


# --- surroundings ----------------------------------------------------------------------------------------
def test_what_the_caller_sets_stands(var, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "postgres://given/db")
    monkeypatch.setenv("HARMONI_DEMO", "0")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    variables = surroundings.trial(var, {"REDIS_URL": "redis://ours"})
    assert variables["DATABASE_URL"] == variables["DATABASE_OWNER_URL"] == "postgres://given/db"
    assert (variables["HARMONI_DEMO"], variables["REDIS_URL"].split("/")[0]) == ("0", "redis:")
    assert "warning: no DATABASE_OWNER_URL" in capsys.readouterr().err


def test_the_deployment_check_sees_no_trial_values(var, monkeypatch):
    monkeypatch.setenv("HARMONI_DEMO", "1")
    monkeypatch.setenv("SECRET_KEY", "short")
    variables = surroundings.production_like(var)
    assert variables["HARMONI_DEMO"] == "0"
    assert len(variables["SECRET_KEY"]) > 50
    assert variables["HARMONI_BASE_URL"].startswith("https://")


# --- environment -----------------------------------------------------------------------------------------
@pytest.fixture
def building(monkeypatch, tmp_path):
    """What a build would do, without pip."""
    done = []

    def make_empty(venv):
        done.append("empty")
        shutil.rmtree(venv, ignore_errors=True)
        venv.mkdir()

    monkeypatch.setattr(environment, "make_empty", make_empty)
    monkeypatch.setattr(environment, "install", lambda venv, lock: done.append(lock.name))
    monkeypatch.setattr(environment, "RUN_LOCK", tmp_path / "run.txt")
    monkeypatch.setattr(environment, "TOOLS_LOCK", tmp_path / "tools.txt")
    (tmp_path / "run.txt").write_text("a==1\n")
    (tmp_path / "tools.txt").write_text("b==1\n")
    return done


def build(tmp_path, command):
    environment.build(tmp_path / "venv", environment.wanted_locks([command]))


def test_an_environment_is_built_once_and_completed_when_needed(building, tmp_path):
    for command in ("up", "up", "lint", "test", "up"):
        build(tmp_path, command)
    assert building == ["empty", "run.txt", "tools.txt"]


def test_a_changed_lock_is_installed_again(building, tmp_path):
    build(tmp_path, "test")
    (tmp_path / "run.txt").write_text("a==2\n")
    build(tmp_path, "test")
    (tmp_path / "run.txt").write_text("a==1\n")
    build(tmp_path, "test")
    assert building == ["empty", "run.txt", "tools.txt", "run.txt", "run.txt"]


def test_a_half_made_environment_is_built_anew(building, tmp_path, monkeypatch):
    def stopped(venv, lock):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", stopped)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, "up")
    build(tmp_path, "up")
    assert building == ["empty", "empty", "run.txt"]


def test_uv_comes_with_the_hashes_of_the_lock():
    lines = environment.pinned(environment.RUN_LOCK.read_text(), "uv").splitlines()
    assert lines[0].startswith("uv==")
    assert sum("--hash=sha256:" in line for line in lines) > 5
    assert all(line.startswith(" ") for line in lines[1:])


def test_the_locks_name_no_index():
    for lock in (environment.RUN_LOCK, environment.TOOLS_LOCK):
        assert "://" not in lock.read_text()
        assert "index-url" not in lock.read_text()


# --- processes -------------------------------------------------------------------------------------------
def test_a_lock_tells_who_holds_it(tmp_path):
    with Lock(tmp_path / "lock") as first, Lock(tmp_path / "lock") as second:
        assert first.take("up")
        assert not second.take("test")
        assert second.holder() == (str(os.getpid()), "up")
        first.release()
        assert second.take("test")


def test_a_process_that_keeps_ending_is_given_up(tmp_path, capfd):
    processes = Processes(tmp_path, dict(os.environ))
    processes.start("moody", python("-S", "-c", "raise SystemExit(3)"))
    with pytest.raises(Trouble, match="moody ended 6 times within a minute"):
        watch(processes)
    processes.stop()
    assert capfd.readouterr().out.count("moody ended with 3, starting it again") == 5


def watch(processes):
    for _ in range(1000):
        processes.restart_ended()
        time.sleep(0.01)


def test_what_a_killed_launcher_left_is_ended(tmp_path):
    before = Processes(tmp_path, dict(os.environ))
    before.start("sleeper", python("-S", "-c", "import time; time.sleep(60)"))
    sleeper = before.children[0].process
    Processes(tmp_path, {}).stop_left_over()
    assert sleeper.wait(5) == -signal.SIGKILL


def test_a_stop_request_only_sets_a_mark():
    before = signal.getsignal(signal.SIGTERM)
    with StopRequest().heard() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.01)
        assert stop.came
    assert signal.getsignal(signal.SIGTERM) == before


# --- mail ------------------------------------------------------------------------------------------------
MESSAGE = b"From: a@x\r\nTo: b@y\r\nMessage-ID: <1.2@harmoni/../x>\r\n\r\nHello\r\n"


def test_the_same_message_twice_is_one_file(tmp_path):
    first, again = mailsink.keep(tmp_path, MESSAGE), mailsink.keep(tmp_path, MESSAGE)
    other = mailsink.keep(tmp_path, MESSAGE.replace(b"1.2", b"1.3"))
    assert first == again
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([first.name, other.name])
    assert first.name.startswith("1.2-harmoni-..-x-")
    assert first.read_bytes() == MESSAGE


def test_the_sink_takes_mail_until_it_is_stopped(tmp_path):
    port = free_port()
    processes = Processes(tmp_path, dict(os.environ))
    processes.start("mail sink", python("-m", "harmoni.launch.mailsink", port, tmp_path / "mail"))
    for _ in range(200):
        if not port_is_free(port):
            break
        time.sleep(0.02)
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.sendmail("a@x", ["b@y"], MESSAGE)
    processes.stop()
    assert [path.suffix for path in (tmp_path / "mail").iterdir()] == [".eml"]
    assert processes.children[0].process.returncode == 0


# --- up --------------------------------------------------------------------------------------------------
def test_a_taken_port_is_named(var, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        monkeypatch.setenv("HARMONI_VAR", str(var))
        with pytest.raises(Trouble, match=r"Port \d+ on 127.0.0.1 is taken"):
            up.Portal(StopRequest()).check_port()


def test_the_server_shares_no_memory_with_its_parent_and_logs_no_address():
    words = up.web_command()
    assert "--preload" not in words
    assert "--access-logfile" not in words
