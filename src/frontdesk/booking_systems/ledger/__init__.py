"""Appointments as this house keeps them, wherever they are decided: as rows, with their history, found by two facts."""
