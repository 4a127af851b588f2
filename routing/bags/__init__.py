"""Archive packages: bags (RFC 8493) with metadata after DA/T 46-2009, a catalogue, logs and a seal.

How a package is laid out stands in tools/verify_package.py, which reads it without us; here it is written.
"""
