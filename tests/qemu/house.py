# SPDX-License-Identifier: MIT
"""A machine as an appliance is one: BusyBox init, BusyBox getty on its serial lines,
pamlet as /bin/login.

    ttyS0, ttyS1   getty, login
    ttyS2          the tests' own shell, as in machine.py
    ttyS3          getty, login, on a line that can be unplugged
"""
import base64
import os
import struct

import mkinitramfs
from lib import build, hashes
from machine import BOARD, CONTROL, Machine

USERS = {"root": (0, "/root", 20000), "anna": (1000, "/home/anna", 20000),
         # Has to change the password.
         "emil": (1001, "/home/anna", 0)}

FIRST = """\
#!/bin/busybox sh
export PATH=/bin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mkdir /dev/pts
mount -t devpts pts /dev/pts
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs -o mode=0755 run /run
hostname demo
: >/run/utmp >/var/log/wtmp >/var/log/btmp
chown 1000 /home/anna
exec init
"""

INITTAB = """\
ttyS2::respawn:/bin/sh -c 'stty raw -echo; exec sh /control'
ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100
ttyS1::respawn:/sbin/getty -L 115200 ttyS1 vt100
ttyS3::respawn:/sbin/getty -L 115200 ttyS3 vt100
"""

LIST = """\
dir /sbin 0755 0 0
dir /home 0755 0 0
dir /home/anna 0755 1000 1000
dir /var 0755 0 0
dir /var/log 0755 0 0
slink /var/run /run 0777 0 0
slink /sbin/getty /bin/busybox 0777 0 0
slink /bin/login /pamlet 0777 0 0
file /init init 0755 0 0
file /control control 0644 0 0
file /etc/inittab inittab 0644 0 0
file /etc/passwd passwd 0644 0 0
file /etc/shadow shadow 0600 0 0
file /etc/profile profile 0644 0 0
file /bin/hangup ${HANGUP} 0755 0 0
"""

# The shell's prompt, which tells who sits there.
PROFILE = 'PS1="\\u at $(tty): "\n'

LINES = ("ttyS0", "ttyS1", "ttyS3")
RECORD = struct.Struct("<hxxi32s4s32s308x")


def hangup():
    """The program that hangs a line up."""
    return build.static_program("qemu/hangup.c")


class House(Machine):
    def pack(self):
        place = self.place
        texts = {"init": FIRST, "control": CONTROL, "inittab": INITTAB, "profile": PROFILE,
                 "changes.list": LIST, "passwd": "", "shadow": ""}
        for name, (uid, home, changed) in USERS.items():
            texts["passwd"] += f"{name}:x:{uid}:{uid}:{name}:{home}:/bin/sh\n"
            texts["shadow"] += f"{name}:{hashes.YESCRYPT}:{changed}:0:99999:7:::\n"
        for name, text in texts.items():
            (place / name).write_text(text)
        mkinitramfs.build([BOARD / "demo.list", place / "changes.list"], place / "image", {
            "PAMLET": str(build.pamlet()), "HANGUP": str(hangup()),
            "BUSYBOX": os.environ.get("BUSYBOX", "/bin/busybox"),
        })
        return place / "image"

    def processes(self):
        """The command lines of all that runs beside the kernel's own threads, sorted."""
        rows = [line.split(None, 3) for line in
                self.shell("ps -o pid,ppid,stat,args").splitlines()[1:]]
        return sorted("zombie " * state.startswith("Z") + words for pid, parent, state, words
                      in rows if "2" not in (pid, parent) and not words.startswith("ps "))

    def records(self, path):
        """[(type, pid, line, id, user), ...] of a file of utmp's kind."""
        data = base64.b64decode(self.shell(f"base64 {path}"))
        assert len(data) % RECORD.size == 0
        return [tuple(field.rstrip(b"\0").decode() if isinstance(field, bytes) else field
                      for field in record) for record in RECORD.iter_unpack(data)]

    def opened(self):
        """How many descriptors init has, and which terminals there are beside lines."""
        return self.shell("ls /proc/1/fd | wc -l; ls /dev/pts").split()

    def settings(self, name):
        """Without the line's own name, and without a second end of line: BusyBox getty
        leaves the key there that ended the name."""
        words = self.shell(f"stty -F /dev/{name} -a").replace(f"/dev/{name}", "").split(";")
        return [word.strip() for word in words if not word.strip().startswith("eol =")]

    def owner(self, name):
        return self.shell(f"stat -c '%u:%g %a' /dev/{name}").strip()

    def log(self):
        return self.shell("dmesg | grep pamlet || :").splitlines()
