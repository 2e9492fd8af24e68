"""Units as people write them: which unit a spelling means, and what it is in base units.

Every unit comes out of one pint registry. Since pint takes a fifth of a second to import, the
spellings of `data/units.yaml` are compiled with it beforehand into `data/units.json`
(`python -m claims.units` writes that file again), and pint itself is asked only for the rest.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pint

LONGEST = 60
"""The longest text, in characters, that is looked at as a unit."""

CACHE_VERSION = "1"
"""Part of the name of the cache folder; to be raised when the way the registry is built changes."""

Readings = tuple["Unit", ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `value * factor + offset` is the value in base units.

    Base units are those of the SI (metre, kilogram, second, kelvin, ampere), with radian, bit and
    each currency beside them. The dimension is written as pint writes it, `[length] / [time]`; it
    is empty for pure numbers, counts and shares. Angles, information and every currency have
    dimensions of their own, so that none of them compares with a bare number.
    """

    name: str
    factor: Fraction
    offset: Fraction
    dimension: str


BARE = Unit("", Fraction(1), Fraction(0), "")
"""The unit of a number that has none."""


class _Table(NamedTuple):
    """The compiled spellings: exact symbols, lower-case words, and the choice by country."""

    units: dict[str, Unit]
    pint_names: dict[str, str]
    symbols: dict[str, list[str]]
    words: dict[str, list[str]]
    by_country: dict[str, dict[str, list[str]]]
    countries: dict[str, str]


# --- reading -------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def read_unit(text: str, country: str | None = None) -> Readings | None:
    """Return what a unit's spelling may mean, the default first; None where it means nothing.

    The country (a name or a code of ISO 3166) chooses the default where a word has several
    meanings: a ton, a gallon, a dollar. Symbols are taken letter by letter, words in any case.
    """
    if len(text) > LONGEST:
        return None
    folded = _folded(text)
    if not folded:
        return None
    found = _listed(folded, country)
    if found:
        return found
    return _composed(folded, country)


@lru_cache(maxsize=4096)
def listed_unit(text: str, country: str | None = None) -> Readings | None:
    """Return what a listed spelling of a unit may mean; nothing for what only pint would know.

    For running text, where any word may follow a number and most are no units.
    """
    folded = _folded(text) if len(text) <= LONGEST else ""
    return _listed(folded, country) if folded else None


def suggest(text: str) -> tuple[str, ...]:
    """Return up to three known spellings close to the text, the closest first."""
    import difflib  # noqa: PLC0415 - only needed for a complaint

    folded = _folded(text[:LONGEST])
    table = _table()
    known = sorted({*table.words, *table.symbols})
    close = difflib.get_close_matches(folded.lower(), known, n=3, cutoff=0.7)
    return tuple(close)


def spellings() -> tuple[tuple[str, str, str], ...]:
    """Return every listed spelling of a unit, the name of the unit, and what it measures."""
    table = _table()
    return tuple(
        (word, table.units[names[0]].name, table.units[names[0]].dimension)
        for words in (table.symbols, table.words)
        for word, names in words.items()
    )


def country_name(country: str | None) -> str | None:
    """Return the name under which the tables know a country, or the text itself."""
    if country is None:
        return None
    return _table().countries.get(country.strip().casefold(), country.strip())


