# SPDX-License-Identifier: MIT
"""Programs of other configurations, each built below $(O)/pairs/NAME, once; what has
not changed is not built again.

    program("tty-stars", **{"ECHO_NONE": "n", ...})
"""
import contextlib
import fcntl
import functools
import os
import subprocess

from lib import build, shared

PROMPTS = ("tty", "stdio", "consoles", "askpass")
ECHOES = ("none", "stars", "last", "fixed", "full")
AT_ONCE = 2
# What make would tell to another make, and what would lead it elsewhere.
OF_MAKE = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES", "GNUMAKEFLAGS", "O", "THIRD",
           "KCONFIG_CONFIG")


def _lock(name):
    return open(build.scratch("pairs") / name, "w", encoding="ascii")


@contextlib.contextmanager
def _turn():
    """Two builds at most at a time, in however many processes the tests run."""
    slots = [_lock(f"slot{number}") for number in range(AT_ONCE)]
    try:
        with _lock("queue") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            taken = None
            for slot in slots:
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    taken = slot
                    break
            if taken is None:
                fcntl.flock(slots[os.getpid() % AT_ONCE], fcntl.LOCK_EX)
        yield
    finally:
        for slot in slots:
            slot.close()


def _text(symbols):
    lines = []
    for name, value in sorted(symbols.items()):
        lines.append(f"# CONFIG_{name} is not set" if value == "n" else f"CONFIG_{name}={value}")
    return "".join(f"{line}\n" for line in lines)


def _make(place, *goals):
    environment = {name: value for name, value in os.environ.items() if name not in OF_MAKE}
    done = subprocess.run(
        ["make", "--no-print-directory", "-C", str(build.TOP), f"O={place}",
         f"KCONFIG_CONFIG={place}/.config",
         f"THIRD={os.path.relpath(build.third(), build.TOP)}", *goals],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        check=False, env=environment)
    assert done.returncode == 0, done.stdout


@functools.cache
def _built(name, text):
    place = build.output() / "pairs" / name
    place.mkdir(parents=True, exist_ok=True)
    given = place / "given"
    with shared.making(build.scratch("pairs") / name):
        with _turn():
            if not given.exists() or given.read_text() != text:
                given.unlink(missing_ok=True)
                (place / ".config").write_text(text)
                _make(os.path.relpath(place, build.TOP), "olddefconfig")
                given.write_text(text)
            _make(os.path.relpath(place, build.TOP), "all")
    return place / "pamlet"


def program(name, **symbols):
    """That of the appliance's configuration with these symbols ("y", "n", a value)."""
    return _built(name, _text(symbols))


def only(prompt, echo):
    """The symbols that leave one prompt mode and one echo mode, each the default."""
    symbols = {f"PROMPT_{mode.upper()}": "y" if mode == prompt else "n" for mode in PROMPTS}
    symbols |= {f"ECHO_{mode.upper()}": "y" if mode == echo else "n" for mode in ECHOES}
    symbols[f"PROMPT_DEFAULT_{prompt.upper()}"] = "y"
    symbols[f"ECHO_DEFAULT_{echo.upper()}"] = "y"
    return symbols


def pair(prompt, echo):
    return program(f"{prompt}-{echo}", **only(prompt, echo))
