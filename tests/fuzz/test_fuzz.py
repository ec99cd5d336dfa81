# SPDX-License-Identifier: MIT
"""Fuzzing, bounded: the corpus and what once broke something are replayed each
time; `make check` goes on from there for a minute a target (FUZZ_SECONDS).
"""
import os

import pytest

from fuzz import fuzzing

from lib import build

SECONDS = int(os.environ.get("FUZZ_SECONDS") or 60)
SPARE_S = 180
CORPUS_FILES_MAX = 150
CORPUS_BYTES_MAX = 100_000


@pytest.fixture(scope="module", autouse=True)
def compiler():
    missing = fuzzing.lacks()
    if missing:
        pytest.skip(missing)


def files(directory):
    return sorted(directory.iterdir()) if directory.is_dir() else []


@pytest.mark.slow
@pytest.mark.parametrize("name", fuzzing.names())
def test_corpus(name):
    inputs = files(fuzzing.corpus(name)) + files(fuzzing.crashes(name))
    assert files(fuzzing.corpus(name)), f"{name} has no corpus: make fuzz-merge FUZZ={name}"
    status, text = fuzzing.replay(name, inputs)
    assert status == 0, text
    # An input that does not run is not seen.
    assert text.count("Executed ") == len(inputs), text


def test_corpus_is_small_and_named_by_content():
    paths = [path for name in fuzzing.names() for path in files(fuzzing.corpus(name))]
    assert [path for path in paths if path.name != fuzzing.content_name(path)] == []
    assert len(paths) <= CORPUS_FILES_MAX
    assert sum(path.stat().st_size for path in paths) <= CORPUS_BYTES_MAX


@pytest.mark.slow
@pytest.mark.limit(SECONDS + SPARE_S)
@pytest.mark.parametrize("name", fuzzing.names())
def test_fuzz(name, tmp_path):
    status, text = fuzzing.run(name, SECONDS, seeds=tmp_path)
    executions, edges = fuzzing.counts(text)
    told = f"fuzz_{name}: {executions} executions, {edges} edges, {SECONDS} s"
    (build.output() / "fuzz" / f"{name}.txt").write_text(told + "\n")
    print(told)
    assert status == 0, text[-8000:]
    assert executions > 0 and edges > 0, text[-8000:]
