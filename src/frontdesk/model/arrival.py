"""How somebody came to us: what a channel knows of them before they have said a word."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Arrival:
    """Facts of a channel, none of them said by the caller. What is not known is empty."""

    caller_id: str | None = None
    """The number they call from, E.164; None where it is withheld."""
    dialled: str = ""
    """The number they called, E.164."""
    campaign: tuple[tuple[str, str], ...] = ()
    """What brought them here: `utm_source` and the like, name and value."""
    time_zone: str | None = None
    """Their own zone, by its IANA name."""
    customer_reference: str = ""
    """Their number in the business's own records."""

    def joined(self, later: "Arrival") -> "Arrival":
        """What was known first stays; a later message may add what was not."""
        known = dict(self.campaign)
        return replace(
            self,
            caller_id=self.caller_id or later.caller_id,
            dialled=self.dialled or later.dialled,
            campaign=self.campaign + tuple((name, value) for name, value in later.campaign if name not in known),
            time_zone=self.time_zone or later.time_zone,
            customer_reference=self.customer_reference or later.customer_reference,
        )


UNKNOWN = Arrival()
