#!/usr/bin/env python3
"""The one door of Harmoni: `python3 manage.py` lists what it can do."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Harmoni needs Python 3.11 or newer; this is " + sys.version.split()[0])


def main() -> int:
    # Standard library only up to stand(), which may start this process anew inside .venv.
    from harmoni.launch import environment

    environment.stand(sys.argv)
    from harmoni.launch import commands

    return commands.run(sys.argv)


if __name__ == "__main__":
    sys.exit(main())
