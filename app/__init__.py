"""Provincial statistics as an API: exact figures, traceable to their source, true as of any date."""

__version__ = "0.1.0"
