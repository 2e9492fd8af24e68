"""The rules on quantities say the same whatever the order, the names and the units."""

from __future__ import annotations

import json
from fractions import Fraction
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from claims.load import load
from claims.source import Source
from claims.vocabulary import shipped
from claims.yaml_reader import read_yaml
from rules import catalogue
from rules.claimset import ClaimSet
from rules.contract import Anchor, Verdict
from rules.engine import Outcome, check
from rules.quantity._ballistic import fall_time, flight_time
from rules.quantity._relations import table
from rules.quantity._schemes import schemes
from rules.quantity.disagreement import MOST_TOLD
from rules.quantity.plausible import ranges

CASES = yaml.safe_load(
    (Path(__file__).parent / "data" / "rules_quantity.yaml").read_text(encoding="utf-8")
)
RULES = tuple(rule for rule in catalogue.rule_ids() if rule.startswith("quantity/"))
Row = dict[str, Any]

lengths = st.fractions(-1000, 1000, max_denominator=8)
spans = st.tuples(lengths, lengths).map(lambda ends: (min(ends), max(ends)))
FEET = Fraction(3048, 10000)


def run(rule: str, *rows: Row, **document: str) -> Outcome:
    """Check rows of one document by one rule; the ids are numbers where none are given."""
    return run_files(rule, [{"claims": rows, **document}])


def run_files(rule: str, files: list[Row]) -> Outcome:
    trees, faults = [], []
    for at, file in enumerate(files):
        claims = [{"id": f"c{n}", **row} for n, row in enumerate(file["claims"])]
        head = {"id": f"d{at}", "published": "2024-03-06", "publisher": "Gazette"}
        head |= {key: value for key, value in file.items() if key != "claims"}
        text = json.dumps({"document": head, "claims": claims}, default=str)
        read, wrong = read_yaml(Source(f"{at}.yaml", text))
        trees += read
        faults += wrong
    return check(load(trees, shipped(), faults), [rule])


def told(outcome: Outcome) -> str:
    """Return the severity of the one finding, or whether anything was compared at all."""
    if outcome.findings:
        (finding,) = outcome.findings
        return finding.severity.value
    return "holds" if outcome.verdicts[Verdict.HOLDS] else "nothing"


def length(value: str, **fields: str) -> Row:
    return {"kind": "measurement", "of": "ship", "property": "length", "value": value, **fields}


def interval(ends: tuple[Fraction, Fraction], scale: Fraction = Fraction(1)) -> str:
    return f"[{ends[0] / scale}, {ends[1] / scale}]"


def shape(outcome: Outcome) -> list[tuple[str, str]]:
    """Return what is told without the names of claims."""
    return sorted((f.severity.value, f.judgement.message) for f in outcome.findings)


# --- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "expected"), CASES["conversions"])
def test_a_value_in_two_units_is_judged_as_the_table_says(value: str, expected: str) -> None:
    row = {"kind": "measurement", "of": "ship", "property": "thing", "value": value}
    assert told(run("quantity/conversion", row)) == expected


@pytest.mark.parametrize(("name", "value", "expected"), CASES["dimensions"])
def test_a_unit_is_held_against_its_property(name: str, value: str, expected: str) -> None:
    row = {"kind": "measurement", "of": "ship", "property": name, "value": value}
    assert told(run("quantity/dimension", row)) == expected


@pytest.mark.parametrize(("row", "expected"), CASES["fields"])
def test_a_unit_is_held_against_its_field(row: Row, expected: str) -> None:
    assert told(run("quantity/dimension", row)) == expected


@pytest.mark.parametrize(("why", "first", "second", "expected"), CASES["rivals"])
def test_rival_values_are_judged_as_the_table_says(
    why: str, first: Row, second: Row, expected: str
) -> None:
    assert why
    base = length("1 m")
    rows = ({"id": "a", **base, **first}, {"id": "b", **base, **second})
    assert told(run("quantity/disagreement", *rows)) == expected


@pytest.mark.parametrize(("first", "second", "expected"), CASES["classes"])
def test_a_class_is_held_against_a_value(first: Row, second: Row, expected: str) -> None:
    rows = (
        {"kind": "classification", "of": "rocket", **first},
        {"kind": "measurement", "of": "rocket", **second},
    )
    assert told(run("quantity/class", *rows)) == expected


