"""The frozen types that every part of Frontdesk shares. Standard library and pydantic only."""
