"""True claims on values: measured, compared, summed up, classed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from claims.calendar import WEEKDAYS, show_day, weekday
from claims.strategies.numbers import counts, numbers_as_written, quantities
from claims.strategies.truth import CHANGING, CLASSES, CROWDS, FIXED, MISSILE, THINGS

if TYPE_CHECKING:
    from claims.strategies.author import Author
    from claims.strategies.rows import Row


def duration(author: Author) -> Row | None:
    """Say how long something lasted."""
    lasting = [n for n in author.chosen if not author.happening(n).momentary]
    if not lasting:
        return None
    number = author.one_of(lasting)
    length = author.happening(number).end - author.happening(number).start
    text = author.draw(quantities("time", Fraction(length))).text
    return {"kind": "measurement", "of": f"e{number}", "property": "duration", "value": text}


def motion(author: Author) -> Row | None:
    """Say how far something went, or how fast, in a happening that lasted."""
    lasting = [n for n in author.chosen if not author.happening(n).momentary]
    if not lasting:
        return None
    number = author.one_of(lasting)
    row = {"kind": "measurement", "of": f"e{number}"}
    speed = author.truth.speed(number)
    if author.chance(2):
        happening = author.happening(number)
        far = author.draw(quantities("length", speed * (happening.end - happening.start))).text
        return {**row, "property": "distance travelled", "value": far}
    statistic, share = author.one_of((("mean", 1), ("greatest", 2), ("least", Fraction(1, 2))))
    value = author.draw(quantities("speed", speed * share)).text
    if statistic == "mean" and author.chance(2):
        return {**row, "property": "mean speed", "value": value}
    return {**row, "property": "speed", "statistic": statistic, "value": value}


def statistic(author: Author) -> Row:
    """Say the least, the mean or the greatest of a property, the same at any time."""
    statistic, metres = author.one_of((("least", 90), ("mean", 100), ("greatest", 105)))
    text = author.draw(quantities("length", Fraction(metres))).text
    row = {"kind": "measurement", "of": "the strait", "property": "depth"}
    return {**row, "statistic": statistic, "value": text}


def fixed(author: Author) -> Row:
    """Say the value of a property that does not change."""
    thing, name = author.one_of(sorted(author.truth.values))
    text = author.draw(quantities(FIXED[name][0], author.truth.values[thing, name])).text
    return {"kind": "measurement", "of": thing, "property": name, "value": text}


def dated(author: Author) -> tuple[int, Row] | None:
    """Return the number of a stretch of days, and the fields that say that it is meant."""
    published = author.source.published
    era = author.truth.era(published)
    if era is not None and author.chance(2):
        return era, {}
    day = published - author.draw(st.integers(0, 30))
    era = author.truth.era(day)
    if era is None:
        return None
    phrases = author.truth.phrases and published - day < 7
    texts = [show_day(day), *([WEEKDAYS[weekday(day)]] if phrases else [])]
    later = day + 1
    if later <= published and author.truth.era(later) == era:
        texts.append(f"{show_day(day)}/{show_day(later)}")
    return era, {"when": author.one_of(texts)}


def changing(author: Author) -> Row | None:
    """Say the value of a property that changes, at a time."""
    when = dated(author)
    if when is None:
        return None
    thing, name = author.one_of(THINGS), author.one_of(sorted(CHANGING))
    value = author.truth.changing(thing, name, when[0])
    text = author.draw(quantities(CHANGING[name][0], value)).text
    return {"kind": "measurement", "of": thing, "property": name, "value": text, **when[1]}


def crowd(author: Author) -> Row | None:
    """Say how many people there were, at a time."""
    when = dated(author)
    if when is None:
        return None
    thing, name = author.one_of(THINGS), author.one_of(CROWDS)
    text = author.draw(counts(author.truth.crowd(thing, name, when[0]))).text
    return {"kind": "measurement", "of": thing, "property": name, "value": text, **when[1]}


def total(author: Author) -> Row | None:
    """Say a whole and its parts."""
    when = dated(author)
    if when is None:
        return None
    thing, name = author.one_of(THINGS), author.one_of(CROWDS[:2])
    whole = author.truth.crowd(thing, name, when[0])
    part = author.draw(st.integers(0, whole))
    parts = {"scientists": part, "others": whole - part}
    told = {key: said_part(author, number, whole) for key, number in parts.items()}
    exhaustive = author.chance(2)
    if not exhaustive and author.chance(3):
        del told["others"]
    row = {"kind": "total", "of": thing, "property": name, "parts": told, **when[1]}
    return {**row, "value": author.draw(counts(whole)).text, "exhaustive": exhaustive}


def said_part(author: Author, number: int, whole: int) -> str:
    """Say a part of a whole as a number, as a share, or as both."""
    share = author.draw(numbers_as_written(Fraction(100 * number, whole))).text
    text = author.draw(counts(number)).text
    return str(author.one_of((text, text, f"{share} %", f"{number} ({share} %)")))


def classification(author: Author) -> Row:
    """Say the class that the range of the missile is in."""
    reach = author.truth.values[MISSILE, "range"]
    fitting = [name for name, low, high in CLASSES if low <= reach <= high]
    name = author.one_of(fitting or ["short-range"])
    return {
        "kind": "classification", "of": MISSILE, "scheme": "common usage", "class": name
    }  # fmt: skip


def comparison(author: Author) -> Row | None:
    """Compare two values."""
    return compared_in_time(author) if author.chance(2) else compared_things(author)


def compared_in_time(author: Author) -> Row:
    """Say how a property of a thing changed from one stretch of days to the next."""
    thing, name = author.one_of(THINGS), author.one_of(sorted(CHANGING)[::2])
    dimension = CHANGING[name][0]
    before, after = (author.truth.changing(thing, name, era) for era in (0, 1))
    texts = [author.draw(quantities(dimension, value)).text for value in (before, after)]
    row = {"kind": "comparison", "of": thing, "property": name}
    row |= {"from": texts[0], "to": texts[1]}
    if before == after:
        return row
    change = abs(after - before)
    if dimension == "temperature":
        return {**row, "by": f"{author.draw(numbers_as_written(change)).text} °C"}
    by = author.draw(quantities(dimension, change)).text
    percent = author.draw(numbers_as_written(100 * (after - before) / before)).text
    times = author.draw(numbers_as_written(after / before)).text
    said: tuple[Row, ...] = ({}, {"by": by}, {"percent": f"{percent} %"}, {"times": times})
    return {**row, **author.one_of(said)}


def compared_things(author: Author) -> Row | None:
    """Say how much more of something that does not change one thing has than another."""
    name = author.one_of(sorted(FIXED))
    one, other = author.draw(st.permutations(THINGS))[:2]
    more, less = (author.truth.values[thing, name] for thing in (one, other))
    if more <= less:
        one, other, more, less = other, one, less, more
    if more == less:
        return None
    row = {"kind": "comparison", "of": one, "than": other, "property": name}
    percent = author.draw(numbers_as_written(100 * (more - less) / less)).text
    said = (
        {"by": author.draw(quantities(FIXED[name][0], more - less)).text},
        {"percent": f"{percent} %"},
        {"times": author.draw(numbers_as_written(more / less)).text},
    )
    return {**row, **author.one_of(said)}


def reach(author: Author) -> Row:
    """Say how far the missile reaches."""
    text = author.draw(quantities("length", author.truth.values[MISSILE, "range"])).text
    row = {"kind": "reach", "of": MISSILE, "distance": text, "target": "Japan"}
    return {**row, "extent": "part"}
