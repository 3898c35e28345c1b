"""How a spelling joins the name that was heard."""

from frontdesk.dialog.slots.name import join
from frontdesk.model.caller import PersonName


def test_first_and_last_name_spelled_anew_are_the_name_also_where_one_of_them_held_both() -> None:
    muddled = PersonName("Ada Example", "Exampel", spelled=True)
    assert join(muddled, PersonName("Ada", "Example", spelled=True), corrects=False).family == "Example"


def test_a_part_spelled_again_changes_nothing() -> None:
    known = PersonName("Ada", "Example")
    assert join(known, PersonName(family="Example", spelled=True), corrects=False) == known
    assert join(known, PersonName(given="Ada", spelled=True), corrects=False) == known
