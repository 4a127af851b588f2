"""What the reading of scans refuses or cannot do."""


class OcrError(Exception):
    """A scan cannot be read. The message is for the user, in plain Chinese; `detail` is for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.message, self.detail = message, detail

    def __str__(self) -> str:
        return self.message
