"""Work in a process of its own, shared by all web workers of a server: heavy libraries are loaded there and not here.

`calling` is the side of the web worker, `serving` that of the process; typesetting and the reading of scans use both.
"""
