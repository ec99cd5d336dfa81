# SPDX-License-Identifier: MIT
"""Throw-away Debian roots in which image generators run for real.

    root = debian.Root(tmp_path / "root", "initramfs-tools", PACKAGES)
    root.install("initramfs-tools")                 # make install-... DESTDIR=
    done = root.run("mkinitramfs", "-o", "/tmp/image", root.kernel)

What mmdebstrap makes of a list of packages is kept as a tarball in build/roots,
under a name that changes with the list; a Root is a fresh copy. The host is
never changed. All of it needs real root (needs_root() skips the test).
"""
import hashlib
import os
import pathlib
import re
import shutil
import subprocess

from lib import build, hashes, sandbox, shared

SUITE = "bookworm"
ROOTS = build.TOP / "build" / "roots"
# Debian's cloud kernel, the one that `make run` boots, with its modules.
KERNEL_PACKAGE = "linux-image-cloud-amd64"

# A root takes half a minute where its packages are near.
MAKE_S = 900
RUN_S = 300

NODES = {"null": (1, 3), "zero": (1, 5), "full": (1, 7), "random": (1, 8), "urandom": (1, 9)}


def tarball(name, packages):
    """The root with these packages, made where it is not there yet. An update of the
    archive is not noticed: remove build/roots for that."""
    sandbox.needs_root()
    packages = sorted(packages)
    digest = hashlib.sha256(" ".join((SUITE, *packages)).encode()).hexdigest()[:12]
    path = ROOTS / f"{name}-{digest}.tar"
    with shared.making(ROOTS / f"{name}.lock"):
        if not path.exists():
            made = path.with_suffix(".new.tar")
            done = subprocess.run(
                ["mmdebstrap", "--variant=apt", "--quiet", f"--include={','.join(packages)}",
                 SUITE, str(made)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                text=True, timeout=MAKE_S, check=False)
            assert done.returncode == 0, done.stdout[-4000:]
            made.rename(path)
    return path


class Root:
    """A Debian root of one's own; `path` is where it is."""

    def __init__(self, path, name, packages):
        self.path = pathlib.Path(path)
        self.path.mkdir(parents=True)
        subprocess.run(["tar", "-xf", str(tarball(name, packages)), "-C", str(self.path),
                        "--numeric-owner"], check=True, timeout=RUN_S)
        for node, (major, minor) in NODES.items():
            target = self.path / "dev" / node
            if not target.exists():
                os.mknod(target, 0o666 | 0o020000, os.makedev(major, minor))
                target.chmod(0o666)

    @property
    def kernel(self):
        """The version of the kernel that is installed there."""
        (version,) = os.listdir(self.path / "lib/modules")
        return version

    @property
    def vmlinuz(self):
        return self.path / "boot" / f"vmlinuz-{self.kernel}"

    def install(self, *names, uninstall=False, **variables):
        """The project's own `make install-NAME DESTDIR=`, pamlet itself first."""
        verb = "uninstall" if uninstall else "install"
        targets = [f"{verb}-{name}" for name in names]
        if not uninstall:
            self.install_pamlet()
        return self.make(*targets, **variables)

    def install_pamlet(self):
        """The file under test, and its links, as `make install` puts them."""
        target = self.path / "usr/sbin/pamlet"
        shutil.copy(build.pamlet(), target)
        target.chmod(0o755)

    def make(self, *targets, **variables):
        words = [f"{key}={value}" for key, value in variables.items()]
        done = subprocess.run(
            ["make", "-s", "--no-print-directory", "-C", str(build.TOP), *targets,
             f"DESTDIR={self.path}", *words],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, timeout=RUN_S, check=False)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def run(self, *command, check=True, given="", env=None, seconds=RUN_S):
        """A command in the root, in namespaces of its own with /proc, /sys and /run.
        Returns subprocess's result; stdout holds both outputs."""
        script = ('mount -t proc proc "$0/proc" && mount -t sysfs -o ro sys "$0/sys";'
                  ' mount -t tmpfs run "$0/run" && exec chroot "$0" "$@"')
        done = subprocess.run(
            ["unshare", "-m", "-p", "-f", "sh", "-c", script, str(self.path), *map(str, command)],
            input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            timeout=seconds, check=False,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root",
                 **(env or {})})
        assert not check or done.returncode == 0, done.stdout
        return done

    def write(self, name, text, mode=0o644):
        target = self.path / name.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)
        return target

    def read(self, name):
        return (self.path / name.lstrip("/")).read_text()

    def edit(self, name, pattern, text):
        """Replaces the one line of a file that matches."""
        new, count = re.subn(pattern, lambda _: text, self.read(name), flags=re.MULTILINE)
        assert count == 1, f"{name}: {count} times {pattern}"
        self.write(name, new)

    def configure(self, settings):
        """Sets {KEY: VALUE} in /etc/pamlet/initramfs.conf."""
        for key, value in settings.items():
            self.edit("/etc/pamlet/initramfs.conf", rf"^{key}=.*$", f'{key}="{value}"')

    def credential(self, user="root"):
        """A rescue credential with the tests' password, as pamlet-rescue leaves it."""
        place = "/etc/pamlet/rescue"
        self.write(f"{place}/passwd", f"{user}:x:0:0:{user}:/root:/bin/sh\n", 0o600)
        self.write(f"{place}/group", "root:x:0:\n", 0o600)
        self.write(f"{place}/shadow", f"{user}:{hashes.YESCRYPT}:20000:0:99999:7:::\n", 0o600)
        (self.path / place[1:]).chmod(0o700)


def disk(directory, path, megabytes=64):
    """An ext4 file system image of a directory: a root file system for a guest."""
    path = pathlib.Path(path)
    with path.open("wb") as image:
        image.truncate(megabytes << 20)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-E", "root_owner=0:0", "-d", str(directory), str(path)],
                   check=True, timeout=RUN_S, stdin=subprocess.DEVNULL)
    return path
