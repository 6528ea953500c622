"""How one machine runs Harmoni: its environment, its services and its processes.

environment   builds .venv from the locks (standard library only)
machine       whose rights, which directories, which ports
postgres      the private Postgres, valkey: the private Valkey; server: what both share
services      both of them together, for one command or for `up`
mailsink      the mail of a trial machine, as files
keys          SECRET_KEY and FIELD_KEYS of this machine
surroundings  the environment variables every process gets
steps         several Django commands in one process
processes     web server, worker, beat and mail sink: started, restarted, stopped
commands      `manage.py <command>` -> what is to be done; up, checks: the larger ones
"""