# --- values of one property ----------------------------------------------------------------------


@given(st.lists(spans, min_size=2, max_size=6))
def test_two_values_disagree_if_they_have_nothing_in_common(
    ends: list[tuple[Fraction, Fraction]],
) -> None:
    rows = [length(f"{interval(one)} m") for one in ends]
    apart = {frozenset((one, other)) for one in ends for other in ends if one[1] < other[0]}
    assert len(run("quantity/disagreement", *rows).findings) == len(apart)


@given(st.lists(spans, min_size=2, max_size=5), st.data())
def test_writing_a_value_in_another_unit_changes_no_verdict(
    ends: list[tuple[Fraction, Fraction]], data: st.DataObject
) -> None:
    in_feet = [data.draw(st.booleans()) for _ in ends]
    metric = [length(f"{interval(one)} m") for one in ends]
    mixed = [
        length(f"{interval(one, FEET)} ft" if feet else f"{interval(one)} m")
        for one, feet in zip(ends, in_feet, strict=True)
    ]
    one, other = (run("quantity/disagreement", *rows) for rows in (metric, mixed))
    assert one.verdicts == other.verdicts


@st.composite
def files(draw: st.DrawFn) -> list[Row]:
    """Return files of few subjects and values, so that rivals, echoes and disputes are common."""
    row = st.fixed_dictionaries(
        {
            "kind": st.just("measurement"),
            "of": st.sampled_from(("ship", "barge")),
            "property": st.sampled_from(("length", "speed", "deaths", "range")),
            "value": st.sampled_from(
                ("9", "9 m", "12 m", "40 ft", "about 12 m", "900 m (1,000 yards)", "half")
            ),
        },
        optional={
            "role": st.sampled_from(("actual", "capability")),
            "statistic": st.sampled_from(("mean", "total")),
            "said_by": st.sampled_from(("A", "B")),
            "hedge": st.sampled_from(("believed", "denied")),
            "when": st.sampled_from(("2024-03-01", "2024-03-02", "2024-02", "2024-03-01/03-03")),
        },
    )
    sort = st.fixed_dictionaries(
        {
            "kind": st.just("classification"),
            "of": st.sampled_from(("ship", "barge")),
            "class": st.sampled_from(("short-range", "medium-range", "odd")),
        },
        optional={"scheme": st.sampled_from(("CRS", "Britannica", "other"))},
    )
    parts = st.dictionaries(
        st.sampled_from(("deck", "engine", "galley")), st.sampled_from(("9", "40 %", "9 (40 %)"))
    )
    total = st.fixed_dictionaries(
        {
            "kind": st.just("total"),
            "of": st.sampled_from(("ship", "barge")),
            "property": st.just("crew"),
            "value": st.sampled_from(("9", "at least 12", "23")),
            "parts": parts.filter(bool),
            "exhaustive": st.booleans(),
        }
    )
    change = st.fixed_dictionaries(
        {
            "kind": st.just("comparison"),
            "of": st.just("ship"),
            "than": st.just("barge"),
            "property": st.sampled_from(("length", "speed")),
        },
        optional={
            "from": st.just("9 m"),
            "to": st.just("30 m"),
            "by": st.sampled_from(("21 m", "3 m")),
            "times": st.sampled_from(("7", "half")),
            "percent": st.just("25 %"),
        },
    )
    claim = row | sort | total | change
    documents = draw(st.lists(st.lists(claim, max_size=6), min_size=1, max_size=3))
    dates = ("2024-03-06", "2024-03-07")
    return [
        {
            "id": f"doc{at}",
            "published": draw(st.sampled_from(dates)),
            "claims": [{"id": f"c{n}", **claim} for n, claim in enumerate(claims)],
        }
        for at, claims in enumerate(documents)
    ]


@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_files_and_claims_changes_nothing(held: list[Row], random: Any) -> None:
    mixed = [
        {**file, "claims": random.sample(file["claims"], len(file["claims"]))} for file in held
    ]
    random.shuffle(mixed)
    for rule in RULES:
        one, other = run_files(rule, held), run_files(rule, mixed)
        assert (one.findings, one.verdicts) == (other.findings, other.verdicts)


