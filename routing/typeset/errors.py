"""What the tools of typesetting refuse or cannot do."""


class TypesetError(Exception):
    """A page cannot be set. The message is for the user, in plain Chinese; `detail` is for the log."""

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message, detail)
        self.message, self.detail = message, detail

    def __str__(self) -> str:
        return self.message


class MissingGlyphError(TypesetError):
    """No font has these characters: `characters`, each once."""

    def __init__(self, characters: str) -> None:
        named = "、".join(f"“{char}”(U+{ord(char):04X})" for char in characters)
        super().__init__(f"这些字没有字体能够显示：{named}。请改用别的写法，或者把有这些字的字体放进字体文件夹。")
        self.characters = characters

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return (MissingGlyphError, (self.characters,))


class SealingError(TypesetError):
    """A PDF cannot be signed, or its signature does not hold."""


class WorkerError(TypesetError):
    """The work could not be done apart."""
