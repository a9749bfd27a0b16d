#!/bin/sh
# Waits on its input for the end of a run, and removes what that leaves on the machine: its folder and its control groups.
#     reaper.sh FOLDER CGROUP
cat >/dev/null

groups() {
  find /sys/fs/cgroup -maxdepth 2 -type d -name "$1" 2>/dev/null
}

# The last processes may be ending still.
for _ in $(seq 100); do
  for group in $(groups "$2"); do
    find "$group" -depth -type d -exec rmdir {} \; 2>/dev/null
  done
  [ -z "$(groups "$2")" ] && break
  sleep 0.1
done
for _ in $(seq 100); do
  rm -rf "$1" 2>/dev/null && break
  sleep 0.1
done
