"""Lies on values."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.strategies.numbers import numbers_as_written
from claims.strategies.truth import FIXED, THINGS, is_length

if TYPE_CHECKING:
    from claims.strategies.liar import Liar
    from claims.strategies.rows import Row


def rival(liar: Liar) -> tuple[str, set[str]]:
    """Say twice or half a value."""
    thing, name = liar.one_of(sorted(liar.world.values))
    unit = "m" if is_length(name) else "kg"
    value = liar.world.values[thing, name]
    row = {"kind": "measurement", "of": thing, "property": name}
    true = liar.draw(numbers_as_written(value)).text
    last = len(liar.world.files) - 1
    documents = [liar.draw(st.integers(0, last)) for _ in range(2)]
    truth = liar.add(documents[0], {"id": "truth", **row, "value": f"{true} {unit}"})
    wrong = liar.draw(numbers_as_written(value * liar.one_of((Fraction(2), Fraction(1, 2))))).text
    return liar.add(documents[1], {"id": "lie", **row, "value": f"{wrong} {unit}"}), {truth}


def two_units(liar: Liar) -> tuple[str, set[str]]:
    """Say a value in two units that do not agree."""
    number = liar.draw(st.integers(11, 5000))
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": "distance"}
    row["value"] = f"{number} km ({round(number * Fraction(5, 4))} miles)"
    return liar.add(0, row), set()


def unit(liar: Liar) -> tuple[str, set[str]]:
    """Say a value in a unit that does not measure its property."""
    name, unit = liar.one_of((("length", "kg"), ("payload", "km"), ("speed", "hours")))
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": name}
    return liar.add(0, {**row, "value": f"{liar.draw(st.integers(2, 900))} {unit}"}), set()


def parts(liar: Liar) -> tuple[str, set[str]]:
    """Say parts that are more than their whole, or fewer where they are all."""
    whole = liar.draw(st.integers(2, 90))
    part = liar.draw(st.integers(0, whole))
    row: Row = {"id": "lie", "kind": "total", "of": "the raft", "property": "people aboard"}
    if liar.draw(st.booleans()):
        too_many = whole + liar.draw(st.integers(1, 9))
        row |= {"parts": {"men": str(part), "women": str(too_many - part)}}
    else:
        too_few = liar.draw(st.integers(0, whole - 1))
        part = min(part, too_few)
        row |= {"parts": {"men": str(part), "women": str(too_few - part)}, "exhaustive": True}
    return liar.add(0, {**row, "value": str(whole)}), set()


def share(liar: Liar) -> tuple[str, set[str]]:
    """Say shares that are more than a whole."""
    share = liar.draw(st.integers(60, 95))
    row: Row = {"id": "lie", "kind": "total", "of": "the raft", "property": "people aboard"}
    row |= {"value": str(liar.draw(st.integers(2, 90)))}
    parts = {"men": f"{share} %", "women": f"{share - 10} %"}
    return liar.add(0, {**row, "parts": parts}), set()


def change(liar: Liar) -> tuple[str, set[str]]:
    """Say a change that does not lead from one value to the other."""
    before = liar.draw(st.integers(20, 900))
    row: Row = {"id": "lie", "kind": "comparison", "of": "the raft", "property": "speed"}
    row |= {"from": f"{before} km/h", "to": f"{3 * before} km/h"}
    wrong = ({"by": f"{5 * before} km/h"}, {"percent": "600 %"}, {"times": "7"})
    return liar.add(0, row | liar.one_of(wrong)), set()


def comparison(liar: Liar) -> tuple[str, set[str]]:
    """Say three times the true ratio of two values."""
    name = liar.one_of(sorted(FIXED))
    unit = "m" if is_length(name) else "kg"
    things = liar.draw(st.permutations(THINGS))[:2]
    values = [liar.world.values[thing, name] for thing in things]
    last = len(liar.world.files) - 1
    truths = set()
    for thing, value, row_id in zip(things, values, ("one", "other"), strict=True):
        text = f"{liar.draw(numbers_as_written(value)).text} {unit}"
        row: Row = {"id": row_id, "kind": "measurement", "of": thing, "property": name}
        truths.add(liar.add(liar.draw(st.integers(0, last)), {**row, "value": text}))
    times = liar.draw(numbers_as_written(3 * values[0] / values[1])).text
    row = {"id": "lie", "kind": "comparison", "of": things[0], "than": things[1]}
    row |= {"property": name, "times": times}
    return liar.add(liar.draw(st.integers(0, last)), row), truths


def speed(liar: Liar) -> tuple[str, set[str]]:
    """Say a mean speed that does not lead the distance in the time."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    seconds = liar.draw(st.integers(1000, 9000))
    metres = seconds * liar.draw(st.integers(1, 8))
    told = (("duration", f"{seconds} s"), ("distance travelled", f"{metres} m"))
    liar.add(document, {"id": "trip", "kind": "event", "activity": "voyage"})
    row: Row = {"kind": "measurement", "of": "trip"}
    others = {
        liar.add(document, {**row, "id": f"true-{at}", "property": name, "value": value})
        for at, (name, value) in enumerate(told)
    }
    lie = {**row, "id": "lie", "property": "mean speed"}
    lie["value"] = f"{liar.draw(st.integers(30, 300))} m/s"
    return liar.add(document, lie), others


