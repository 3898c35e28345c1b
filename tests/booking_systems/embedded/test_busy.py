from hypothesis import given
from hypothesis import strategies as st

from frontdesk.booking_systems.embedded.busy import Busy

spans = st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(taken=st.lists(spans, max_size=8), asked=spans)
def test_a_span_overlaps_when_it_shares_a_minute_with_any(taken: list[tuple[int, int]], asked: tuple[int, int]) -> None:
    shared = any(set(range(*asked)) & set(range(*span)) for span in taken)
    assert Busy(taken).overlaps(asked) == shared
