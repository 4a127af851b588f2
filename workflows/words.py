"""The words that a definition may use, and the soundness check knows."""

# What the door knows how to do besides moving the document (routing.services.effects).
EFFECTS = frozenset(
    {
        "new_revision",
        "bind_signature",
        "take_number",
        "void_number",
        "list_recipient",
        "strike_recipient",
        "record_receipt",
        "count_copies",
        "revoke",
        "repeal",
        # with the slips (routing.services.slips):
        "convene",
        "consent",
        "refuse",
        "conclude",
        "add_member",
        "transfer",
        "consult",
        "copy",
        "close",
        "take_back",
        "claim",
        "release",
        "pause",
        "resume",
        "reassign",
        "adopt",
    }
)
OPINIONS = frozenset({"none", "optional", "required"})
RULES = frozenset({"all", "any", "count", "order"})
PICKS = frozenset({"", "turn", "shortest", "chance"})
REFUSALS = frozenset({"record", "end", "return"})
