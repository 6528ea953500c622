"""A book or a report on paper, typeset by a process of its own, without Django, keys or network.

`python -m harmoni.reports.printing < job > pdf`; the job is JSON: `template`, its `data`, and `at`, the file's time.
"""

import datetime
import json
import resource
import sys

from harmoni.letters.engine import render

MEMORY = 2 * 1024 * 1024 * 1024


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    job = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(render(job["template"], job["data"], timestamp=datetime.datetime.fromisoformat(job["at"])))


if __name__ == "__main__":
    main()
