"""The database: the only package that knows SQLAlchemy. What leaves it is the domain's."""
