"""What a service refuses beyond the rules themselves."""

from workflows.errors import RuleError


class StaleError(RuleError):
    """Somebody else acted meanwhile: the page that was sent shows an old state (HTTP 409)."""

    def __init__(self, message: str, document_id: int) -> None:
        super().__init__(message)
        self.document_id = document_id


class MissingDocumentError(LookupError):
    """There is no such document, or it is not this organisation's."""


class MissingRecordError(MissingDocumentError):
    """There is no such department, post, person, series …, or it is not this organisation's."""


class InvalidChangeError(RuleError):
    """What was sent along with an action is not as it must be; `field` names where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field
