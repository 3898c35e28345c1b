"""Our own booking core, in our own database."""