@given(files(), st.integers(1, 96))
def test_the_names_of_claims_change_no_verdict(held: list[Row], shift: int) -> None:
    renamed = [
        {
            **file,
            "claims": [{**row, "id": f"n{hash_of(row['id'], shift)}"} for row in file["claims"]],
        }
        for file in held
    ]
    for rule in RULES:
        one, other = run_files(rule, held), run_files(rule, renamed)
        assert one.verdicts == other.verdicts
        assert shape(one) == shape(other)


def hash_of(name: str, shift: int) -> int:
    """Return a number that orders names otherwise: multiplication by a unit modulo a prime."""
    return (int(name[1:]) + 1) * shift % 97


def test_what_one_speaker_repeats_is_told_once() -> None:
    rows = [length("64 m"), length("64 m"), length("64 m"), length("71 m")]
    outcome = run("quantity/disagreement", *rows)
    (finding,) = outcome.findings
    assert len(finding.judgement.parts) == 2
    assert [part.label for part in finding.judgement.related] == ["says the same"] * 2
    assert outcome.not_judged == ()


def test_many_rivals_do_not_flood_the_report() -> None:
    rows = [length(f"[{n}, {n}] m") for n in range(30)]
    outcome = run("quantity/disagreement", *rows)
    assert len(outcome.findings) == MOST_TOLD
    left_out = 30 * 29 // 2 - MOST_TOLD
    lines = [line for f in outcome.findings for line in f.judgement.working]
    assert [line for line in lines if line.startswith(f"{left_out} more")]


@pytest.mark.parametrize("odd", [0, 377, 799])
def test_the_odd_value_among_thousands_is_found(odd: int) -> None:
    rows = [length(f"[{100 + n / 1000}, 200] m") for n in range(800)]
    rows[odd] = length("[1, 2] m")
    outcome = run("quantity/disagreement", *rows)
    keys = {part.claim for f in outcome.findings for part in f.judgement.parts}
    assert f"d0#c{odd}" in keys
    assert all(f.judgement.parts[1].claim == f"d0#c{odd}" for f in outcome.findings)
    assert sum(outcome.verdicts.values()) < 20 * len(rows)


def test_the_only_two_of_many_values_that_disagree_are_found() -> None:
    rows = [length(f"[{-n}, {1000 + n}] m") for n in range(100)]
    rows[30], rows[60] = length("[1, 2] m"), length("[900, 901] m")
    (finding,) = run("quantity/disagreement", *rows).findings
    assert [part.claim for part in finding.judgement.parts] == ["d0#c60", "d0#c30"]


def test_a_toll_of_many_years_that_once_falls_is_found() -> None:
    base = {"kind": "measurement", "of": "storm", "property": "deaths"}
    rows = [{**base, "value": n + 100, "when": f"{1900 + n:04d}-03-01"} for n in range(90)]
    rows[70]["value"] = 5
    outcome = run("quantity/disagreement", *rows)
    assert any(f.judgement.parts[0].claim == "d0#c70" for f in outcome.findings)
    assert all("d0#c70" in {p.claim for p in f.judgement.parts} for f in outcome.findings)


# --- speakers and documents ----------------------------------------------------------------------


def test_one_speaker_in_documents_of_two_dates_changed_the_account() -> None:
    outcome = run_files(
        "quantity/disagreement",
        [
            {"claims": [length("64 m")], "published": "2024-03-06"},
            {"claims": [length("71 m")], "published": "2024-03-08"},
        ],
    )
    (finding,) = outcome.findings
    assert finding.standing.startswith("a changed account")
    assert finding.judgement.parts[0].claim == "d1#c0"


def test_a_changing_value_of_another_day_is_no_rival() -> None:
    speed = {"property": "speed"}
    outcome = run_files(
        "quantity/disagreement",
        [
            {"claims": [length("9 knots", **speed)], "published": "2024-03-06"},
            {"claims": [length("12 knots", **speed)], "published": "2024-03-08"},
        ],
    )
    assert told(outcome) == "nothing"


def test_documents_without_a_date_are_not_of_one_time() -> None:
    files_given = [
        {"claims": [length(value, property="speed")], "published": None}
        for value in ("9 knots", "12 knots")
    ]
    assert told(run_files("quantity/disagreement", files_given)) == "nothing"