def _folded(text: str) -> str:
    """Return the text with one way to write each sign: compatibility forms, spaces, full stops."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").replace("\u22c5", "·")
    text = " ".join(text.split())
    return re.sub(r"(?<=[a-z])\.(?=\s|$)", "", text)


def _listed(folded: str, country: str | None) -> Readings | None:
    """Look a folded text up in the compiled table, as symbol, then as words."""
    table = _table()
    lower = folded.lower().replace("-", " ")
    found, key = table.symbols.get(folded), folded
    if found is None:
        lower = re.sub(r" an? ", " per ", lower)
        found, key = table.words.get(lower), lower
    if found is None:
        return None
    choice = table.by_country.get(country_name(country) or "", {})
    return tuple(table.units[name] for name in choice.get(key, found))


# --- units that the table lacks ------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,3}|[%°$€£¥₩]")
_POWER = re.compile(r"(?:\^|\*\*)?(-?[1-9])(?!\d)")
_JOINT = re.compile(r" ?(\*|·|\.|/| per |-| ) ?")
_MOST_FACTORS = 6
_MOST_READINGS = 6
_BARE_SYMBOLS = frozenset(
    (
        *("m", "g", "s", "A", "K", "mol", "cd", "Hz", "N", "Pa", "J", "W", "C", "V", "F", "ohm"),
        *("Ω", "S", "Wb", "T", "H", "lm", "lx", "Bq", "Gy", "Sv", "kat", "L", "l", "eV", "t"),
        *("bar", "bit"),
    )
)


def _composed(folded: str, country: str | None) -> Readings | None:
    """Ask pint for a unit: one word that it knows, or a product of powers of words."""
    factors = _factors(re.sub(r" an? ", " per ", folded))
    if factors is None:
        return None
    choices = []
    for word, power in factors:
        names = _pint_names(word, country)
        if not names:
            return None
        choices.append([f"({name}) ** {power}" for name in names])
    expressions = islice(product(*choices), _MOST_READINGS)
    units = [_measure(folded, " * ".join(parts)) for parts in expressions]
    return tuple(dict.fromkeys(unit for unit in units if unit)) or None


def _factors(folded: str) -> list[tuple[str, int]] | None:
    """Take "kg m/s^2" apart into words and powers; at most six of them, each power one digit.

    All that follows a stroke divides, as in "J/kg K"; a star after a stroke could be read either
    way and is refused.
    """
    factors: list[tuple[str, int]] = []
    sign, at = 1, 0
    while len(factors) < _MOST_FACTORS:
        match = _WORD.match(folded, at)
        if match is None:
            return None
        word = _longest_listed(match[0])
        at += len(word)
        power = _POWER.match(folded, at)
        at = power.end() if power else at
        factors.append((word, sign * (int(power[1]) if power else 1)))
        if at == len(folded):
            return factors
        joint = _JOINT.match(folded, at)
        if joint is None or (joint[1] == "*" and sign < 0):
            return None
        at = joint.end()
        sign = -1 if joint[1].strip() in {"/", "per"} else sign
    return None


def _longest_listed(run: str) -> str:
    """Return the longest start of a run of words that is a listed unit, else its first word."""
    words = run.split(" ")
    starts = (" ".join(words[:count]) for count in range(len(words), 1, -1))
    return next((start for start in starts if _listed(start, None)), words[0])


def _pint_names(word: str, country: str | None) -> list[str]:
    """Return pint's names of one word: several for one with several readings, none for no unit.

    Pint takes any prefix before any unit, and so reads "cats" as hundredths of an atmosphere. Here
    a prefix in full wants a unit in full, and a symbol of a prefix wants one of the SI's symbols.
    """
    listed = _listed(word, country)
    if listed:
        return [_table().pint_names[unit.name] for unit in listed]
    try:
        for prefix, name, suffix in registry().parse_unit_name(word):
            if _is_meant(word, prefix, name, suffix):
                return [prefix + name]
    except Exception:  # noqa: BLE001 - whatever pint raises over a text means "no unit"
        return []
    return []


def _is_meant(word: str, prefix: str, name: str, suffix: str) -> bool:
    stem = word.removesuffix(suffix) if suffix else word
    if not prefix:
        return len(stem) > 2 or (not suffix and stem in _BARE_SYMBOLS)
    if stem.startswith(prefix):
        return len(stem) - len(prefix) > 2
    if word in {"am", "pm"}:  # hours of the clock, not attometres and picometres
        return False
    symbol = registry().get_symbol(name)
    return not suffix and symbol in _BARE_SYMBOLS and word == registry().get_symbol(prefix + name)


# "ly^9 ly^9 …" would lead out of what a float can say of a bound.
_LEAST_FACTOR = Fraction(1, 10**100)


def _measure(shown: str, expression: str) -> Unit | None:
    """Return the unit that a pint expression stands for; None where pint cannot say, exactly."""
    try:
        ureg = registry()
        unit = ureg.parse_units(expression)
        zero = ureg.Quantity(Fraction(0), unit).to_base_units()
        one = ureg.Quantity(Fraction(1), unit).to_base_units()
        dimension = _dimension(one.units)
        offset = _exact(zero.magnitude)
        factor = _exact(one.magnitude - zero.magnitude)
    except Exception:  # noqa: BLE001 - whatever pint raises over a text means "no unit"
        return None
    if offset is None or factor is None or dimension is None:
        return None
    if not _LEAST_FACTOR < factor < 1 / _LEAST_FACTOR:
        return None
    return Unit(shown, factor, offset, dimension)


def _exact(number: object) -> Fraction | None:
    """Return a number of pint's as a fraction; None for a float, which is no exact factor."""
    return Fraction(number) if isinstance(number, int | Fraction) else None


