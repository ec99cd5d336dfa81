# SPDX-License-Identifier: MIT
"""What a gate with the ledger wrote (ledger.h), and the rules that it must keep."""
import dataclasses
import re

from fault import programs

FILE = "ledger"

# Where ours are allocated and freed: response.c's last call of a function is a
# jump, and then the return address is that of who called it through the ledger.
OURS = ("response.o", "watch.o")
# Linux-PAM's own objects; many.c frees in the place of a module.
LINUX_PAM = re.compile(r"libpam\.o|pam_\w+(-\w+)?\.o|many\.o")


@dataclasses.dataclass
class Block:
    """An array or an answer, from its allocation on."""
    pid: int
    kind: str
    address: str
    size: int
    allocator: tuple
    handed: bool = False
    frees: list = dataclasses.field(default_factory=list)   # (how, (object, function))
    left: bool = False

    @property
    def freed_by_linux_pam(self):
        return [bool(LINUX_PAM.fullmatch(place[0])) and how == "other" for how, place in self.frees]

    @property
    def freed_by_discard(self):
        return [place[0] in OURS and how == "discard" for how, place in self.frees]


class Ledger:
    """blocks: all arrays and answers of all processes; wrong: what broke a rule at
    run time; failed: (object, function) of each refused allocation; endless: that of
    a loop that asked for memory until the ledger ended it; counts: allocations of the
    gate itself and of its children, None when it did not come to its end."""

    def __init__(self, text):
        self.text = text
        self.blocks, self.wrong, self.failed = [], [], []
        self.endless = self.counts = None
        self._live = {}
        for line in text.splitlines():
            pid, what, *words = line.split()
            getattr(self, f"_{what}")(int(pid), *words)

    @staticmethod
    def _place(address):
        return programs.gate_map().place(int(address, 16))

    def _alloc(self, pid, kind, address, size, caller):
        block = Block(pid, kind, address, int(size), self._place(caller))
        self.blocks.append(block)
        self._live[address] = block

    def _handed(self, _pid, _kind, address):
        self._live[address].handed = True

    def _free(self, pid, _kind, address, _state, how, freer):
        """What a forked child frees is its own copy: it forgets what a helper does not
        need (transaction.c)."""
        if pid == self._live[address].pid:
            self._live[address].frees.append((how, self._place(freer)))

    def _left(self, _pid, _kind, address, _state, _caller):
        self._live[address].left = True

    def _fail(self, _pid, _count, caller):
        self.failed.append(self._place(caller))

    def _endless(self, _pid, caller):
        self.endless = self._place(caller)

    def _wrong(self, pid, how, address, freer):
        self.wrong.append(f"{pid}: free of {how} {address} by {self._place(freer)}")

    def _broken(self, pid, *words):
        self.wrong.append(f"{pid}: {' '.join(words)}")

    def _end(self, _pid, gates, childrens, _status):
        self.counts = (int(gates), int(childrens))

    def problems(self):
        """All that is not as the memory contract has it."""
        found = list(self.wrong)
        for block in self.blocks:
            where = f"{block.kind} {block.address}"
            if block.allocator[0] not in OURS:
                found.append(f"{where}: allocated by {block.allocator}")
            if len(block.frees) != 1:
                found.append(f"{where}: freed {len(block.frees)} times: {block.frees}")
            elif block.handed and not all(block.freed_by_linux_pam):
                found.append(f"{where}: was Linux-PAM's, freed by {block.frees}")
            elif not block.handed and not all(block.freed_by_discard):
                found.append(f"{where}: was ours, freed by {block.frees}")
            if block.left:
                found.append(f"{where}: never freed")
        return found

    def summary(self):
        handed = sum(block.handed for block in self.blocks)
        return f"{len(self.blocks)} blocks, {handed} handed over"
