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
        "urge",
        # with incoming documents (routing.services.circulating, tasking, custody, shutting):
        "circulate",
        "open_scope",
        "read",
        "propose_reader",
        "admit_reader",
        "end_circulation",
        "instruct",
        "pass_up",
        "subtask",
        "report",
        "accept_result",
        "refuse_result",
        "close_task",
        "cancel_task",
        "hand_over",
        "shut",
        "renew",
        # with the archive (routing.services.keeping):
        "file_item",
        # with its loans (routing.services.loaning):
        "lend",
        "lend_again",
        "sign_for",
        "ask_renewal",
        "grant_renewal",
        "refuse_renewal",
        "take_in",
        "inspect",
        "lose",
        # with its disposal (routing.services.erasing):
        "extend_term",
        "erase",
        "order_destruction",
        "note_outcome",
    }
)
# The kinds of cases in which a step or an action may carry out another clause, by the need that tells them.
KINDS = {"outside_borrower": "外单位借阅的"}
OPINIONS = frozenset({"none", "optional", "required"})
RULES = frozenset({"all", "any", "count", "order"})
PICKS = frozenset({"", "turn", "shortest", "chance"})
REFUSALS = frozenset({"record", "end", "return"})
