"""The national periods as they are written out (DA/T 22-2015, 5.4)."""

from typing import Final

PERIODS: Final = {"Y": "永久", "D30": "30年", "D10": "10年"}
