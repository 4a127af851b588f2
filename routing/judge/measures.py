"""The measures of GB/T 9704-2012 in one place, and how far a finished page may be from them.

Lengths are millimetres from the top left corner of the sheet, sizes of type are points.
"""

POINT = 25.4 / 72
"""Millimetres in a point."""

SHEET = (210.0, 297.0)
LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
"""The edges of the 版心 (5.2.1): 156 mm by 225 mm."""
WIDTH = RIGHT - LEFT
MIDDLE = (LEFT + RIGHT) / 2
ROWS, COLUMNS = 22, 28
CHARACTER = WIDTH / COLUMNS
"""一字: the width of one of the 28 characters of a line."""

SIZE_2, SIZE_3, SIZE_4 = 22.0, 16.0, 14.0
"""二号, 三号 and 四号."""
EM_ABOVE, EM_BELOW = 0.88, 0.12
"""How much of the em box of a Chinese face stands above and below the base line."""

PITCH = (BOTTOM - TOP - SIZE_3 * POINT) / (ROWS - 1)
"""The usual distance of base lines: 22 rows fill the 版心 from its first to its last edge."""

# Tolerances. The standard gives one (±1 mm, 5.2.1); the others are the smallest that do not blame a good page.
EDGE_OFF = 1.0
"""mm: what 5.2.1 allows for the margins; used for every edge and every centring."""
SHEET_OFF = 1.0
"""mm: makers of PDF round A4 to whole points or to 595 x 842."""
SIZE_OFF = 0.3
"""pt: programs round sizes to a quarter or a tenth of a point; the next size is 1 pt away or more."""
ROW_OFF = 0.6
"""Rows: an element of another size of type stands in whole rows, so its own edge lies up to half a row off."""
GRID_OFF = 0.35
"""mm: rounding by the maker; a line visibly off the grid is more than that."""
RED_LINE_OFF = 1.0
"""mm: 4 mm is measured from the type by eye, between the ink and the em box lies up to 0.7 mm."""
THICKNESS_OFF = 0.05
"""mm: half the difference between the thick and the thin rule of the 版记."""
FOOT_OFF = 1.0
"""mm: as EDGE_OFF, for the 7 mm of the page number."""
INDENT_OFF = 0.4
"""Characters: a bracket or a digit fills its place only in part."""
PITCH_OFF = 0.02
"""Of the width of a character: justified lines of 27 characters are 4 % wider, but they are not the median."""
LINK = 1.6
"""Rows: a longer step between base lines is a blank row."""
