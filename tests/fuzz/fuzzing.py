# SPDX-License-Identifier: MIT
"""Runs the fuzz targets (fuzz_*.c here; targets.py builds them).

    fuzzing.py              all of them in turn, without end (^C ends it)
    fuzzing.py NAME         one of them without end: editor, display, ...
    fuzzing.py --seconds N  each for N seconds
    fuzzing.py --merge      what was found becomes the smallest corpus in the tree

What is found grows in $(O)/fuzz/NAME/; tests/fuzz/corpus/NAME/ is where a run
starts from. An input that breaks something is kept as $(O)/fuzz/NAME/crash-*
and belongs in tests/fuzz/crashes/NAME/, where test_fuzz.py replays it for ever.
"""
import argparse
import hashlib
import os
import pathlib
import re
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from fuzz.targets import HERE, lacks, names, program  # noqa: E402
from lib import build  # noqa: E402

INPUT_MAX = 1024
FILE_MAX = 300      # bytes of a file of the corpus
FILES_MAX = 30      # files of the corpus of one target
TURN_S = 300        # how long one is run before the next has its turn


def corpus(name):
    return HERE / "corpus" / name


def crashes(name):
    return HERE / "crashes" / name


def place(name):
    """Where the target's finds are."""
    directory = build.output() / "fuzz" / name
    (directory / "corpus").mkdir(parents=True, exist_ok=True)
    return directory


def environment():
    return {**os.environ, "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1",
            "UBSAN_OPTIONS": "print_stacktrace=1"}


def replay(name, inputs):
    """Runs the target once for each of these files; (status, text)."""
    done = subprocess.run(
        [str(program(name)), "-runs=0", *map(str, inputs)], cwd=place(name), env=environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return done.returncode, done.stdout.decode(errors="replace")


def run(name, seconds, quiet=True, seeds=None):
    """Fuzzes for that long (0: without end); (status, text)."""
    directory = place(name)
    finds = directory / "corpus" if seeds is None else seeds
    sources = [str(finds)] + [str(path) for path in (corpus(name), crashes(name)) if path.is_dir()]
    words = HERE / f"{name}.dict"
    done = subprocess.run(
        [str(program(name)), *([f"-dict={words}"] if words.exists() else []), f"-max_total_time={seconds}", f"-max_len={INPUT_MAX}", "-timeout=20",
         "-rss_limit_mb=1024", f"-artifact_prefix={directory}/", "-print_final_stats=1", *sources],
        cwd=directory, env=environment(), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None, check=False)
    return done.returncode, done.stdout.decode(errors="replace") if quiet else ""


def counts(text):
    """(executions, edges) of a run that has ended."""
    executions = re.search(r"^stat::number_of_executed_units:\s*(\d+)", text, re.MULTILINE)
    edges = re.findall(r"\bcov: (\d+)", text)
    return int(executions.group(1)) if executions else 0, int(edges[-1]) if edges else 0


def content_name(path):
    return hashlib.sha1(path.read_bytes()).hexdigest()


def features(name, path, directory):
    """The edges that one input reaches, as libFuzzer's merge tells them."""
    control = directory / "control"
    control.unlink(missing_ok=True)
    empty = directory / "empty"
    empty.mkdir(exist_ok=True)
    for left in empty.iterdir():
        left.unlink()
    one = directory / "one"
    shutil.rmtree(one, ignore_errors=True)
    one.mkdir()
    shutil.copy(path, one / "input")
    subprocess.run([str(program(name)), "-merge=1", f"-merge_control_file={control}", str(empty),
                    str(one)], env=environment(), stdin=subprocess.DEVNULL,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    found = re.search(r"^COV 0 ?(.*)$", control.read_text(), re.MULTILINE)
    return frozenset(found.group(1).split()) if found else frozenset()


def merge(name):
    """Replaces the corpus in the tree by the few files that reach most of what
    the finds and it reach together."""
    directory = place(name)
    merged = directory / "merged"
    shutil.rmtree(merged, ignore_errors=True)
    merged.mkdir()
    sources = [str(directory / "corpus")] + ([str(corpus(name))] if corpus(name).is_dir() else [])
    subprocess.run([str(program(name)), "-merge=1", f"-max_len={FILE_MAX}", str(merged), *sources],
                   env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)
    reached = {path: features(name, path, directory) for path in sorted(merged.iterdir())}
    chosen, seen = [], set()
    while reached and len(chosen) < FILES_MAX:
        best = max(reached, key=lambda path: (len(reached[path] - seen), -path.stat().st_size))
        if not reached[best] - seen:
            break
        seen |= reached.pop(best)
        chosen.append(best)
    shutil.rmtree(corpus(name), ignore_errors=True)
    corpus(name).mkdir(parents=True)
    for path in chosen:
        shutil.copy(path, corpus(name) / content_name(path))
    print(f"{name}: {len(chosen)} files, {len(seen)} edges")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names()))
    parser.add_argument("--seconds", type=int, default=0)
    parser.add_argument("--merge", action="store_true")
    options = parser.parse_args()
    chosen = options.names or names()
    if unknown := set(chosen) - set(names()):
        parser.error(f"no such target: {' '.join(sorted(unknown))}; known: {' '.join(names())}")
    if missing := lacks():
        parser.error(missing)
    if options.merge:
        for name in chosen:
            merge(name)
        return 0
    turn = options.seconds or (TURN_S if len(chosen) > 1 else 0)
    while True:
        for name in chosen:
            print(f"fuzz: {name}", flush=True)
            status, _ = run(name, turn, quiet=False)
            if status != 0:
                print(f"fuzz: {name} broke; the input is in {place(name)}", file=sys.stderr)
                return 1
        if options.seconds:
            return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
