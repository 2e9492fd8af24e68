"""Names on the map: none is cut off or stands on another where there is room."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.labels import Dot, Label, placed

WIDTH, HEIGHT, SIZE = 600.0, 400.0, 12.0


def span(label: Label) -> tuple[float, float]:
    wide = 0.56 * SIZE * len(label.dot.words)
    left = label.x - wide * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    return left, left + wide


@given(st.floats(0, WIDTH), st.floats(0, HEIGHT), st.text("abcdefgh ", min_size=1, max_size=60))
def test_a_name_stands_inside_the_sheet_wherever_its_dot_is(x: float, y: float, name: str) -> None:
    (label,) = placed([Dot(x, y, name)], SIZE, WIDTH, HEIGHT)
    left, right = span(label)
    assert left >= 0
    assert right <= WIDTH
    assert 0 <= label.y - 0.8 * SIZE <= label.y <= HEIGHT


def test_a_name_at_the_right_edge_stands_to_the_left_of_its_dot() -> None:
    (label,) = placed([Dot(590, 200, "Kaliningrad Oblast")], SIZE, WIDTH, HEIGHT)
    assert (label.anchor, label.leader) == ("end", None)
    assert label.x < 590


@given(st.lists(st.tuples(st.integers(150, 450), st.integers(100, 300)), max_size=8, unique=True))
def test_no_name_hides_another_where_there_is_room(places: list[tuple[int, int]]) -> None:
    dots = [Dot(x, y, f"place {number}") for number, (x, y) in enumerate(places)]
    labels = list(placed(dots, SIZE, WIDTH, HEIGHT))
    assert [label.dot for label in labels] == dots
    for number, one in enumerate(labels):
        for other in labels[:number]:
            (a, b), (c, d) = span(one), span(other)
            assert b <= c or d <= a or abs(one.y - other.y) >= 0.9 * SIZE


def test_a_name_that_stands_away_from_its_dot_has_a_line_to_it() -> None:
    dots = [Dot(300 + number % 2, 200, f"station {number}") for number in range(9)]
    labels = list(placed(dots, SIZE, WIDTH, HEIGHT))
    far = [label for label in labels if abs(label.y - 200) > 2 * SIZE]
    assert far
    assert all(label.leader is not None for label in far)
