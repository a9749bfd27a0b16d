"""Run programs that come by the standard input, and leave nothing behind.

The first line is {"programs": [[name, text], …], "asked": …}: each is loaded in this order, and the last one's report(asked) is printed.
This runs beside the server, in its container: it gives way to it, is the first to go where memory ends, and does not begin where
there is too little.
"""
import json
import os
import resource
import sys
import types

SPARE = 192 * 1024**2
# Also where nobody limits the container. What a server sends without end must not be kept.
LARGEST = 1024**3


def number(*files):
    for file in files:
        try:
            with open("/sys/fs/cgroup/" + file) as opened:
                return int(opened.read())
        except (OSError, ValueError):
            continue
    return None


def evictable():
    """What the kernel only keeps because nobody else wants it."""
    for file in "memory.stat", "memory/memory.stat":
        try:
            with open("/sys/fs/cgroup/" + file) as lines:
                found = dict(line.split() for line in lines)
            return int(found.get("total_inactive_file") or found["inactive_file"])
        except (OSError, KeyError, ValueError):
            continue
    return 0


def spare():
    """Bytes that this container may still take; None without a limit."""
    limit = number("memory.max", "memory/memory.limit_in_bytes")
    used = number("memory.current", "memory/memory.usage_in_bytes")
    return None if limit is None or used is None else limit - used + evictable()


def give_way():
    os.nice(19)
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def stay_small(left):
    """Where one process of a container takes its last memory, the kernel may end all of them: the server, too."""
    most = LARGEST if left is None else max(SPARE, min(LARGEST, left - SPARE // 4))
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    except (OSError, ValueError):
        pass


def load(programs):
    for name, text in programs:
        module = types.ModuleType(name)
        sys.modules[name] = module
        exec(compile(text, name + ".py", "exec"), module.__dict__)
    return module


def main():
    given = json.loads(sys.stdin.readline())
    give_way()
    left = spare()
    if left is not None and left < SPARE:
        answer = {"problem": "its container has %d MiB of memory left, and this takes up to %d: ask when it has less to do, or raise mlflow.resources.limits.memory" % (left // 1024**2, SPARE // 1024**2)}
    else:
        stay_small(left)
        answer = load(given["programs"]).report(given["asked"])
    print(json.dumps(answer), flush=True)


main()