_OWN_DIMENSIONS = {"radian": "[angle]", "bit": "[information]", "count": ""}


def _dimension(unit: Any) -> str | None:
    powers: dict[str, Fraction] = {}
    for name, power in unit._units.items():  # noqa: SLF001 - pint offers no other way to the parts
        parts: Mapping[str, Any]
        if name in _OWN_DIMENSIONS:
            parts = {_OWN_DIMENSIONS[name]: 1}
        else:
            parts = registry().get_dimensionality(name)
        for part, times in parts.items():
            # Powers are whole numbers or fractions, whatever wider type pint declares for them.
            powers[part] = powers.get(part, Fraction(0)) + Fraction(str(power)) * Fraction(
                str(times)
            )
    powers.pop("", None)
    if any(power.denominator != 1 for power in powers.values()):
        return None
    over = [_power(name, power) for name, power in sorted(powers.items()) if power > 0]
    under = [_power(name, -power) for name, power in sorted(powers.items()) if power < 0]
    if not under:
        return " * ".join(over)
    return " / ".join([" * ".join(over) or "1", *under])


def _power(name: str, power: Fraction) -> str:
    return name if power == 1 else f"{name} ** {power}"


# --- the registry and the compiled table ---------------------------------------------------------


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return the one pint registry of the program, with exact fractions for numbers.

    Its parsed definitions are kept in the user's cache folder, under pint's version and ours;
    where that cannot be read or written the registry is built without.
    """
    import pint  # noqa: PLC0415 - pint takes long to import, and most runs do without

    folder = _cache_folder(pint.__version__)
    if folder is not None:
        try:
            return _build_registry(folder)
        except Exception:  # noqa: BLE001 - a cache that is broken in any way is done without
            return _build_registry(None)
    return _build_registry(None)


def _build_registry(folder: str | None) -> pint.UnitRegistry[Any]:
    import pint  # noqa: PLC0415 - pint takes long to import, and most runs do without

    ureg: pint.UnitRegistry[Any] = pint.UnitRegistry(non_int_type=Fraction, cache_folder=folder)
    ureg.load_definitions(_data("units.txt").splitlines())
    return ureg


def _cache_folder(version: str) -> str | None:
    try:
        import platformdirs  # noqa: PLC0415 - comes with pint

        path = platformdirs.user_cache_path("counterclaim") / f"pint-{version}-{CACHE_VERSION}"
        path.mkdir(parents=True, exist_ok=True)
    except (ImportError, OSError, RuntimeError):
        return None
    return str(path)


def _data(name: str) -> str:
    return resources.files("claims").joinpath("data", name).read_text(encoding="utf-8")


@cache
def _table() -> _Table:
    raw = json.loads(_data("units.json"))
    units = {
        name: Unit(name, Fraction(row["factor"]), Fraction(row["offset"]), row["dimension"])
        for name, row in raw["units"].items()
    }
    return _Table(
        units,
        {name: row["is"] for name, row in raw["units"].items()},
        raw["symbols"],
        raw["words"],
        raw["by_country"],
        raw["countries"],
    )


def compile_units() -> str:
    """Return the text of `data/units.json`, made from `data/units.yaml` through the registry.

    Raises:
        ValueError: a row is not a unit, or two rows claim one spelling.

    """
    import yaml  # noqa: PLC0415 - only needed to compile

    source = yaml.load(_data("units.yaml"), Loader=yaml.CSafeLoader)
    units: dict[str, Any] = {}
    symbols: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    by_country: dict[str, dict[str, list[str]]] = {}
    for spelling, into, name, expression in _spellings(source["units"]):
        if name not in units:
            units[name] = _row(name, expression)
        _claim(symbols if into == "symbols" else words, spelling, [name])
    for row in source["readings"]:
        for spelling, into in _row_spellings(row):
            (symbols if into == "symbols" else words)[spelling] = row["are"]
            for country, names in row.get("in", {}).items():
                by_country.setdefault(country, {})[spelling] = names
    named = {name for names in (*symbols.values(), *words.values()) for name in names}
    named |= {name for rows in by_country.values() for names in rows.values() for name in names}
    if missing := named - units.keys():
        raise ValueError(f"units.yaml names units that it does not define: {sorted(missing)}")
    countries = {
        alias.casefold(): country
        for country, aliases in source["countries"].items()
        for alias in (country, *aliases)
    }
    compiled = {
        "units": units,
        "symbols": symbols,
        "words": words,
        "by_country": by_country,
        "countries": countries,
    }
    return json.dumps(compiled, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def _row(name: str, expression: str) -> dict[str, str]:
    unit = _measure(name, expression)
    if unit is None:
        raise ValueError(f"units.yaml: {name!r} is no unit: {expression!r}")
    return {
        "is": expression,
        "factor": str(unit.factor),
        "offset": str(unit.offset),
        "dimension": unit.dimension,
    }


def _claim(into: dict[str, list[str]], spelling: str, names: list[str]) -> None:
    if into.setdefault(spelling, names) != names:
        raise ValueError(f"units.yaml: {spelling!r} is both {into[spelling]} and {names}")


def _spellings(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (spelling, "words" or "symbols", shown name, pint expression), prefixes put on."""
    for row in rows:
        yield from _with_powers(row, row["name"], row["is"])
        for shown, prefix in row.get("prefixes", {}).items():
            prefixed = {
                "words": [prefix + word for word in row["words"]],
                "symbols": [shown],
                "powers": row.get("powers"),
            }
            yield from _with_powers(prefixed, shown, prefix + row["is"])


