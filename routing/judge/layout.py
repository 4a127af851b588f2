"""The formats of GB/T 9704-2012 that the judge tells apart."""

from enum import StrEnum


class Layout(StrEnum):
    """文件格式 (clause 7), 信函格式 (10.1) and 纪要格式 (10.3)."""

    DOCUMENT = "document"
    LETTER = "letter"
    MINUTES = "minutes"

    @property
    def label(self) -> str:
        return {"document": "文件格式", "letter": "信函格式", "minutes": "纪要格式"}[self]
