# SPDX-License-Identifier: MIT
"""A player (player.py) whose applet, and all that it forks, is looked at as it exits."""
import dataclasses
import os

from fault import player
from fault.residue import MARKER, Tracer
from lib import procfs
from lib.matrix import SECRETS

HANG_UP = "hang-up"
# Waits before it does anything, so that nothing is missed.
WAITS = ("sh", "-c", 'read go <"$0"; exec "$@"')


@dataclasses.dataclass(frozen=True)
class Half:
    """Typed without Enter; when it has been read, this comes: a signal, HANG_UP, or
    nothing at all."""
    text: str
    then: object = None


class Watched(player.Player):
    """A player whose applet, and all that it forks, is looked at as it exits."""

    def __init__(self, sandbox, play, environment=None):
        gate = f"{sandbox.path}.go"
        if not os.path.exists(gate):
            os.mkfifo(gate)
        super().__init__([*WAITS, gate, *play.command(sandbox)], play.answers,
                         {"MARKER": MARKER, **(environment or {})}, play.caller)
        self.tracer = Tracer(self.process.pid, SECRETS)
        with open(gate, "w", encoding="ascii") as go:
            go.write("go\n")
        self.half = None

    def type(self, prompt, text):
        if not isinstance(text, Half):
            super().type(prompt, text)
            return
        self.typed.append((prompt, text.text))
        os.write(self.master, text.text.encode())
        self.half = text

    def has_read(self, text):
        return any(procfs.places_of(pid, text.encode()) for pid in self.tracer.traced())

    def read(self):
        super().read()
        self.tracer.pump()
        if self.half and self.half.then and self.has_read(self.half.text):
            then, self.half = self.half.then, None
            if then is HANG_UP:
                self.hang_up()
            else:
                self.process.send_signal(then)

    def ended(self):
        """Who waits for a process that is traced gets its stops."""
        self.tracer.pump()
        return self.process.pid not in self.tracer.traced() and super().ended()

    def close(self):
        self.tracer.end()
        super().close()