def _with_powers(
    row: dict[str, Any], name: str, expression: str
) -> Iterator[tuple[str, str, str, str]]:
    plain = list(_row_spellings(row))
    for spelling, into in plain:
        yield spelling, into, name, expression
    if not row.get("powers"):
        return
    for power, sign, adjective, short in ((2, "²", "square", "sq"), (3, "³", "cubic", "cu")):
        shown, raised = name + sign, f"({expression}) ** {power}"
        for spelling, into in plain:
            if into == "words":
                yield f"{adjective} {spelling}", into, shown, raised
                yield f"{short} {spelling}", into, shown, raised
            else:
                for form in (f"{short} {spelling}", f"{spelling}{power}", f"{spelling}^{power}"):
                    yield form, into, shown, raised


def _row_spellings(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for symbol in row.get("symbols", []):
        yield _folded(symbol), "symbols"
    plurals = row.get("plural") or [_plural(word) for word in row.get("words", [])]
    for word in dict.fromkeys([*row.get("words", []), *plurals, *row.get("also", [])]):
        yield _folded(word).lower(), "words"


def _plural(word: str) -> str:
    head, per, rest = word.partition(" per ")
    return f"{head}s{per}{rest}"


def main() -> None:
    """Write `data/units.json` again, whole or not at all."""
    from pathlib import Path  # noqa: PLC0415 - only needed to compile

    target = Path(__file__).parent / "data" / "units.json"
    part = target.with_suffix(".json.part")
    part.write_text(compile_units(), encoding="utf-8")
    part.replace(target)


if __name__ == "__main__":
    main()
