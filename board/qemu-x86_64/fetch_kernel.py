#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Fetch Debian's cloud kernel into a directory: no root, no installing.

    fetch_kernel.py DIR [--update]

DIR/vmlinuz      the kernel that QEMU boots
DIR/config       the configuration that it was built with
DIR/kernel.json  package, version and SHA-256 of what was fetched

A kernel that is there and whose sum is right is used as it is, without a
network; --update asks the archive again. apt is given a configuration,
lists and a cache of its own under DIR, so that nothing of the machine's
package state is read under a lock or changed.
"""

import argparse
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile

META = "linux-image-cloud-amd64"
UPDATE_S = 600
DOWNLOAD_S = 900
QUERY_S = 60


class FetchError(Exception):
    """The kernel cannot be had; the text is for the person."""


def say(text):
    print(f"  kernel: {text}", flush=True)


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_apt(program, options, words, seconds, **more):
    """Run an apt program; its failure becomes one sentence."""
    env = dict(os.environ, LC_ALL="C")
    args = [program, *options, *words]
    name = f"{program} {words[0]}"
    try:
        return subprocess.run(args, env=env, check=True, text=True,
                              timeout=seconds, stdin=subprocess.DEVNULL,
                              **more)
    except FileNotFoundError:
        raise FetchError(f"no {program}: this needs a Debian machine")
    except subprocess.TimeoutExpired:
        raise FetchError(f"{name} did not end within {seconds} s")
    except subprocess.CalledProcessError as error:
        raise FetchError(f"{name} failed (status {error.returncode}); the "
                         "lines above say why. Is there a network?")


def debian_sources():
    """Source lines for the Debian archives that this machine uses."""
    form = "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(ORIGIN)|$(CREATED_BY)"
    out = run_apt("apt-get", [], ["indextargets", "--format", form],
                  QUERY_S, stdout=subprocess.PIPE).stdout
    lines = []
    for line in out.splitlines():
        uri, release, component, origin, kind = line.split("|")
        if origin == "Debian" and kind == "Packages" and component:
            lines.append(f"deb [target=Packages] {uri} {release} "
                         f"{component}\n")
    return sorted(set(lines))


def apt_options(base):
    """Write a private apt configuration; return the options that use it.

    A machine without package lists (a container image) cannot name its
    archives that way: its own source files are read instead.
    """
    apt = os.path.join(base, "apt")
    for part in ("lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(apt, part), exist_ok=True)
    conf = [
        f'Dir::State "{apt}";',
        f'Dir::State::lists "{apt}/lists";',
        f'Dir::State::status "{apt}/status";',
        f'Dir::Cache "{apt}/cache";',
        'Acquire::Languages "none";',
        'Acquire::Retries "3";',
        'Acquire::http::Timeout "30";',
        # Else an update that reached nobody counts as done.
        'APT::Update::Error-Mode "any";',
        'APT::Cache::AllVersions "false";',
        # As root apt would read these directories as user _apt.
        'APT::Sandbox::User "root";',
        # Hooks of the machine are about the machine's own state.
        '#clear APT::Update::Post-Invoke;',
        '#clear APT::Update::Post-Invoke-Success;',
    ]
    sources = debian_sources()
    if sources:
        conf.append(f'Dir::Etc::SourceList "{apt}/sources.list";')
        conf.append('Dir::Etc::SourceParts "/dev/null";')
        write(os.path.join(apt, "sources.list"), "".join(sources))
    write(os.path.join(apt, "status"), "")
    write(os.path.join(apt, "apt.conf"), "\n".join(conf) + "\n")
    return ["-c", os.path.join(apt, "apt.conf")]


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def show(options, package):
    """The fields of a package's candidate, as apt's lists have them."""
    out = run_apt("apt-cache", options, ["show", package], QUERY_S,
                  stdout=subprocess.PIPE).stdout
    fields = {}
    for line in out.split("\n\n")[0].splitlines():
        name, colon, value = line.partition(": ")
        if colon and not name.startswith(" "):
            fields[name] = value.strip()
    return fields


def current_package(options):
    """The kernel package that the meta package stands for today."""
    depends = show(options, META).get("Depends", "")
    match = re.search(r"\blinux-image-\S+-cloud-amd64\b", depends)
    if match is None:
        raise FetchError(f"{META} depends on no kernel: '{depends}'")
    return show(options, match.group(0))


def download(options, fields, base):
    """Download the package; check it against apt's own metadata."""
    name, version = fields["Package"], fields["Version"]
    size_mb = int(fields["Size"]) / 1e6
    say(f"downloading {name} {version} ({size_mb:.0f} MB)")
    debs = os.path.join(base, "deb")
    shutil.rmtree(debs, ignore_errors=True)
    os.makedirs(debs)
    quiet = [] if sys.stdout.isatty() else ["-qq"]
    run_apt("apt-get", options + quiet, ["download", f"{name}={version}"],
            DOWNLOAD_S, cwd=debs)
    (deb,) = os.listdir(debs)
    path = os.path.join(debs, deb)
    if sha256_of(path) != fields["SHA256"]:
        raise FetchError(f"{deb}: SHA-256 is not the one in apt's lists")
    return path


