# SPDX-License-Identifier: MIT
"""Keys that mean something to a terminal, at each question of each applet: they stop
nothing, start nothing and open nothing, and the answer amid which they are pressed stays
the right one."""
import contextlib
import fcntl
import os
import signal
import struct
import termios

import pytest

from lib.booths import BOOTHS, Visit

# As little as a pty can do of a BREAK: nothing. (tests/qemu has a real one.)
BREAKS = (termios.TCSBRK, termios.TCSBRKP, 0x5427, 0x5428)
SIZES = ((0, 0), (1, 1), (24, 80), (1, 65535), (65535, 1), (65535, 65535))
STOPS = {"suspend": b"\x1a", "stop": b"\x13\x11", "discard": b"\x0f", "redraw": b"\x12\x0c",
         "suspend-often": b"\x1a" * 200}
# ^S, ^Q and ^O are no keys of pamlet's: whoever presses them has them in the answer.
ERASED = {"stop": b"\x7f\x7f", "discard": b"\x7f"}


def each_answer(there: Visit, act):
    """act(TEXT) types each answer, or does it otherwise."""
    for prompt, text in there.booth.answers:
        there.see(prompt)
        act(text.encode())
        there.type("\r")
    there.ends(opened=True)


@pytest.mark.parametrize("name", BOOTHS)
def test_suspend_and_flow_control(enter, name, evidence):
    for what, keys in STOPS.items():
        there = enter(name)

        def amid(text, there=there, keys=keys + ERASED.get(what, b"")):
            there.type(keys + text[:3] + keys + text[3:] + keys)

        each_answer(there, amid)
    evidence("input", "^Z ^S ^Q ^O ^R ^L at each question", len(STOPS) * len(BOOTHS[name].answers))


def descriptor_of(there):
    """The terminal's own side; the caller closes it."""
    if hasattr(there.there, "terminal"):
        return os.dup(there.there.terminal)
    return there.there.look()


@pytest.mark.parametrize("name", BOOTHS)
def test_sizes_and_breaks(enter, name, evidence):
    """Between any two letters; also sizes that no window has."""
    there, done = enter(name), [0]

    def amid(text):
        for at in range(len(text)):
            side = descriptor_of(there)
            rows, columns = SIZES[at % len(SIZES)]
            fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            with contextlib.suppress(OSError):
                fcntl.ioctl(side, BREAKS[at % len(BREAKS)], 0)
            os.close(side)
            there.process.send_signal(signal.SIGWINCH)
            there.type(text[at:at + 1])
            done[0] += 1

    each_answer(there, amid)
    evidence("input", "sizes of windows and BREAK between any two keys", done[0])
