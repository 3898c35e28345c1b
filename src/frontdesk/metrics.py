"""Counts of requests and how long they took, in the text format that Prometheus reads (its version 0.0.4)."""

from bisect import bisect_left
from collections import Counter, defaultdict
from itertools import accumulate

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper ends of the classes of durations, in seconds."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """Of one process since its start. Routes are patterns, so that there are few of them and none holds a secret."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._durations: dict[str, list[int]] = {}
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests[method, route, status] += 1
        classes = self._durations.setdefault(route, [0] * (len(BOUNDS) + 1))
        classes[bisect_left(BOUNDS, seconds)] += 1
        self._seconds[route] += seconds

    def write(self) -> str:
        lines = ["# HELP frontdesk_requests_total Requests answered.", "# TYPE frontdesk_requests_total counter"]
        for (method, route, status), count in sorted(self._requests.items()):
            lines.append(f'frontdesk_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}')
        name = "frontdesk_request_seconds"
        lines += [f"# HELP {name} How long an answer took.", f"# TYPE {name} histogram"]
        for route, classes in sorted(self._durations.items()):
            *bounded, total = accumulate(classes)
            for bound, count in zip(BOUNDS, bounded, strict=True):
                lines.append(f'{name}_bucket{{route="{route}",le="{bound}"}} {count}')
            lines.append(f'{name}_bucket{{route="{route}",le="+Inf"}} {total}')
            lines.append(f'{name}_sum{{route="{route}"}} {self._seconds[route]:.6f}')
            lines.append(f'{name}_count{{route="{route}"}} {total}')
        return "\n".join(lines) + "\n"
