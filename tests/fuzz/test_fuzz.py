# SPDX-License-Identifier: MIT
"""Fuzzing, bounded: the corpus and what once broke something are replayed each
time; `make check` goes on from there for a minute a target (FUZZ_SECONDS).
"""
import os
import shutil

import pytest

from fuzz import coverage, fuzzing

from lib import build

SECONDS = int(os.environ.get("FUZZ_SECONDS") or 60)
SPARE_S = 180
CORPUS_FILES_MAX = 300
CORPUS_BYTES_MAX = 100_000
LINES_MIN = 0.5


@pytest.fixture(scope="module", autouse=True)
def compiler():
    missing = fuzzing.lacks()
    if missing:
        pytest.skip(missing)


def files(directory):
    return sorted(directory.iterdir()) if directory.is_dir() else []


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzzing.names())
def test_corpus(name, evidence):
    inputs = files(fuzzing.corpus(name)) + files(fuzzing.crashes(name))
    assert files(fuzzing.corpus(name)), f"{name} has no corpus: make fuzz-merge FUZZ={name}"
    status, text = fuzzing.replay(name, inputs)
    assert status == 0, text
    # An input that does not run is not seen.
    assert text.count("Executed ") == len(inputs), text
    evidence("fuzzing", "inputs of the corpus, and those that once broke something", len(inputs))


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzzing.names())
def test_corpus_reaches_the_code(name, evidence):
    """Not only edges, which the target has too: lines of the product."""
    if shutil.which(coverage.COV) is None:
        pytest.skip(f"needs {coverage.COV} (package llvm-14)")
    found = coverage.lines_of(name)
    run, lines = (sum(pair[i] for pair in found.values()) for i in (0, 1))
    print(f"fuzz_{name}: {run} of {lines} lines")
    assert lines > 0 and run >= LINES_MIN * lines, found
    evidence("fuzzing", "lines of the product that the corpora reach", run)


def test_corpus_is_small_and_named_by_content():
    paths = [path for name in fuzzing.names() for path in files(fuzzing.corpus(name))]
    assert [path for path in paths if path.name != fuzzing.content_name(path)] == []
    assert len(paths) <= CORPUS_FILES_MAX
    assert sum(path.stat().st_size for path in paths) <= CORPUS_BYTES_MAX


@pytest.mark.slow
@pytest.mark.limit(SECONDS + SPARE_S)
@pytest.mark.parametrize("name", fuzzing.names())
def test_fuzz(name, tmp_path, evidence):
    status, text = fuzzing.run(name, SECONDS, seeds=tmp_path)
    executions, edges = fuzzing.counts(text)
    told = f"fuzz_{name}: {executions} executions, {edges} edges, {SECONDS} s"
    (build.output() / "fuzz" / f"{name}.txt").write_text(told + "\n")
    print(told)
    assert status == 0, text[-8000:]
    assert executions > 0 and edges > 0, text[-8000:]
    evidence("fuzzing", f"inputs made up, {name}", executions)
    evidence("fuzzing", f"edges of the code reached, {name}", edges)
