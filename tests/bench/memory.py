# SPDX-License-Identifier: MIT
"""Memory at the prompt and during the hash, as /proc tells it, in KiB."""
import re
import pathlib
import threading
import time

from bench import place
from bench.table import Row, Skip
from lib import procfs

TARGET_PROMPT_KIB = 360
WATCH_S = 30


def rollup(pid):
    """/proc/PID/smaps_rollup: {"Rss": KiB, "Pss": KiB, ...}, counted exactly."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return {name: int(size) for name, size in re.findall(r"^(\w+):\s+(\d+) kB", text, re.MULTILINE)}


class Watch(threading.Thread):
    """Reads the peaks of a process and of its children until it is gone."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.own = 0
        self.child = 0

    def run(self):
        end = time.monotonic() + WATCH_S
        while time.monotonic() < end:
            try:
                self.own = max(self.own, peak(self.pid))
                children = procfs.children(self.pid)
            except (OSError, KeyError):
                return    # gone, or a zombie
            for child in children:
                try:
                    self.child = max(self.child, peak(child))
                except (OSError, KeyError):
                    pass


def peak(pid):
    return int(procfs.status(pid)["VmHWM"].split()[0])


def of_login(where):
    """{what: KiB} of one login on a terminal in this place."""
    with place.person(where, place.command_of(where, "tty")) as somebody:
        at_prompt = rollup(somebody.process.pid)
        watch = Watch(somebody.process.pid)
        watch.start()
    watch.join()
    return {"rss": at_prompt["Rss"], "pss": at_prompt["Pss"],
            "anonymous": at_prompt["Anonymous"], "asks": watch.own,
            "hashes": max(watch.own, watch.child)}


def measure(config=None):
    place.needs_root()
    with place.pamlet_root(config) as where:
        return of_login(where)


def measure_pamtester():
    with place.pamtester_root() as where:
        return of_login(where)


def rows(label, config=None):
    ours = measure(config)
    try:
        theirs = measure_pamtester()
    except Skip:
        theirs = {}
    named = (("rss", "at the prompt (RSS)", TARGET_PROMPT_KIB),
             ("pss", "at the prompt (PSS)", None),
             ("anonymous", "at the prompt, not of files", None),
             ("asks", "peak, process that asks", None),
             ("hashes", "peak, process that hashes", None))
    return [Row(f"{label}, {text}", ours[key], "", "pamtester", theirs.get(key), target)
            for key, text, target in named]
