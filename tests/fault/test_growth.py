# SPDX-License-Identifier: MIT
"""Conversation after conversation in one gate: memory, heap and descriptors stay as
they were after the first few hundred."""
import os
import pathlib
import re
import subprocess
import time

import pytest

from fault import scenes
from lib import matrix, procfs
from lib import sandbox as sandboxes

# Asks, and says no: the next try asks anew, with a handle of its own; no hash is made.
POLICY = "auth required pam_permit.so ask=4\nauth required pam_deny.so\naccount required pam_deny.so\n"
ANSWERS = 2                  # of four messages
ANSWER = b"Nachtigallenstrauch\n"
BATCH = 50                   # what a pipe holds at least
LIMIT_S = 10


class Endless:
    """A gate without a limit of tries, that reads from a pipe."""

    def __init__(self, sandbox, errors):
        self.errors = errors
        self.process = subprocess.Popen(
            sandbox.command("gate", "-P", "stdio", "-u", "anna", "-n", "0"),
            stdin=subprocess.PIPE, stdout=errors, stderr=errors, start_new_session=True,
            env=sandboxes.host_environment())
        self.denied = 0

    def said(self):
        return os.pread(self.errors.fileno(), 1 << 20, 0).count(b"incorrect")

    def fail(self, times):
        """So many conversations more; each has ended."""
        os.ftruncate(self.errors.fileno(), 0)
        os.write(self.process.stdin.fileno(), ANSWER * (ANSWERS * times))
        end = time.monotonic() + LIMIT_S
        while self.said() < times:
            assert self.process.poll() is None and time.monotonic() < end, self.said()
            time.sleep(0.001)
        self.denied += times

    def sizes(self):
        """What must not grow; the heap is what is mapped for it, and brk."""
        pid = self.process.pid
        told = procfs.status(pid)
        return {"rss": int(re.match(r"\d+", told["VmRSS"]).group()), "data": told["VmData"],
                "maps": len(procfs.maps(pid)), "fds": len(os.listdir(f"/proc/{pid}/fd"))}

    def leave(self):
        self.process.stdin.close()
        return self.process.wait(LIMIT_S)


def check(sandbox, tmp_path, count, warm):
    """So many conversations; none of the sizes after `warm` of them is exceeded."""
    sandboxes.needs_root()
    scenes.RIGHT.prepare(sandbox)
    sandbox.policy("gate", POLICY)
    with open(tmp_path / "errors", "ab+") as errors:
        gate = Endless(sandbox, errors)
        try:
            gate.fail(BATCH)
            while gate.denied < warm:
                gate.fail(BATCH)
            first = gate.sizes()
            while gate.denied < count:
                gate.fail(BATCH)
            last = gate.sizes()
            status = gate.leave()
        finally:
            gate.process.kill()
            gate.process.wait()
    print(f"{gate.denied} conversations: {first} -> {last}")
    assert status == matrix.CANCELLED and gate.denied >= count
    assert last == first
    return gate.denied


def test_two_thousand(ledgered, tmp_path, evidence):
    """And each answer is freed once, by Linux-PAM."""
    done = check(ledgered, tmp_path, 2000, 500)
    ledger = ledgered.ledger()
    assert ledger.problems() == []
    assert sum(block.handed for block in ledger.blocks) == done * (1 + ANSWERS)
    evidence("memory", "conversations in one gate, without growth", done)


@pytest.mark.long
@pytest.mark.limit(600)
def test_hundred_thousand(ledgered, tmp_path, evidence):
    """Without the ledger's file, which would be some ten million lines."""
    pathlib.Path(ledgered.path / "ledger").unlink()
    done = check(ledgered, tmp_path, 100000, 1000)
    evidence("memory", "conversations in one gate, without growth", done)
