# SPDX-License-Identifier: MIT
"""passwd, stopped or failing at one of its system calls, by strace's injection.

    scene = Scene(place, ["-l", "anna"])
    for call, number in scene.calls():
        scene.run(call, number, "signal=KILL")

Calls are counted in each process alone: passwd's and, where pam_unix has one, its
helper's. Those of chroot(8), before passwd, are counted too and left alone.
"""
import collections
import re

import people

from lib import faults

CALL = re.compile(r"(\d+) +(\w+)\((.*)")
NO_DELAY = "clock_nanosleep:retval=0"


class Scene:
    def __init__(self, place, arguments, answers=(), uid=None):
        faults.needs_ptrace()
        self.place = place
        self._answers = answers
        # busybox's chroot is static and makes few calls; but it knows no --userspec.
        self._line = ([faults.BUSYBOX, "chroot", str(place.path), "/pamlet", "passwd", *arguments]
                      if uid is None else people.command(place, *arguments, uid=uid))
        self._trace = place.path.parent / f"{place.path.name}.trace"
        self._files = {name: (place.path / "etc" / name).read_bytes()
                       for name in ("passwd", "shadow")}
        self.ownership = people.ownership(place)
        self.good = self._strace(NO_DELAY)
        self.trace = self._trace.read_text(errors="replace")

    def restore(self):
        for path in (self.place.path / "etc").iterdir():
            if path.name not in ("pam.d", "security"):
                path.unlink()
        for name, content in self._files.items():
            self.place.write(f"etc/{name}", content)
        people.own(self.place)

    def _strace(self, *injections):
        self.restore()
        options = [word for injection in injections for word in ("-e", f"inject={injection}")]
        return people.run(["strace", "-f", "-y", "-qq", "-o", self._trace, *options, *self._line],
                          self._answers)

    def calls(self, where=""):
        """(call, number) of each call that passwd or its helper makes, whose line in
        one of them has `where`."""
        counts, first, greatest = (collections.Counter() for _ in range(3))
        found = set()
        for line in self.trace.splitlines():
            match = CALL.match(line)
            if not match:
                continue
            pid, name, rest = match.groups()
            counts[pid, name] += 1
            greatest[name] = max(greatest[name], counts[pid, name])
            if where in rest:
                found.add((name, counts[pid, name]))
            if name == "execve" and rest.startswith('"/pamlet"'):
                first = collections.Counter({each: number
                                             for (_, each), number in counts.items()})
        return [(name, number) for name in sorted(greatest)
                for number in range(first[name] + 1, greatest[name] + 1)
                if (name, number) in found]

    def run(self, call, number, what):
        """The same with `what` injected ("signal=KILL", "error=EIO")."""
        return self._strace(f"{call}:{what}:when={number}",
                            *([NO_DELAY] if call != "clock_nanosleep" else []))

    def again(self):
        """The same once more, and nothing happens to it; the files stay as they are."""
        return people.run(self._line, self._answers)

    def state(self):
        """old, new, or what is wrong with the files."""
        if not (self.place.path / "etc/shadow").exists():
            return "gone"
        if people.ownership(self.place) != self.ownership:
            return f"ownership {people.ownership(self.place)}"
        if (self.place.path / "etc/passwd").read_bytes() != self._files["passwd"]:
            return "other passwd"
        now = self.place.read("etc/shadow")
        old = self._files["shadow"].decode()
        if now == old:
            return "old"
        own = re.search("^anna:.*\n", old, re.MULTILINE).group()
        for new in (people.NEW_LINE, re.compile("^anna:!" + re.escape(own.strip()[5:]) + "$",
                                                re.MULTILINE)):
            if new.sub(own.strip(), now) == old:
                return "new"
        return "damaged"
