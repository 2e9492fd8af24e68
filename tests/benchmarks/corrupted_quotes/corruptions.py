"""Records that say what their quotes do not: one field changed, by kind."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from corrupted_quotes import days
from corrupted_quotes.articles import data
from corrupted_quotes.cases import chance, changed, exact, requoted
from corrupted_quotes.figures import (
    NUMBER,
    amount,
    cardinals,
    contradicts,
    counts,
    first_number,
    is_upper_bound,
    quantities,
    written,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from corrupted_quotes.articles import Article, Record
    from corrupted_quotes.cases import Case

    Maker = Callable[[Article, Record], Iterator[Case]]

WHENS = ("when", "from", "until", "since")
OF_WHEN = {
    "event": ("when",),
    "measurement": ("when",),
    "comparison": ("when",),
    "total": ("when",),
    "location": ("when",),
    "state": ("from", "until"),
    "pause": ("since", "from", "until"),
}

_OPEN = re.compile(r"\b(before|after|by|until|since)\b")
"""What another day may follow from: not before Thursday is not before Tuesday either."""

_DATED = re.compile("|".join((*days.WEEKDAYS, *days.MONTHS, r"\d{4}", "last year")))
"""What a quote has that says when; a date that it leaves to other sentences is open."""


def digit(article: Article, record: Record) -> Iterator[Case]:
    """Change one digit, or one number word, of a quantity beyond what its reading allows."""
    for field, text in quantities(record):
        at = first_number(text)
        if at is None:
            continue
        start, end, number = at
        for other in _other_numbers(number, article.name, record["id"], field):
            new = text[:start] + other + text[end:]
            if other not in exact(record) and contradicts(
                text, new, article.document.get("country")
            ):
                yield changed("number: one digit", article, record, field, new, faithful=False)
                break


def _other_numbers(number: str, *names: object) -> list[str]:
    """Return numbers that differ in a digit, or number words, in an order left to chance."""
    if number.lower() in cardinals():
        found = [word for word in cardinals() if word != number.lower()]
    else:
        found = [
            number[:place] + other + number[place + 1 :]
            for place, old in enumerate(number)
            if old.isdigit()
            for other in "123456789"
            if other != old
        ]
    chance(*names, "digit").shuffle(found)
    return found


def tenfold(article: Article, record: Record) -> Iterator[Case]:
    """Make a quantity ten times as large; one bounded above only would say less, and is left."""
    country = article.document.get("country")
    for field, text in quantities(record):
        at = first_number(text)
        if at is None or is_upper_bound(text, country):
            continue
        start, end, number = at
        new = text[:start] + written(amount(number) * 10, number) + text[end:]
        if contradicts(text, new, country):
            yield changed("number: times ten", article, record, field, new, faithful=False)


def unit(article: Article, record: Record) -> Iterator[Case]:
    """Give a quantity another unit without converting it."""
    swaps = data("words.yaml")["units"]
    for field, text in quantities(record):
        head = text.split("(")[0]
        for name in sorted(swaps, key=len, reverse=True):
            found = re.search(rf"(?<![^\W\d_]){re.escape(name)}(?![^\W\d_])", head)
            if found is None or not _says(record, name):
                continue
            for sort in ("same", "other"):
                if sort == "other" and record["kind"] in {"order", "pause"}:
                    continue  # no span of time at all, which the form of the record forbids
                for other in swaps[name][sort]:
                    if other == "percent" and record["kind"] != "comparison":
                        continue
                    new = text[: found.start()] + other + text[found.end() :]
                    if contradicts(text, new, article.document.get("country")):
                        kind = "unit: same dimension" if sort == "same" else "unit: another"
                        yield changed(kind, article, record, field, new, faithful=False)
            break


def _says(record: Record, unit: str) -> bool:
    """Say whether the quote itself has the unit, in whatever form: what it leaves out is open."""
    quote = exact(record).casefold()
    last = unit.casefold().split()[-1].split("-")[-1]
    return (last[:4] if len(last) > 4 else last) in quote


def day(article: Article, record: Record) -> Iterator[Case]:
    """Move a date by a day or a week, a weekday to another, a month or a year by one."""
    for field in OF_WHEN.get(record["kind"], ()):
        text = record.get(field)
        if text is None or _OPEN.search(text) or not _DATED.search(exact(record)):
            continue
        draw = chance(article.name, record["id"], field, "day")
        kind = "day: shifted"
        if days.is_day(text):
            shifts = [-1, 1, -7, 7]
            if re.search(r"\b(last|next)\b", exact(record)):
                shifts = [-1, 1]
            for shift in draw.sample(shifts, 2):
                new = days.moved(text, shift)
                yield changed(kind, article, record, field, new, faithful=False)
        elif (named := days.weekday(text)) is not None:
            others = [d for d in days.WEEKDAYS if d != named]
            for other in draw.sample(others, 2):
                new = days.with_other_weekday(text, other)
                yield changed("day: weekday", article, record, field, new, faithful=False)
        elif (moved := _date_moved(text, draw.choice([-1, 1]))) is not None:
            yield changed(kind, article, record, field, moved, faithful=False)


def _date_moved(text: str, by: int) -> str | None:
    """Move a month and day by a day, else a month by a month, else a year by a year."""
    other = days.with_other_day(text, by)
    if other is not None:
        return other
    if month := re.fullmatch(r"(\d{4})-(\d\d)", text):
        moved = (int(month[2]) - 1 + by) % 12 + 1
        return f"{month[1]}-{moved:02}"
    if year := re.fullmatch(r"(\D*)(\d{4})", text):
        return f"{year[1]}{int(year[2]) + by}"
    return None


def count(article: Article, record: Record) -> Iterator[Case]:
    """Change a count of events, of things or of a part."""
    country = article.document.get("country")
    for field, text in counts(record):
        at = first_number(text)
        if at is None:
            continue
        start, end, number = at
        old = amount(number)
        draw = chance(article.name, record["id"], field, "count")
        near = [old + 1, old - 1 if old > 1 else old + 2]
        far = [old * 2 + 1, old + 10, old * 3]
        for choices in (near, far):
            draw.shuffle(choices)
            for value in choices:
                new = text[:start] + written(Fraction(value), number) + text[end:]
                if contradicts(text, new, country, counting=True) and not _stands(value, record):
                    yield changed("count", article, record, field, new, faithful=False)
                    break


def _stands(value: Fraction, record: Record) -> bool:
    """Say whether the quote has that number too, of something else."""
    words = {word for word, known in cardinals().items() if known == value}
    shown = {f"{int(value):,}", str(int(value))} | words
    return any(re.search(rf"\b{re.escape(w)}\b", exact(record), re.IGNORECASE) for w in shown)


def speaker(article: Article, record: Record) -> Iterator[Case]:
    """Give the words to another speaker of the text, or to nobody."""
    said_by = record.get("said_by")
    if said_by is None:
        return
    yield changed("speaker: dropped", article, record, "said_by", None, faithful=False)
    groups = data("speakers.yaml")[article.name]
    own = next(group for group in groups if said_by in group)
    others = [group[0] for group in groups if group is not own]
    if others:
        other = chance(article.name, record["id"], "speaker").choice(others)
        yield changed("speaker: swapped", article, record, "said_by", other, faithful=False)


def place(article: Article, record: Record) -> Iterator[Case]:
    """Put a place of another text, in another part of the world, where one stands."""
    regions: dict[str, dict[str, list[str]]] = data("places.yaml")
    others = [
        name
        for names in regions.values()
        if not any(name in article.text for name in (*names["places"], *names["also"]))
        for name in names["places"]
    ]
    for field in _places(record):
        if not _names(exact(record), record, field):
            continue
        draw = chance(article.name, record["id"], field, "place")
        for other in draw.sample(others, 2):
            value: object = other
            if field == "place" and isinstance(record["place"], list):
                value = [other, *record["place"][1:]]
            yield changed("place", article, record, field, value, faithful=False)


def _places(record: Record) -> Iterator[str]:
    fields = {"event": ("place", "from", "to"), "location": ("place",), "reach": ("from", "target")}
    for field in fields.get(record["kind"], ()):
        if field in record and re.search(r"[A-Z]", str(record[field])):
            yield field
    if re.search(r"[A-Z]", record.get("among", {}).get("place", "")):
        yield "among.place"


def _names(quote: str, record: Record, field: str) -> bool:
    """Say whether the quote itself names the place; one that it leaves out is open."""
    value: object = record
    for step in field.split("."):
        value = value[step] if isinstance(value, dict) else value
    value = value[0] if isinstance(value, list) else value
    names = re.findall(r"[A-Z]\w+", str(value))
    return all(name in quote for name in names)


def _tells(record: Record, what: str) -> bool:
    """Say whether the quote itself has words of a plan, a belief or a denial."""
    words = "|".join(data("words.yaml")["says"][what])
    return re.search(rf"(?<!\w)(?:{words})(?!\w)", exact(record), re.IGNORECASE) is not None


def negation(article: Article, record: Record) -> Iterator[Case]:
    """Assert what the quote denies, or deny what it asserts."""
    if record["kind"] == "violation":
        kind = "negation: holds flipped"
        yield changed(kind, article, record, "holds", not record["holds"], faithful=False)
    if record.get("hedge") == "denied":
        if not _tells(record, "denial"):
            return
        yield changed("negation: dropped", article, record, "hedge", None, faithful=False)
    elif "hedge" not in record:
        yield changed("negation: added", article, record, "hedge", "denied", faithful=False)


def hedge(article: Article, record: Record) -> Iterator[Case]:
    """Assert what is only believed, tell as done what is only planned, or drop a bound."""
    if record.get("hedge") in {"believed", "reported"} and _tells(record, "belief"):
        yield changed("hedge: belief", article, record, "hedge", None, faithful=False)
    # What is denied or holds on is no firmer for being told in the present, and a role says it too.
    is_plan = "status" in record and record.get("role") != "planned" and _tells(record, "plan")
    if is_plan and record.get("hedge") != "denied" and record["kind"] != "state":
        yield changed("hedge: plan", article, record, "status", None, faithful=False)
    if record.get("role") in {"capability", "limit"}:  # where "up to" says nothing more
        return
    for field, text in (*quantities(record), *counts(record)):
        for bound in sorted(data("words.yaml")["bounds"], key=len, reverse=True):
            if text.startswith(f"{bound} "):
                new = text.removeprefix(f"{bound} ")
                yield changed("hedge: bound", article, record, field, new, faithful=False)
                break


def words(article: Article, record: Record) -> Iterator[Case]:
    """Change a digit or a word of the quote, put one in, or leave one out, openly or not."""
    quote = exact(record)
    draw = chance(article.name, record["id"], "words")
    for kind, new in (
        ("quote: digit", _with_other_digit(quote, draw)),
        ("quote: word changed", _with_other_word(quote, article, draw)),
        ("quote: word added", _with_word(quote, draw)),
        ("quote: word left out", _without_word(quote, draw)),
        ("quote: ellipsis", _with_ellipsis(quote, draw)),
    ):
        if new is not None and _folded(new) not in _folded(article.text):
            yield requoted(kind, article, record, new, faithful=False)


def _with_other_digit(quote: str, draw: Random) -> str | None:
    places = [at for found in NUMBER.finditer(quote) for at in range(*found.span())]
    places = [at for at in places if quote[at].isdigit()]
    if not places:
        return None
    at = draw.choice(places)
    other = draw.choice([d for d in "123456789" if d != quote[at]])
    return quote[:at] + other + quote[at + 1 :]


def _with_other_word(quote: str, article: Article, draw: Random) -> str | None:
    """Put another word of the same text, of about the same length, for one of the quote."""
    parts = quote.split(" ")
    places = [at for at, part in enumerate(parts) if part.isalpha() and part.islower()]
    if not places:
        return None
    at = draw.choice(places)
    listed = sorted(set(re.findall(r"(?<!\S)[a-z]{2,}(?!\S)", article.text)) - set(parts))
    near = [word for word in listed if abs(len(word) - len(parts[at])) <= 1]
    if not near:
        return None
    parts[at] = draw.choice(near)
    return " ".join(parts)


def _with_word(quote: str, draw: Random) -> str | None:
    parts = quote.split(" ")
    if len(parts) < 2:
        return None
    listed: list[str] = data("words.yaml")["added"]
    word = draw.choice([w for w in listed if w.lower() not in quote.lower()])
    parts.insert(draw.randrange(1, len(parts)), word)
    return " ".join(parts)


def _without_word(quote: str, draw: Random) -> str | None:
    parts = quote.split(" ")
    places = [at for at in range(1, len(parts) - 1) if parts[at].isalnum()]
    if not places:
        return None
    del parts[draw.choice(places)]
    return " ".join(parts)


def _with_ellipsis(quote: str, draw: Random) -> str | None:
    """Leave out a negation or a number, and a neighbour with it or not, behind an ellipsis."""
    parts = quote.split(" ")
    weighty = {*data("words.yaml")["negations"], *cardinals()}
    places = [
        at
        for at in range(1, len(parts) - 1)
        if parts[at].lower() in weighty or NUMBER.fullmatch(parts[at])
    ]
    if not places:
        return None
    at = draw.choice(places)
    end = at + draw.choice([1, 2]) if at + 2 < len(parts) else at + 1
    return " ".join([*parts[:at], draw.choice(["…", "..."]), *parts[end:]])


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


MAKERS: tuple[Maker, ...] = (
    digit, tenfold, unit, day, count, speaker, place, negation, hedge, words,
)  # fmt: skip
