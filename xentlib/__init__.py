"""xentlib: entropy, divergences and losses, computed so that the digits hold."""

__version__ = "0.1.0"
