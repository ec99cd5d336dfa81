# SPDX-License-Identifier: MIT
"""Builds the fuzz targets, fuzz_*.c here, with clang.

Comment lines at the top of a target say what it is made of:

    // objects: PATH...     sources of the project
    // upstream: PATH...    sources of Linux-PAM, from the tarball that was fetched
    // upstream-cflags: FLAG...   for those alone
    // covers: PATH...      what of Linux-PAM's is not only a reference
    // cflags: FLAG...      // ldflags: FLAG...
"""
import os
import re
import shlex
import shutil
import subprocess
import tarfile

from lib import build, shared

HERE = build.TOP / "tests" / "fuzz"
COMPILER = "clang-14"
KINDS = {
    "fuzz": ("-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all"),
    "coverage": ("-fsanitize=fuzzer", "-fprofile-instr-generate", "-fcoverage-mapping"),
}
# What others wrote is watched for faults of memory, and guides the fuzzer too.
UPSTREAM_KINDS = {
    "fuzz": ("-fsanitize=fuzzer-no-link,address",),
    "coverage": ("-fprofile-instr-generate", "-fcoverage-mapping"),
}
FLAGS = ("-g", "-O1", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
         "-Wno-unused-parameter")
UPSTREAM_FLAGS = ("-g", "-O1", "-std=gnu11", "-D_GNU_SOURCE", "-w")


class BuildFailed(Exception):
    pass


def names():
    return sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.c"))


def lacks():
    """What is missing to build a target; None: nothing."""
    if shutil.which(COMPILER) is None:
        return f"needs {COMPILER} (package clang-14)"
    empty = build.scratch("fuzz") / f"empty.{os.getpid()}"
    done = subprocess.run(
        [COMPILER, "-x", "c", "-fsanitize=fuzzer,address", "-o", str(empty), "-"],
        input=b"int LLVMFuzzerTestOneInput(void) { return 0; }\n",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    empty.unlink(missing_ok=True)
    if done.returncode != 0:
        return f"needs libFuzzer for {COMPILER} (package libclang-rt-14-dev)"
    return None


def wanted(source, key):
    """The words of the comment lines `// key: ...` of a target."""
    lines = re.findall(rf"^//\s*{key}:(.*)$", source.read_text(), re.MULTILINE)
    return [word for line in lines for word in shlex.split(line)]


def newest(paths):
    return max((path.stat().st_mtime for path in paths), default=0)


def run_compiler(command):
    command = [str(word) for word in command]
    done = subprocess.run(command, cwd=build.TOP, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(f"{shlex.join(command)}\n{done.stdout}")


def unpacked(package):
    """The sources that the build fetched: the directory, unpacked once."""
    (tarball,) = (build.third() / "tarballs").glob(f"{package}_*.orig.tar.*")
    place = build.scratch("fuzz") / package
    with shared.making(f"{place}.lock"):
        done = place / tarball.name
        if not done.exists():
            shutil.rmtree(place, ignore_errors=True)
            with tarfile.open(tarball) as archive:
                archive.extractall(place)
            done.touch()
    (top,) = (path for path in place.iterdir() if path.is_dir())
    return top


def upstream_includes():
    """As Linux-PAM's own build has them, with what it found out about the system."""
    top = unpacked("pam")
    configured = build.pam_directory() / "obj" / "libpam" / "include"
    directories = [configured,
                   *(top / path for path in ("libpam/include", "libpam_internal/include",
                                             "libpam", "modules/pam_unix"))]
    return [f"-I{path}" for path in directories]


def foreign(source, kind):
    """[(source, flags)] of what a target takes of others."""
    own = wanted(source, "upstream-cflags")
    found = [(unpacked("pam") / word, [*own, *upstream_includes()])
             for word in wanted(source, "upstream")]
    return [(path, [*UPSTREAM_FLAGS, *UPSTREAM_KINDS[kind], *flags]) for path, flags in found]


def foreign_objects(source, kind, made):
    objects = []
    for path, flags in foreign(source, kind):
        objects.append(made.with_name(f"{made.name}.{path.stem}.o"))
        run_compiler([COMPILER, *flags, "-c", "-o", objects[-1], path])
    return objects


def command_of(source, kind, made):
    includes = [f"-I{path}" for path in (build.TOP / "tests/editor/config", build.TOP,
                                         build.TOP / "applet", HERE)]
    objects = [build.TOP / word for word in wanted(source, "objects")]
    own = [f"-isystem{flag[2:]}" for flag in upstream_includes()]
    own = own if wanted(source, "upstream") else []
    return [COMPILER, *FLAGS, *KINDS[kind], *wanted(source, "cflags"), *includes, *own,
            *build.pam_cppflags(), "-o", made, source, *objects]


def program(name, kind="fuzz"):
    """Builds the target when something is newer than it, and returns its path."""
    source = HERE / f"fuzz_{name}.c"
    made = build.scratch("fuzz") / (source.stem if kind == "fuzz" else f"{source.stem}.{kind}")
    with shared.making(f"{made}.lock"):
        command = command_of(source, kind, made)
        sources = [word for word in command if str(word).endswith(".c")]
        headers = [path for room in ("applet", "libc-compat", "tests/fuzz", "tests/unit",
                                     "tests/editor/config")
                   for path in (build.TOP / room).rglob("*.h")]
        # Whatever a comment at the top names is in the source, or fetched.
        if not made.exists() or made.stat().st_mtime < newest([*sources, *headers]):
            run_compiler([*command, *foreign_objects(source, kind, made),
                          *wanted(source, "ldflags")])
    return made
