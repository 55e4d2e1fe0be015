"""SDMX REST, versions 1 and 2: the addresses that statisticians' tools know."""
