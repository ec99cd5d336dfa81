# SPDX-License-Identifier: MIT
"""The sandbox that all these tests stand in (house.py), and seats in it."""
import pytest

from su import house as houses


@pytest.fixture
def house(sandbox):
    return houses.furnish(sandbox)


@pytest.fixture
def seated(house):
    """seated(WORD..., user="anna") puts a person in front of them."""
    people = []

    def start(*words, **how):
        people.append(houses.sit(house, *words, **how))
        return people[-1]

    yield start
    for person in people:
        person.close()
