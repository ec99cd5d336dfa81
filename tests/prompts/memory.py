# SPDX-License-Identifier: MIT
"""A gate that stands still at an exact moment, and what its memory then holds: the
arena (prompt/arena.h), and everything else that can be written to."""
import contextlib
import ctypes
import functools
import os
import pathlib
import signal
import time

from elftools.elf.elffile import ELFFile

from lib import build, procfs

LIMIT_S = 20
PIECE_BYTES = 6

PTRACE_CONT, PTRACE_DETACH, PTRACE_SEIZE = 7, 17, 0x4206
PTRACE_O_TRACEEXIT, PTRACE_EVENT_EXIT = 0x40, 6

# System calls of x86_64: where a gate waits by itself.
READ, OPEN, CLOCK_NANOSLEEP, OPENAT = 0, 2, 230, 257

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


@functools.cache
def _place_of_arena():
    """(address, bytes) of the arena in the program's file."""
    with open(build.output() / "pamlet.unstripped", "rb") as file:
        found = ELFFile(file).get_section_by_name(".symtab").get_symbol_by_name("arena")
        assert found and len(found) == 1
        return found[0]["st_value"], found[0]["st_size"]


def _read(pid, start, count):
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        memory.seek(start)
        return memory.read(count)


def arena(pid):
    """The whole arena of a gate."""
    base = min(each.start for each in procfs.maps(pid) if each.name.endswith("/pamlet"))
    address, size = _place_of_arena()
    data = _read(pid, base + address, size)
    assert len(data) == size
    return data


def arena_is_zero(pid):
    return not any(arena(pid))


def pieces_found(pid, *secrets):
    """The pieces of six bytes of the secrets that stand in its writable memory, and in
    which mapping."""
    pieces = set()
    for secret in secrets:
        data = secret if isinstance(secret, bytes) else secret.encode()
        assert len(data) >= PIECE_BYTES
        pieces |= {data[at:at + PIECE_BYTES] for at in range(len(data) - PIECE_BYTES + 1)}
    found = {}
    for mapping in procfs.maps(pid):
        if "w" in mapping.permissions:
            content = _read(pid, mapping.start, mapping.end - mapping.start)
            found |= {piece: mapping.name for piece in pieces if piece in content}
    return found


# Standing still

@contextlib.contextmanager
def stopped(pid):
    """By SIGSTOP; it goes on afterwards."""
    os.kill(pid, signal.SIGSTOP)
    os.waitid(os.P_PID, pid, os.WSTOPPED | os.WNOWAIT)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def wait_until_in(pid, *numbers):
    """Until it waits in one of these system calls, and does so for a while."""
    end = time.monotonic() + LIMIT_S
    before = None
    while True:
        now = pathlib.Path(f"/proc/{pid}/syscall").read_text()
        if now == before and now.split()[0] in map(str, numbers):
            return
        assert time.monotonic() < end, f"it does not wait there: {now}"
        before = now
        time.sleep(0.06)


def _ptrace(request, pid, data=None):
    if _libc.ptrace(request, pid, None, data) != 0:
        raise OSError(ctypes.get_errno(), f"ptrace {request:#x}")


@contextlib.contextmanager
def at_its_exit(pid, act):
    """Calls act(), and stops the process as it is about to exit, its memory as its
    last function left it."""
    _ptrace(PTRACE_SEIZE, pid, PTRACE_O_TRACEEXIT)
    act()
    while True:
        _, status = os.waitpid(pid, 0)
        assert os.WIFSTOPPED(status), f"it ended without a stop: {status}"
        if status >> 8 == signal.SIGTRAP | PTRACE_EVENT_EXIT << 8:
            break
        number = os.WSTOPSIG(status)
        _ptrace(PTRACE_CONT, pid, 0 if number == signal.SIGTRAP else number)
    try:
        yield
    finally:
        _ptrace(PTRACE_DETACH, pid)
