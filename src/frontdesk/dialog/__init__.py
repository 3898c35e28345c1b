"""The dialogue: state and event in; state, acts to say and effects to do out. Pure; `turn.step` is its one door."""
