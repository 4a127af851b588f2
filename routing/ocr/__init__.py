"""Reading a scanned page: what stands on an official document (GB/T 9704), proposed for the columns of registration.

Recognition needs up to 1 GB of memory, so a web worker asks for it by `routing.ocr.worker` and imports
`routing.ocr.values` alone; `routing.ocr.reading` runs in the process of its own.
"""
