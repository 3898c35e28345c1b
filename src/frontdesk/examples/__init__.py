"""The sayings of prompts/<lang>/hear/*.examples.toml: read, tried, and counted."""
