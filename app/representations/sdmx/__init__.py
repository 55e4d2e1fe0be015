"""SDMX: structures and data as the standard writes them; no HTTP."""
