"""Derived values: figures computed from published ones, with all that their rounding allows."""
