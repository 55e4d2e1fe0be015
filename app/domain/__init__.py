"""The vocabulary of the project. Standard library only: nothing here knows HTTP, SQL or files."""
