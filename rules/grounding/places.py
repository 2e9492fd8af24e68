"""Places of a record, held against the names in its quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from claims import records
from claims.names import fold
from rules.grounding.case import Case, around, wide
from rules.grounding.names import meets
from rules.grounding.stems import stems
from rules.grounding.verdict import FieldVerdict, Outcome, Said
from rules.grounding.words import rows, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from claims.faults import Route

PLACE = "place"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text that a preposition marks as a place, and the role that it marks."""

    words: str
    role: str
    compass: str = ""


_NAME = (
    r"(?:[^\W\d_a-zß-ÿ][\w'’.-]*)(?:(?: |-)(?:(?:of|the|de|del|da|do|la|le|am|an der|upon|and"
    r" the) )?"
    r"[^\W\d_a-zß-ÿ][\w'’.-]*){0,3}"
)


@cache
def _marked() -> re.Pattern[str]:
    marks = "|".join(sorted(map(re.escape, rows("place_marks")), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?P<mark>{marks}) (?:(?:the|its|their|a|an) )?(?:(?:coast|port|city|town"
        rf"|village|island|province"
        rf"|state|region|capital|harbour|harbor|district|county|waters|shores?|airport|suburb)"
        rf" (?:of|off) )?"
        rf"(?P<adjective>[a-z]+ )?(?P<name>{_NAME})(?: and (?P<other>{_NAME}))?"
    )


@lru_cache(maxsize=1024)
def places_in(text: str) -> tuple[Named, ...]:
    """Return the names that a stretch marks as places, in order."""
    found = []
    for match in _marked().finditer(text):
        role = str(rows("place_marks")[match["mark"].lower()]["role"])
        compass = _compass(match["adjective"] or "")
        both = match["mark"].lower() == "between"
        names = (match["name"], match["other"] if both else None)
        found += [Named(_bare(name), role, compass) for name in names if name and _is_place(name)]
    return tuple(found)


def _bare(name: str) -> str:
    return re.sub(r"['’]s$", "", name.rstrip(".,"))


def _is_place(name: str) -> bool:
    first = fold(re.split(r"[ -]", name)[0].rstrip(".")).removesuffix("s")
    whole = {fold(w.rstrip(".,")) for w in re.split(r"[ -]", name)}
    return not (
        first in words("time_signs")
        or first + "s" in words("time_signs")
        or first in words("titles_of_people")
        or first in words("no_places")
        or whole & words("bodies")
    )


_COMPASS = re.compile(
    r"(?<!\w)(north|south|east|west|central|middle)(east|west)?(ern|erly|ward|wards)?(?![a-z])",
    re.IGNORECASE,
)


def _compass(text: str) -> str:
    """Return the side of the compass that a word names: "northwest" for "north-western"."""
    match = _COMPASS.search(text.replace("-", ""))
    if match is None:
        return ""
    side = (match[1] + (match[2] or "")).lower()
    return "central" if side == "middle" else side


def judge_places(case: Case) -> Iterator[FieldVerdict]:
    """Hold each place of a record against its quote."""
    for route, text, role in _fields(case.entry.record):
        yield FieldVerdict(route, PLACE, _place(case, text, role))
    record = case.entry.record
    if isinstance(record, records.Location) and record.bearing:
        said = _bearing(case, record.bearing)
        if said is not None:
            yield FieldVerdict(("bearing",), PLACE, said)


def _fields(record: records.BaseClaim) -> Iterator[tuple[Route, str, str]]:
    """Yield the route of each place of a record, its text and what it is to the record."""
    if isinstance(record, records.Event):
        held = (
            ("place", record.place, "at"),
            ("from", record.from_, "from"),
            ("to", record.to, "to"),
        )
        yield from (((name,), text, role) for name, text, role in held if text)
    elif isinstance(record, records.Location):
        yield from _several("place", record.place, "any")
    elif isinstance(record, records.Reach):
        if record.from_:
            yield ("from",), record.from_, "from"
        yield from _several("target", record.target, "target")
    elif isinstance(record, (records.First, records.Count, records.Pause)) and record.among.place:
        yield ("among", "place"), record.among.place, "class"


def _several(name: str, texts: tuple[str, ...], role: str) -> Iterator[tuple[Route, str, str]]:
    for at, text in enumerate(texts):
        yield ((name, at) if len(texts) > 1 else (name,)), text, role


def _place(case: Case, text: str, role: str) -> Said:
    names = _names(text)
    if not names:
        return _plain(case, text)
    quote = case.passage.words
    held = places_in(quote)
    if _stands(case, text, names, quote):
        return _held(text, names, role, held, quote)
    rivals = [one for one in held if _suits(one.role, role)]
    if role == "any" and _AWAY.search(quote):
        rivals = []  # "in Boston, 22 miles away": from what, the words before it say
    if rivals:
        return _rival(case, text, names, rivals)
    found = None
    for where, stretch in around(case.passage):
        if _stands(case, text, names, stretch.words):
            return Said(Outcome.AGREES, text, "", f"it stands in {where}")
        others = [one for one in places_in(stretch.words) if _suits(one.role, role)]
        if where == "the quote's sentence" and others and role not in {"target", "any", "class"}:
            found = Said(
                Outcome.ELSEWHERE, text, others[0].words, f"{where} names another", others[0].words
            )
            break
    return found or _nowhere(case, text, names, role)


def _has_name(quote: str) -> bool:
    """Say whether a quote names anything, beyond a capital at its beginning."""
    return (
        re.search(
            r"(?<=\w )[A-ZÀ-Þ][^\W\d_]{2,}|[A-ZÀ-Þ]\w+'s|[A-ZÀ-Þ][^\W\d_]*[^\x00-\x7f]", quote
        )
        is not None
    )


_AWAY = re.compile(r"(?<!\w)(?:away|off|apart|further|farther)(?! (?:from|of))(?!\w)")


def _nowhere(case: Case, text: str, names: tuple[str, ...], role: str) -> Said:
    left_open = role == "target" or (role == "class" and not _has_name(case.passage.words))
    if not case.passage.context or left_open:
        return Said(Outcome.NOT_JUDGED, text, "", "the quote does not name it")
    said = wide(case.passage).words
    if _stands(case, text, names, said) or _within_text(text, said):
        return Said(Outcome.NOT_JUDGED, text, "", "it is not named near the quote")
    return Said(Outcome.ELSEWHERE, text, "", "the text does not name it")


def _within_text(text: str, said: str) -> bool:
    """Say whether a text speaks of a country without its name: by an adjective or by a city."""
    mine = _country(text)
    if mine is None:
        return False
    from claims.places.gazetteer import cities, countries  # noqa: PLC0415 - for a mismatch only

    spoken = _said(said)
    names = (*countries()[mine].names, *countries()[mine].adjectives)
    if any(_all_in((name,), spoken) for name in names):
        return True
    return any(c.country == mine for one in places_in(said)[:40] for c in cities(one.words)[:3])


def _plain(case: Case, text: str) -> Said:
    """Judge a place that has no name: "the star's habitable zone"."""
    wanted = stems(text)
    for where, said in (("", case.passage.words), *((w, s.words) for w, s in around(case.passage))):
        if wanted and len(wanted & stems(said)) * 2 > len(wanted):
            return Said(Outcome.AGREES, text, "", f"it stands in {where}" if where else "")
    return Said(Outcome.NOT_JUDGED, text, "", "it is no name")


@lru_cache(maxsize=4096)
def _names(text: str) -> tuple[str, ...]:
    """Return the words of a record's place that are names."""
    found = re.findall(r"[^\W\d_][\w'’.-]*", text)
    return tuple(
        w.rstrip(".")
        for w in found
        if not w[0].islower()
        and w.lower() not in words("empty")
        and w.lower() not in words("place_nouns")
    )


@lru_cache(maxsize=4096)
def _said(text: str) -> tuple[str, ...]:
    plain = re.sub(r"['’]s\b", "", text)
    return tuple(fold(word.rstrip(".")) for word in re.findall(r"[^\W\d_][\w'’.-]*", plain))


def _all_in(names: tuple[str, ...], said: tuple[str, ...]) -> bool:
    folded = [part for name in names for part in fold(name.rstrip(".")).split()]
    spoken = [part for word in said for part in word.split()]
    return all(any(meets(one, other) for other in spoken) for one in folded)


def _stands(case: Case, text: str, names: tuple[str, ...], said: str) -> bool:
    """Say whether a text names a place, by its name, its short name or what is of it."""
    spoken = _said(said)
    if _all_in(names, spoken):
        return True
    concept = case.vocabulary.parties.get(text)
    others = (concept.name, *concept.also) if concept is not None else ()
    return any(_all_in(own, spoken) for other in others if (own := _names(other)))


def _held(
    text: str, names: tuple[str, ...], role: str, held: tuple[Named, ...], quote: str
) -> Said:
    """Judge a place that the quote names: whether as what the record has it for."""
    own = [
        one
        for one in held
        if _all_in(names, _said(one.words)) or _all_in(_names(one.words), _said(text))
    ]
    opposite = {"from": "to", "to": "from"}.get(role)
    if own and opposite and all(one.role == opposite for one in own):
        reason = f'the text has it as where it was "{opposite}"'
        return Said(Outcome.DISAGREES, text, own[0].words, reason)
    mine = _compass(re.sub(r"\b[A-Z]\w*", "", text))
    sides = {one.compass for one in own if one.compass}
    if mine and sides and mine not in sides:
        reason = f"the text says {min(sides)}"
        return Said(Outcome.DISAGREES, text, quote, reason)
    return Said(Outcome.AGREES, text, own[0].words if own else "")


def _suits(marked: str, role: str) -> bool:
    """Say whether a name marked with one role can be what a field of another holds."""
    if role in {"from", "to"}:
        return marked == role
    if role == "target":
        return marked in {"of", "to", "at"}
    return marked == "at" or (role == "any" and marked != "of")


def _rival(case: Case, text: str, names: tuple[str, ...], rivals: list[Named]) -> Said:
    """Judge a place where the quote names others in its stead."""
    for one in rivals:
        relation = _contains(text, one.words, wide(case.passage).words)
        if relation == "same":
            return Said(Outcome.AGREES, text, one.words)
        if relation == "wider":
            reason = "the text says it more closely"
            return Said(Outcome.WEAKER, text, one.words, reason, one.words)
        if relation == "narrower":
            near = any(_stands(case, text, names, s.words) for _, s in around(case.passage))
            if near:
                return Said(Outcome.AGREES, text, one.words, "the words around it name it")
            return Said(
                Outcome.STRONGER, text, one.words, "the text says it less closely", one.words
            )
    reason = "the text names another place"
    return Said(Outcome.DISAGREES, text, rivals[0].words, reason, rivals[0].words)


def _contains(record: str, said: str, text: str) -> str:
    """Say how a record's place lies to a rival's, as far as their countries tell."""
    mine, its = _country(record), _country(said)
    if mine is not None and its is not None:
        return "same" if mine == its else ""
    from claims.places.gazetteer import cities  # noqa: PLC0415 - loads the map, for a mismatch only

    if mine is not None:
        found = cities(said)
        if any(city.country == mine for city in found):
            return "wider"
        return "wider" if not found and _within_text(record, text) else ""
    if its is not None:
        bare = " ".join(_names(record)) or record
        return "narrower" if any(city.country == its for city in cities(bare)) else ""
    return ""


@lru_cache(maxsize=1024)
def _country(name: str) -> str | None:
    from claims.places.gazetteer import country_named  # noqa: PLC0415 - as above

    bare = " ".join(_names(name)) or name
    if len(bare.replace(".", "")) <= 3 and not bare.isupper():
        return None
    found = country_named(bare)
    return found.id if found is not None else None


def _bearing(case: Case, text: str) -> Said | None:
    wanted = _compass(text)
    said = [_compass(m[0]) for m in _COMPASS.finditer(case.passage.words.replace("-", ""))]
    said = [side for side in said if side != "central"]
    if not wanted or not said:
        return None
    if wanted in said:
        return Said(Outcome.AGREES, text, wanted)
    return Said(Outcome.DISAGREES, text, said[0], f"the text says {said[0]}", said[0])
