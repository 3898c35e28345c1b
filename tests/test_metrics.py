"""Counts and durations, as Prometheus reads them."""

from frontdesk.metrics import Metrics


def test_durations_are_counted_up_to_each_bound() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.005, 0.2, 60):
        metrics.observe("GET", "/x", 200, seconds)
    lines = metrics.write().splitlines()
    assert 'frontdesk_requests_total{method="GET",route="/x",status="200"} 4' in lines
    assert 'frontdesk_request_seconds_bucket{route="/x",le="0.005"} 2' in lines
    assert 'frontdesk_request_seconds_bucket{route="/x",le="0.25"} 3' in lines
    assert 'frontdesk_request_seconds_bucket{route="/x",le="10.0"} 3' in lines
    assert 'frontdesk_request_seconds_bucket{route="/x",le="+Inf"} 4' in lines
    assert 'frontdesk_request_seconds_sum{route="/x"} 60.206000' in lines
    assert 'frontdesk_request_seconds_count{route="/x"} 4' in lines
