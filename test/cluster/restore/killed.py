"""Runs a program, and kills it at a statement of SQL: `killed.py <before|after> <pattern> <program> <arguments…>`."""
import os
import re
import runpy
import signal
import sys

when, pattern, program = sys.argv[1:4]
sys.path.insert(0, os.path.dirname(program))

import databases  # noqa: E402

execute = databases.execute


def killing(connection, statement, parameters=None):
    is_it = re.search(pattern, statement) is not None
    if is_it and when == "before":
        os.killpg(0, signal.SIGKILL)
    rows = execute(connection, statement, parameters)
    if is_it:
        os.killpg(0, signal.SIGKILL)
    return rows


databases.execute = killing
sys.argv = sys.argv[3:]
runpy.run_path(program, run_name="__main__")
