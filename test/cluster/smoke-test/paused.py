"""Runs the program, which waits before a step until it is let go on: python paused.py PROGRAM STEP FOLDER."""
import importlib.util
import os
import sys
import time

program, step, folder = sys.argv[1:]
spec = importlib.util.spec_from_file_location("smoke", program)
smoke = importlib.util.module_from_spec(spec)
spec.loader.exec_module(smoke)
original = getattr(smoke.Smoke, step)


def paused(self):
    open(os.path.join(folder, "paused"), "w").close()
    while not os.path.exists(os.path.join(folder, "go")):
        time.sleep(0.05)
    return original(self)


setattr(smoke.Smoke, step, paused)
sys.exit(smoke.main())
