"""What can go wrong with a file: it is refused, too large, lost or damaged."""


class FileError(Exception):
    """The root of every error of this package."""


class Refused(FileError):
    """An upload is not taken. `message` is Chinese, names the file and says what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class TooLarge(FileError):
    """More bytes arrived than `limit` allows; nothing was kept."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} bytes")
        self.limit = limit


class Missing(FileError):
    """No file is kept under this digest."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"no file {digest}")
        self.digest = digest


class Damaged(FileError):
    """The bytes kept or just written no longer agree with their digest."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"the bytes of {digest} have changed")
        self.digest = digest
