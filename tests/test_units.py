"""Spellings of units, and the compiled table beside the registry it came from."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import units
from claims.units import compile_units, read_unit, registry, suggest

TABLE = json.loads(resources.files("claims").joinpath("data", "units.json").read_text("utf-8"))


@given(st.text(max_size=80))
def test_any_text_is_a_unit_or_none(text: str) -> None:
    readings = read_unit(text)
    assert readings is None or all(unit.factor > 0 for unit in readings)


@given(st.text(alphabet="kmgst^*/.-2 9()°%", max_size=70))
def test_any_formula_is_a_unit_or_none(text: str) -> None:
    readings = read_unit(text)
    assert readings is None or all(unit.factor > 0 for unit in readings)


def test_the_compiled_table_is_what_its_source_gives() -> None:
    compiled = resources.files("claims").joinpath("data", "units.json").read_text("utf-8")
    assert compiled == compile_units()


@pytest.mark.parametrize("name", sorted(TABLE["units"]))
def test_a_compiled_unit_is_what_the_registry_says(name: str) -> None:
    row = TABLE["units"][name]
    ureg = registry()
    base = ureg.Quantity(Fraction(7), ureg.parse_units(row["is"])).to_base_units().magnitude
    assert 7 * Fraction(row["factor"]) + Fraction(row["offset"]) == base


@pytest.mark.parametrize(
    ("text", "name", "factor", "dimension"),
    [
        ("mile", "mile", "1609.344", "[length]"),
        ("Miles", "mile", "1609.344", "[length]"),
        ("nautical miles", "nautical mile", "1852", "[length]"),
        ("kilometres", "km", "1000", "[length]"),
        ("kilometers", "km", "1000", "[length]"),
        ("feet", "ft", "0.3048", "[length]"),
        ("sq km", "km²", "1000000", "[length] ** 2"),
        ("square kilometers", "km²", "1000000", "[length] ** 2"),
        ("km²", "km²", "1000000", "[length] ** 2"),
        ("km2", "km²", "1000000", "[length] ** 2"),
        ("km/h", "km/h", "5/18", "[length] / [time]"),
        ("kph", "km/h", "5/18", "[length] / [time]"),
        ("miles an hour", "mph", "0.44704", "[length] / [time]"),
        ("knots", "knot", "463/900", "[length] / [time]"),
        ("tonnes", "t", "1000", "[mass]"),
        ("percent", "%", "0.01", ""),
        ("per cent", "%", "0.01", ""),
        ("people", "", "1", ""),
        ("kg m / s^2", "kg m / s^2", "1", "[length] * [mass] / [time] ** 2"),
        ("litres per second", "litres per second", "0.001", "[length] ** 3 / [time]"),
    ],
)
def test_a_spelling_means_its_unit(text: str, name: str, factor: str, dimension: str) -> None:
    unit = (read_unit(text) or ())[0]
    assert (unit.name, unit.factor, unit.dimension) == (name, Fraction(factor), dimension)


def test_degrees_of_temperature_have_an_offset() -> None:
    celsius, fahrenheit = ((read_unit(text) or ())[0] for text in ("°C", "°F"))
    assert 20 * celsius.factor + celsius.offset == Fraction("293.15")
    assert 68 * fahrenheit.factor + fahrenheit.offset == Fraction("293.15")


@pytest.mark.parametrize(
    ("text", "country", "names"),
    [
        ("ton", None, ["t", "short ton", "long ton"]),
        ("tons", "United States", ["short ton", "t", "long ton"]),
        ("ton", "usa", ["short ton", "t", "long ton"]),
        ("ton", "Norway", ["t", "short ton", "long ton"]),
        ("dollars", None, ["USD"]),
        ("dollars", "Australia", ["AUD", "USD"]),
        ("kiloton", None, ["kt", "kt of TNT", "knot"]),
    ],
)
def test_the_country_chooses_the_default(text: str, country: str | None, names: list[str]) -> None:
    assert [unit.name for unit in read_unit(text, country) or ()] == names


def test_a_product_has_the_readings_of_its_parts() -> None:
    assert len(read_unit("tons per hour") or ()) == 3


@pytest.mark.parametrize(
    "text",
    [
        *("", "smoots", "cats", "pas", "dB", "pm", "5", "10**10**10", "m**m", "m^10", "((", "a"),
        *("ly^9 ly^9 ly^9", "__import__('os')", "m" * 61, "km" + "\n" * 100),
    ],
)
def test_what_is_no_unit_is_not_read(text: str) -> None:
    assert read_unit(text) is None


def test_each_currency_is_its_own_dimension() -> None:
    money = [row["dimension"] for row in TABLE["units"].values() if "currency" in row["dimension"]]
    assert len(money) == len(set(money)) > 10


def test_angles_and_information_are_no_bare_numbers() -> None:
    assert [(read_unit(text) or ())[0].dimension for text in ("rad", "GB")] == [
        "[angle]",
        "[information]",
    ]


def test_a_close_spelling_is_suggested() -> None:
    assert "kilometres" in suggest("kilometrs")
    assert len(suggest("m" * 100_000)) <= 3


def test_common_units_are_read_without_pint() -> None:
    code = (
        "import sys; from claims.units import read_unit; read_unit('miles'); read_unit('km/h');"
        "sys.exit('pint' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_cache_folder_that_is_broken_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setattr(units, "_cache_folder", lambda _version: f"{tmp_path}/missing/folder")
    assert registry.__wrapped__().parse_units("mile")
