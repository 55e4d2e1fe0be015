"""What catalogues, search engines and table readers are told about the data: JSON-LD and CSVW.

Pure functions from the catalogue to documents. Addresses in them are relative, as everywhere: a
service does not know by which name the world reaches it, and JSON-LD resolves them against the
address that the document came from.
"""
