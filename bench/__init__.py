"""Measurements on this machine, side by side with a bare floor. `make bench`; nothing here asserts a time."""
