# SPDX-License-Identifier: MIT
"""Something else in the place of each file that an applet reads: a directory, a FIFO,
a socket, links that lead nowhere. A wrong password never opens; the right one opens,
or is refused in words; no account is changed but by passwd, and then its line whole."""
import collections
import re

import pytest

from fault import damage, stage
from lib import build, hashes, matrix
from lib.hashes import PASSWORD, WRONG

# Without them, or with others, nobody is known.
NEEDED = {"etc/passwd", "etc/shadow", "etc/group"}
ENDS = {0, matrix.DENIED, matrix.CANCELLED, matrix.BROKEN}
SHADOW_LINE = re.compile(r"anna:\$y\$[^:]+:\d{5}:0:99999:7:::")
SLOW = 5


@pytest.fixture
def place(tmp_path):
    have = build.configuration()
    missing = [name for name in stage.MODULES if have.get(f"MODULE_{name}") != "y"]
    if missing:
        pytest.skip(f"not configured: {', '.join(missing)}")
    made = stage.Stage(tmp_path / "root")
    yield made
    made.sandbox.close()


def files(applet):
    return [*stage.FILES, f"etc/pam.d/{applet.name}"]


def cases(applet):
    """(file, what stands there, password)"""
    passwords = [PASSWORD] if applet.changes else [PASSWORD, WRONG]
    return [(file, kind, password) for file in files(applet) for kind in damage.IN_PLACE
            for password in passwords
            # Su's compiled-in policy lets root in without a question.
            if (file, kind) != ("etc/pam.d/su", "nothing")]


def play(place, applet, file, kind, password, **how):
    place.prepare(applet)
    damage.put(place.sandbox.path / file, kind)
    try:
        return place.play(applet, password, **how)
    finally:
        damage.put(place.sandbox.path / file, "nothing")


def problem(place, applet, case, done):
    """What of the invariant does not hold: a word, or None."""
    file, kind, password = case
    if done.status not in ENDS:
        return f"status {done.status}"
    if done.opened and not applet.changes and (
            password == WRONG or done.status != 0 or file in NEEDED):
        return "opened"
    if any(secret in f"{done.out}{done.err}{done.log}" for secret in matrix.SECRETS):
        return "a secret is told"
    if applet.changes and file != "etc/shadow":
        lines = place.sandbox.read("etc/shadow").splitlines()
        if len(lines) != 2 or not SHADOW_LINE.fullmatch(lines[1]) or (
                (hashes.YESCRYPT in lines[1]) != (done.status != 0)):
            return f"shadow: {lines}"
    return None


def look_at(place, applet, chosen):
    counts, wrong = collections.Counter(), []
    for case in chosen:
        done = play(place, applet, *case)
        counts[done.status] += 1
        what = problem(place, applet, case, done)
        if what:
            wrong.append((*case, what, done))
    print(f"{applet.name}: {len(chosen)} cases: {dict(counts)}")
    assert not wrong, (len(wrong), wrong[:10])
    assert counts[0] and len(counts) > 1, counts
    return len(chosen)


def test_the_stage_is_in_order(place):
    """Else all is refused for another reason."""
    for applet in stage.APPLETS.values():
        place.prepare(applet)
        assert place.play(applet, PASSWORD).opened, applet
        if not applet.changes:
            place.prepare(applet)
            assert not place.play(applet, WRONG).opened, applet


@pytest.mark.slow
@pytest.mark.parametrize("name", stage.APPLETS)
def test_every_fifth(place, name, evidence):
    applet = stage.APPLETS[name]
    tried = look_at(place, applet, cases(applet)[::SLOW])
    evidence("files", f"{name}: something else in a file's place, every fifth", tried)


@pytest.mark.long
@pytest.mark.limit(600)
@pytest.mark.parametrize("name", stage.APPLETS)
def test_each(place, name, evidence):
    applet = stage.APPLETS[name]
    evidence("files", f"{name}: something else in a file's place",
             look_at(place, applet, cases(applet)))
