"""What may become of a message that was not plainly taken. Each error's words are Chinese, for the system officer."""


class PostingError(Exception):
    """A message was not, or not surely, sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnreachableError(PostingError):
    """The other side is down, hangs, or takes nothing from us now: nothing will go there for a while."""


class LaterError(PostingError):
    """This message was put off; others may pass."""


class RefusedError(PostingError):
    """This message was refused for good."""


class UnsureError(PostingError):
    """It was sent whole, and no answer came: it may have arrived."""