def test_an_event_that_took_place_twice_may_have_had_two_values() -> None:
    event = {"id": "e", "kind": "event", "activity": "missile launch", "count": 2}
    flown = [length(value, of="e", property="distance flown") for value in ("450 km", "600 km")]
    assert told(run("quantity/disagreement", event, *flown)) == "warning"
    assert told(run("quantity/disagreement", {**event, "count": 1}, *flown)) == "error"


def test_an_unknown_property_of_an_event_does_not_change() -> None:
    event = {"id": "e", "kind": "event", "activity": "storm"}
    rows = [
        length(value, of="e", property="gusts", when=when)
        for value, when in (("30 m/s", "2024-03-01"), ("40 m/s", "2024-03-02"))
    ]
    assert told(run("quantity/disagreement", event, *rows)) == "error"


def test_the_whole_of_a_total_is_a_rival_of_a_measurement() -> None:
    whole = {"kind": "total", "of": "ship", "property": "crew", "value": 23, "parts": {"deck": 9}}
    assert told(run("quantity/disagreement", whole, length("24", property="crew"))) == "error"


def test_a_value_of_a_claim_that_could_not_be_read_has_no_subject() -> None:
    broken = {"id": "e", "kind": "event"}
    rows = [length("64 m", of="e"), length("71 m", of="e")]
    assert told(run("quantity/disagreement", broken, *rows)) == "nothing"


# --- conversion and class ------------------------------------------------------------------------


def test_every_field_and_part_is_held_against_its_brackets() -> None:
    wrong = "10 km (10 miles)"
    rows: list[Row] = [
        {"kind": "total", "of": "x", "property": "y", "value": "1", "parts": {"a": wrong}},
        {"kind": "comparison", "of": "x", "property": "y", "from": wrong, "to": "2 km"},
        {"kind": "reach", "of": "x", "target": "Norway", "distance": wrong},
        {"kind": "location", "of": "x", "place": "Norway", "distance": wrong},
    ]
    outcome = run("quantity/conversion", *rows)
    at = [f.judgement.parts[0].at for f in outcome.findings]
    fields = {anchor.field for anchor in at if isinstance(anchor, Anchor)}
    assert fields == {("parts", "a"), ("from",), ("distance",)}
    assert len(outcome.findings) == 4


def test_the_working_shows_how_a_value_is_read() -> None:
    rows = [length("930 miles", property="range"), length("1,300 km", property="range")]
    (finding,) = run("quantity/disagreement", *rows).findings
    assert finding.judgement.working == (
        "930 mile = 1496.69 km; read as 1488.6–1504.7 km; does not meet 1250–1350 km",
        "1300 km; read as 1250–1350 km",
        "they agree from 3.39 times the tolerance read here",
    )


def test_a_dispute_lists_who_says_what() -> None:
    rows = [
        length("64 m", said_by="the harbour master"),
        length("71 m", said_by="the owner"),
        length("64 m", said_by="the yard"),
    ]
    for finding in run("quantity/disagreement", *rows).findings:
        lines = finding.judgement.working
        table = lines[[line.startswith("said ") for line in lines].index(True) :]
        rows_of = {line.split("  ")[0].strip(): line for line in table[1:3]}
        assert rows_of['"71 m"'].endswith("  the owner")
        assert "the harbour master" in rows_of['"64 m"']
        assert "the yard" in rows_of['"64 m"']


def test_the_one_slip_that_explains_a_gap_is_named() -> None:
    row = {"kind": "measurement", "of": "ship", "property": "thing"}
    (swapped,) = run("quantity/conversion", {**row, "value": "150 miles (93 km)"}).findings
    assert "the two units look swapped" in swapped.judgement.help
    (unknown,) = run("quantity/conversion", {**row, "value": "3,700 km (3,000 miles)"}).findings
    assert unknown.judgement.help == "correct one of the two; 3700 km is 2299.07 mile"


@pytest.mark.parametrize(
    ("value", "slip"),
    [
        ("200 nautical miles (322 km)", "200 nautical mile stands for mile"),
        ("2,000 short tons (2,032 tonnes)", "2000 short ton stands for long ton"),
        ("500 km (31 miles)", "a factor of 10"),
        ("930 km (587 miles)", "transposed: 587 for 578"),
        ("100 m² (328 square feet)", "an area looks converted as a length"),
        ("20 °C (36 °F)", "a difference of temperatures"),
    ],
)
def test_a_slip_is_told_by_its_sort(value: str, slip: str) -> None:
    row = {"kind": "measurement", "of": "ship", "property": "thing", "value": value}
    (finding,) = run("quantity/conversion", row).findings
    assert slip in finding.judgement.help


