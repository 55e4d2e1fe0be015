"""The kinds of picture: one module a family, drawn from facts alone."""
