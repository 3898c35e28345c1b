"""The preferred-time reader: which days and times of day a caller names, as `model.when.PreferredTime`.

`reader.py` is the way in. `grammar.py` matches the phrases of hear/preferred_time.toml, the rules in `clocks.py`,
`days.py` and `spans.py` say what they mean, and `wishes.py` puts the pieces together.
"""

from frontdesk.understand.preferred_time.reader import Said, TimeReading, read_preferred_time
from frontdesk.understand.preferred_time.words import TimeWords

__all__ = ["Said", "TimeReading", "TimeWords", "read_preferred_time"]
