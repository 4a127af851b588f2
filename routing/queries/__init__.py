"""Reads. SQLAlchemy Core on the request's connection: rows go to templates as they are."""