def statistic(liar: Liar) -> tuple[str, set[str]]:
    """Say a least value above the mean or the greatest, or a mean above it."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    row: Row = {"kind": "measurement", "of": "the sound", "property": "depth"}
    low, high = liar.one_of((("least", "mean"), ("mean", "greatest"), ("least", "greatest")))
    metres = liar.draw(st.integers(20, 900))
    other = {**row, "id": "truth", "statistic": high, "value": f"{metres} m"}
    lie = {**row, "id": "lie", "statistic": low, "value": f"{metres * 2} m"}
    truth = liar.add(document, other)
    return liar.add(document, lie), {truth}


def together(liar: Liar) -> tuple[str, set[str]]:
    """Tell of an accident that is two collisions, with more or fewer dead than theirs."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    dead = [liar.draw(st.integers(1, 40)) for _ in range(2)]
    others = set()
    for at, number in enumerate(dead):
        liar.add(document, {"id": f"crash-{at}", "kind": "event", "activity": "collision"})
        row: Row = {"id": f"dead-{at}", "kind": "measurement", "of": f"crash-{at}"}
        others.add(liar.add(document, {**row, "property": "deaths", "value": str(number)}))
    event = {"id": "both", "kind": "event", "activity": "accident"}
    others.add(liar.add(document, {**event, "same_as": ["crash-0", "crash-1"]}))
    wrong = sum(dead) + liar.one_of((-1, 1)) * liar.draw(st.integers(1, 2))
    lie = {"id": "lie", "kind": "measurement", "of": "both", "property": "deaths"}
    return liar.add(document, {**lie, "value": str(max(0, wrong))}), others


def impossible(liar: Liar) -> tuple[str, set[str]]:
    """Say a value that nothing can have."""
    row: Row = {"id": "lie", "kind": "measurement", "of": "the raft"}
    number = liar.draw(st.integers(150, 900))
    name, value = liar.one_of(
        (
            ("share", f"{number} %"),
            ("age of a person", f"{number} years"),
            ("crew", f"-{number}"),
            ("temperature", f"-{number + 200} °C"),
            ("length", f"-{number} m"),
        )
    )
    return liar.add(0, {**row, "property": name, "value": value}), set()


def rounding(liar: Liar) -> tuple[str, set[str]]:
    """Say of a number that it was rounded up, and give one that is too great for that."""
    number = liar.draw(st.integers(1_001, 5_000).filter(lambda n: n % 10))
    miles = -(-Fraction(number * 1_000_000, 1_609_344) // 100) * 100 + 200
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": "distance"}
    row["value"] = f"{number} km ({miles} miles, rounded up to the nearest 100)"
    return liar.add(0, row), set()


def wrong_rank(liar: Liar) -> tuple[str, set[str]]:
    """Call the lesser of two things the greatest."""
    values = liar.world.values
    pairs = [
        (name, one, other)
        for name in FIXED
        for one in THINGS
        for other in THINGS
        if values[one, name] > 2 * values[other, name]
    ]
    name, more, less = liar.one_of(pairs)
    unit = "m" if is_length(name) else "kg"
    last = len(liar.world.files) - 1
    truths = set()
    for thing, row_id in ((more, "one"), (less, "other")):
        text = f"{liar.draw(numbers_as_written(values[thing, name])).text} {unit}"
        told: Row = {"id": row_id, "kind": "measurement", "of": thing, "property": name}
        truths.add(liar.add(liar.draw(st.integers(0, last)), {**told, "value": text}))
    row: Row = {"id": "lie", "kind": "comparison", "of": less, "property": name}
    row |= {"rank": "largest", "among": [more]}
    return liar.add(liar.draw(st.integers(0, last)), row), truths


def exchange(liar: Liar) -> tuple[str, set[str]]:
    """Say an amount in two currencies that the rate of the day does not lead from one to other."""
    dollars = liar.draw(st.integers(1_100, 9_900).filter(lambda n: n % 10))
    rate: Row = {"id": "rate", "kind": "measurement", "of": "dollar", "property": "exchange rate"}
    other = liar.add(0, {**rate, "value": "151 yen"})
    row = {"id": "lie", "kind": "measurement", "of": "the lighter", "property": "price"}
    row["value"] = f"${dollars} ({dollars * liar.one_of((100, 220))} yen)"
    return liar.add(0, row), {other}


def too_soon(liar: Liar) -> tuple[str, set[str]]:
    """Let a missile come down from its height in less time than it takes to fall."""
    document = liar.draw(st.integers(0, len(liar.world.files) - 1))
    event: Row = {"id": "throw", "kind": "event", "activity": "research flight"}
    others = {liar.add(document, {**event, "classes": ["ballistic missile"]})}
    kilometres = liar.draw(st.integers(200, 6_000))
    row: Row = {"kind": "measurement", "of": "throw"}
    high = {**row, "id": "high", "property": "apogee", "value": f"{kilometres} km"}
    others.add(liar.add(document, high))
    lie = {**row, "id": "lie", "property": "flight time"}
    return liar.add(document, {**lie, "value": f"{liar.draw(st.integers(20, 110))} s"}), others
