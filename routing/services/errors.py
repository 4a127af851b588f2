"""What a service refuses beyond the rules themselves."""

from workflows.errors import RuleError


class StaleError(RuleError):
    """Somebody else acted meanwhile: the page that was sent shows an old state (HTTP 409)."""

    def __init__(self, message: str, document_id: int) -> None:
        super().__init__(message)
        self.document_id = document_id


class MissingDocumentError(LookupError):
    """There is no such document, it is not this organisation's, or whoever asks may not know of it (`document_id`)."""

    def __init__(self, message: str, document_id: int | None = None) -> None:
        super().__init__(message)
        self.document_id = document_id


class MissingRecordError(MissingDocumentError):
    """There is no such department, post, person, series …, or it is not this organisation's."""


class InvalidChangeError(RuleError):
    """What was sent along with an action is not as it must be; `field` names where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnsettableError(RuleError):
    """A page cannot be set, or a PDF not signed, now or as it stands. What was asked for besides is not hindered."""


class TamperedError(RuleError):
    """A kept file is not what it was when it was kept: it is given to nobody."""