def test_classes_of_an_event_are_held_against_what_it_flew() -> None:
    event = {"id": "e", "kind": "event", "activity": "missile launch", "classes": ["SRBM"]}
    flown = length("about 500 miles", of="e", property="distance travelled")
    (finding,) = run("quantity/class", event, flown).findings
    assert finding.severity.value == "note"
    assert "CRS and common usage, not under Britannica (to 480 km)" in finding.judgement.message


def test_a_scheme_of_ballistic_missiles_does_not_sort_cruise_missiles() -> None:
    classes = ["cruise missile", "short-range"]
    event = {"id": "e", "kind": "event", "activity": "missile launch", "classes": classes}
    flown = length("1,500 km", of="e", property="range")
    assert told(run("quantity/class", event, flown)) == "nothing"


def test_the_classes_of_a_scheme_are_of_a_property_that_the_vocabulary_knows() -> None:
    for scheme in schemes():
        assert shipped().properties.get(scheme.property)
        assert shipped().classes.get(scheme.of)
        assert scheme.classes
        for row in scheme.classes:
            assert row.unit.dimension == scheme.classes[0].unit.dimension
            assert row.interval.lower < row.interval.upper
            assert row.words


def test_every_bound_is_of_a_property_that_the_vocabulary_knows() -> None:
    known = shipped().properties
    text = resources.files("rules.quantity").joinpath("plausible.yaml").read_text("utf-8")
    for row in yaml.safe_load(text)["bounds"]:
        for name in row["properties"]:
            concept = known.get(name)
            assert concept is not None
            assert concept.name == name
            assert any(bound.because == row["because"] for bound in ranges(name))


def test_every_relation_is_of_properties_that_the_vocabulary_knows() -> None:
    names = {table().mass, table().volume, table().density, *table().means.values()}
    names |= {row.number for row in table().items}
    names |= {name for flight in table().flights for name in flight.uses.values()}
    for row in table().products:
        names |= {term.property for term in (row.result, *row.factors, *row.divisors)}
    assert all(shipped().properties.get(name) is not None for name in names)
    assert all(0 < row.density.lower < row.density.upper for row in table().substances)


@given(st.floats(1_000, 2e7), st.floats(1_000, 1e7))
def test_a_flight_takes_longer_than_the_fall_from_its_apogee(far: float, high: float) -> None:
    flown = flight_time(far, high)
    fall = fall_time(high)
    # On a flat Earth without the fall of gravity with height a body would be down sooner.
    assert fall >= (2 * high / 9.83) ** 0.5
    assert flown is None or flown >= 2 * fall * (1 - 1e-6)  # floats, near a straight line


def test_the_time_of_a_flight_is_that_of_a_known_orbit() -> None:
    # An intercontinental flight of the least energy, and a lofted test of 2017 without its engine.
    assert flight_time(10_000e3, 1_300e3) == pytest.approx(32 * 60, rel=0.02)
    assert flight_time(950e3, 4_475e3) == pytest.approx(50.3 * 60, rel=0.01)


def test_very_many_values_of_a_class_are_judged_by_their_ends() -> None:
    classes = [{"kind": "classification", "of": "rocket", "class": "SRBM"}] * 100
    rows = [length(f"{n + 100} km", of="rocket", property="range") for n in range(100)]
    rows[50] = length("1,800 km", of="rocket", property="range")
    outcome = run("quantity/class", *classes, *rows)
    assert any(f.severity.value == "error" for f in outcome.findings)
    assert sum(outcome.verdicts.values()) <= 1000


def test_nothing_is_judged_where_nothing_is_said() -> None:
    trees, faults = read_yaml(Source("a.yaml", "claims: []"))
    empty = load(trees, shipped(), faults)
    for rule in RULES:
        assert check(empty, [rule]).findings == ()
    assert ClaimSet(empty).entries == ()


def test_a_scheme_that_was_not_read_again_in_a_source_says_so() -> None:
    unconfirmed = [scheme.name for scheme in schemes() if "not confirmed" in scheme.source]
    assert unconfirmed == ["common usage"]
