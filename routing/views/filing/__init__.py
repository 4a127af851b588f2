"""立卷归档: rounds of filing, the boxes and their paper, the table of periods and the archive's settings."""

from routing.presenting import filing_sheets  # noqa: F401 - it says how the sheets that are filed are filled in
from routing.services.filing import reminding, sealing  # noqa: F401 - they register their work
from routing.views.filing import boxes, rounds, settings  # noqa: F401 - they add their pages
from routing.views.filing.pages import blueprint

__all__ = ["blueprint"]
