"""What the rules refuse, as types. Every message is for the person who acts, in Chinese."""


class RuleError(Exception):
    """An action that the rules do not let through. `message` is shown to the person as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotOpenHereError(RuleError):
    """The action is not open in the document's present state (or not to the place asked for)."""


class NotYoursError(RuleError):
    """The actor holds no slip that offers the action, and no post that may take it."""


class UnmetNeedError(RuleError):
    """A condition of the action is not met; `needs` names them, `fields` the columns concerned."""

    def __init__(self, message: str, needs: tuple[str, ...] = (), fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.needs = needs
        self.fields = fields


class OpinionMissingError(RuleError):
    """The action asks for an opinion or a reason, and none was given (条例 art. 21, 22)."""


class UnsoundWorkflowError(Exception):
    """A definition that cannot be carried out as it stands; names every fault found."""
