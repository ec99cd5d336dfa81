# SPDX-License-Identifier: MIT
"""The sandbox that all these tests stand in: people.furnish()."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))


@pytest.fixture
def place(sandbox):
    import people

    sandbox.listen()
    return people.furnish(sandbox)


@pytest.fixture
def sit(place):
    """sit(ARGUMENT..., uid=None) puts a person in front of a passwd."""
    import people
    from lib.person import Person

    made = []

    def start(*arguments, uid=None):
        made.append(Person(place, command=people.command(place, *arguments, uid=uid)))
        return made[-1]

    yield start
    for person in made:
        person.close()