def unpack(deb, base):
    """Take kernel and configuration out of the package, nothing else."""
    found = set()
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb],
                          stdout=subprocess.PIPE) as dpkg:
        with tarfile.open(fileobj=dpkg.stdout, mode="r|") as tar:
            for member in tar:
                match = re.match(r"\./boot/(vmlinuz|config)-", member.name)
                if match and member.isfile():
                    found.add(match.group(1))
                    save(tar.extractfile(member),
                         os.path.join(base, match.group(1)))
    if dpkg.returncode != 0 or "vmlinuz" not in found:
        raise FetchError(f"no ./boot/vmlinuz-* comes out of {deb}")


def save(source, path):
    with open(path + ".new", "wb") as file:
        shutil.copyfileobj(source, file)
    os.replace(path + ".new", path)


def cached(base):
    """What was fetched before, if it is whole; else None."""
    try:
        with open(os.path.join(base, "kernel.json"), encoding="utf-8") as f:
            facts = json.load(f)
        whole = sha256_of(os.path.join(base, "vmlinuz"))
        return facts if whole == facts["vmlinuz_sha256"] else None
    except (OSError, ValueError, KeyError):
        return None


def fetch(base):
    """Ask the archive, download, unpack; return the facts."""
    options = apt_options(base)
    say("asking the Debian archive (about 10 MB of package lists)")
    quiet = ["-q"] if sys.stdout.isatty() else ["-qq"]
    run_apt("apt-get", options + quiet, ["update"], UPDATE_S)
    fields = current_package(options)
    unpack(download(options, fields, base), base)
    facts = {
        "package": fields["Package"],
        "version": fields["Version"],
        "sha256": fields["SHA256"],
        "vmlinuz_sha256": sha256_of(os.path.join(base, "vmlinuz")),
    }
    # Last, so that its presence means that all the rest is there.
    write(os.path.join(base, "kernel.json"), json.dumps(facts, indent=1))
    shutil.rmtree(os.path.join(base, "deb"))
    shutil.rmtree(os.path.join(base, "apt"))
    return facts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("dir")
    parser.add_argument("--update", action="store_true")
    args = parser.parse_args()
    base = os.path.abspath(args.dir)
    os.makedirs(base, exist_ok=True)
    with open(os.path.join(base, "lock"), "w", encoding="utf-8") as lock:
        # Two builds at once: the second waits and then finds it there.
        fcntl.flock(lock, fcntl.LOCK_EX)
        facts = None if args.update else cached(base)
        try:
            how = "fetched" if facts is None else "already there"
            facts = facts or fetch(base)
        except FetchError as error:
            print(f"fetch_kernel: {error}", file=sys.stderr)
            return 1
    say(f"{facts['package']} {facts['version']} ({how})")
    say(f"SHA-256 of the package {facts['sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
