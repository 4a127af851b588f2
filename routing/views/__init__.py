"""One module a screenful of the user's world. A view validates, calls one service or query, and answers."""

from routing.views.accounts import blueprint as accounts
from routing.views.admin import blueprint as admin
from routing.views.archive import blueprint as archive
from routing.views.attachments import blueprint as attachments
from routing.views.audit import blueprint as audit
from routing.views.batch import blueprint as batch
from routing.views.delegation import blueprint as delegation
from routing.views.disposal import blueprint as disposal
from routing.views.documents import blueprint as documents
from routing.views.drafting import blueprint as drafting
from routing.views.errands import blueprint as errands
from routing.views.filing import blueprint as filing
from routing.views.handing import blueprint as handing
from routing.views.home import blueprint as home
from routing.views.house_forms import blueprint as house_forms
from routing.views.incoming import blueprint as incoming
from routing.views.incoming_hints import blueprint as incoming_hints
from routing.views.incoming_many import blueprint as incoming_many
from routing.views.incoming_register import blueprint as incoming_register
from routing.views.incoming_restricting import blueprint as incoming_restricting
from routing.views.lending import blueprint as lending
from routing.views.notices import blueprint as notices
from routing.views.originals import blueprint as originals
from routing.views.papers import blueprint as papers
from routing.views.preserving import blueprint as preserving
from routing.views.previewing import blueprint as previewing
from routing.views.reader_lists import blueprint as reader_lists
from routing.views.recording import blueprint as recording
from routing.views.register import blueprint as register
from routing.views.search import blueprint as search
from routing.views.statistics import blueprint as statistics
from routing.views.supervision import blueprint as supervision
from routing.views.tray import blueprint as tray

BLUEPRINTS = (
    home,
    accounts,
    notices,
    delegation,
    tray,
    supervision,
    statistics,
    batch,
    documents,
    originals,
    reader_lists,
    drafting,
    attachments,
    papers,
    previewing,
    register,
    house_forms,
    incoming,
    incoming_many,
    incoming_hints,
    incoming_restricting,
    incoming_register,
    search,
    archive,
    lending,
    preserving,
    disposal,
    errands,
    filing,
    handing,
    recording,
    admin,
    audit,
)
