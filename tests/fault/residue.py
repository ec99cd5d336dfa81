# SPDX-License-Identifier: MIT
"""Looks for what is left of a password in the writable memory of a process: every
piece of six bytes of it; while it stands still, or as it is about to exit.

    tracer = Tracer(pid, secrets)     # and all that it forks, whatever they become
    while ...: tracer.pump()          # scans each as it is about to exit
    tracer.remains == []
"""
import contextlib
import ctypes
import os
import pathlib
import re
import signal
import time

from lib import procfs

PIECE_BYTES = 6
# In an argument or in the environment, and so in the memory: what must be found.
MARKER = "Sumpfschildkroete-77"

PTRACE_CONT, PTRACE_DETACH, PTRACE_GETEVENTMSG = 7, 17, 0x4201
PTRACE_SEIZE, PTRACE_LISTEN = 0x4206, 0x4208
O_TRACEFORK, O_TRACEVFORK, O_TRACECLONE, O_TRACEEXIT = 0x2, 0x4, 0x8, 0x40
EVENT_FORK, EVENT_VFORK, EVENT_CLONE, EVENT_EXIT, EVENT_STOP = 1, 2, 3, 6, 128
STOPS = {signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU}
WALL = 0x40000000

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def ptrace(request, pid, data=None):
    if _libc.ptrace(request, pid, None, data) != 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x}")


def pieces_of(secret):
    secret = secret if isinstance(secret, bytes) else secret.encode()
    return {secret[at:at + PIECE_BYTES] for at in range(len(secret) - PIECE_BYTES + 1)}


def pieces_found(pid, secret):
    """The pieces of secret in the writable memory of a process, and where."""
    assert procfs.places_of(pid, MARKER.encode()), "the scanner is blind"
    found = {piece: procfs.places_of(pid, piece) for piece in pieces_of(secret)}
    return {piece: places for piece, places in found.items() if places}


def assert_clean(pid, *secrets):
    for secret in secrets:
        assert pieces_found(pid, secret) == {}, secret


def stop_at_exit(pid):
    """The process will stop as it is about to exit, its memory still there, and at
    each signal: wait_for_exit() has to follow soon."""
    ptrace(PTRACE_SEIZE, pid, O_TRACEEXIT)


def wait_for_exit(pid):
    """Waits for that stop; signals that it gets on the way are passed on."""
    while True:
        _, status = os.waitpid(pid, 0)
        assert os.WIFSTOPPED(status), f"ended without a stop: {status}"
        if status >> 8 == signal.SIGTRAP | EVENT_EXIT << 8:
            return
        number = os.WSTOPSIG(status)
        ptrace(PTRACE_CONT, pid, 0 if number == signal.SIGTRAP else number)


def let_go(pid):
    ptrace(PTRACE_DETACH, pid)


def is_shared(pid, address):
    """Whether that page is one and the same as its parent's: a child has the parent's
    memory until one of them writes there. It leaves no copy of its own behind."""
    parent = int(procfs.status(pid)["PPid"])
    frame = procfs.frame(pid, address)
    return frame is not None and frame == procfs.frame(parent, address)


class Tracer:
    """scans: how many processes of pamlet were looked at as they were about to exit;
    remains: [(command line, piece, place), ...] of what was found there; shared: how
    often a piece was found in a page that is still the parent's, too."""

    def __init__(self, pid, secrets):
        self.pattern = re.compile(b"|".join(
            re.escape(piece) for secret in secrets for piece in sorted(pieces_of(secret))))
        self.scans, self.shared, self.remains = 0, 0, []
        self._pids = {pid}
        ptrace(PTRACE_SEIZE, pid, O_TRACEFORK | O_TRACEVFORK | O_TRACECLONE | O_TRACEEXIT)

    def pump(self):
        """Lets those go on that have stopped."""
        for pid in list(self._pids):
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                while pid in self._pids:
                    got, status = os.waitpid(pid, os.WNOHANG | WALL)
                    if got == 0:
                        break
                    self._stopped(pid, status)

    def _stopped(self, pid, status):
        if not os.WIFSTOPPED(status):
            self._pids.discard(pid)
            return
        event, number = status >> 16, os.WSTOPSIG(status)
        if event == EVENT_EXIT:
            self._exits(pid)
        elif event == EVENT_STOP and number in STOPS:
            ptrace(PTRACE_LISTEN, pid)
        elif event:
            if event in (EVENT_FORK, EVENT_VFORK, EVENT_CLONE):
                message = ctypes.c_ulong()
                ptrace(PTRACE_GETEVENTMSG, pid, ctypes.addressof(message))
                self._pids.add(message.value)
            ptrace(PTRACE_CONT, pid)
        else:
            ptrace(PTRACE_CONT, pid, number)

    def _exits(self, pid):
        try:
            program = os.readlink(f"/proc/{pid}/exe")
            if os.path.basename(program) in ("pamlet", "su"):
                self._scan(pid)
        finally:
            self._pids.discard(pid)
            ptrace(PTRACE_DETACH, pid)

    def _scan(self, pid):
        words = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")
        self.scans += 1
        if not procfs.places_of(pid, MARKER.encode()):
            self.remains.append((words, "the scanner is blind", []))
        for name, at, found in procfs.matches(pid, self.pattern):
            if is_shared(pid, at):
                self.shared += 1
            else:
                self.remains.append((words, found, (name, hex(at))))

    def traced(self):
        return set(self._pids)

    def end(self, limit_s=5):
        """Ends those that are left."""
        end = time.monotonic() + limit_s
        for pid in self._pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self._pids and time.monotonic() < end:
            self.pump()
            time.sleep(0.01)
