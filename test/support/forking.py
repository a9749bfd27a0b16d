"""Answers snippets of Python, each in a process of its own, which has what this one has: nothing of our programs, and their environment is the snippet's.

A line of JSON comes in, {"lines", "env", "path"}, and one goes out, {"answer"} or {"problem"}. Somebody who forks is ready after some milliseconds;
a new Python has to read its own libraries first. Our programs are compiled once, into the folder that is the argument.
"""
import json
import linecache
import os
import sys
import time
import traceback

# What our programs import of Python's own, and what these import: none of them looks at the environment until it is asked for something.
import base64, contextlib, datetime, email.utils, functools, glob, hashlib, http.client, http.server, inspect, io, logging, re, resource, secrets, signal, socket, ssl, subprocess, tempfile, threading, types, urllib.request, warnings  # noqa: E401, F401

NAME = "<snippet>"


def run(lines, env, path):
    """What it says, as a line of JSON."""
    said = []

    def say(what):
        said.append(json.dumps(what))

    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    sys.path[:0] = path
    linecache.cache[NAME] = (len(lines), None, lines.splitlines(True), NAME)
    # No answer; where one fails, it is seen.
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            exec(compile(lines, NAME, "exec"), {"__name__": "__main__", "json": json, "sys": sys, "say": say})
        except BaseException:
            return json.dumps({"problem": traceback.format_exc() + printed.getvalue()})
    if len(said) != 1:
        return json.dumps({"problem": "it has %d answers: %s" % (len(said), ", ".join(said) or "none")})
    return '{"answer": %s}' % said[0]


def apart(asked):
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            # What it starts may print there, which is no answer.
            os.dup2(2, 1)
            answer = run(**asked).encode()
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return answer or json.dumps({"problem": "it ended with %d" % os.waitstatus_to_exitcode(status)})


sys.pycache_prefix = sys.argv[1]
for line in sys.stdin:
    print(apart(json.loads(line)), flush=True)
