"""立卷归档: rounds of filing, the table of periods, the archive's settings."""

from flask import Blueprint

from routing.presenting import filing_sheets  # noqa: F401 - it says how the sheets that are filed are filled in
from routing.services.filing import sealing  # noqa: F401 - it registers its errand

blueprint = Blueprint("filing", __name__, url_prefix="/archive")
