# SPDX-License-Identifier: MIT
"""The whole memory of a machine, as QEMU writes it to a file, and whose pages hold
what was found in it: the kernel of the machine tells (/proc/kpageflags)."""
import collections
import mmap
import re

from house import House

MEMORY_MB = 96
PAGE_BYTES = 4096
# Of linux/kernel-page-flags.h.
SLAB, BUDDY, MMAP, ANON, NOPAGE, PGTABLE = 7, 10, 11, 12, 20, 26


class Dumped(House):
    """A small one, so that all of it is looked at soon."""
    more = ("-m", str(MEMORY_MB))

    def dump(self):
        """All of its memory, as it is now; the machine stands still meanwhile."""
        path = self.place / "memory"
        self.qmp("stop")
        self.qmp("pmemsave", val=0, size=MEMORY_MB << 20, filename=str(path))
        self.qmp("cont")
        return path

    def flags(self, frame):
        told = self.shell(f"dd if=/proc/kpageflags bs=8 skip={frame} count=1 2>/dev/null"
                          " | od -An -t u8")
        return int(told)

    def owner(self, frame):
        """A word for whose page that is."""
        flags = self.flags(frame)
        for bit, word in ((NOPAGE, "none"), (BUDDY, "free"), (SLAB, "kernel, slab"),
                          (ANON, "process"), (MMAP, "process, file")):
            if flags >> bit & 1:
                return word
        return "kernel"

    def found(self, secret):
        """{owner: [address, ...]} of each place where secret stands now."""
        path = self.dump()
        places = collections.defaultdict(list)
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as all_:
            addresses = [match.start() for match in re.finditer(re.escape(secret), all_)]
        path.unlink()
        for address in addresses:
            places[self.owner(address // PAGE_BYTES)].append(hex(address))
        return dict(places)
