"""How facts enter: read files, check every record, publish whole or not at all."""
