"""When is a round of signers over? A pure rule, used by the door and by the simulator alike."""

from typing import Final

AGREED, ENOUGH, MIXED, REFUSED = "agreed", "enough", "mixed", "refused"
OUTCOMES: Final = {
    AGREED: "会签完毕，均同意",
    ENOUGH: "会签完毕，已达到约定人数",
    MIXED: "会签完毕，有不同意见",
    REFUSED: "会签未获同意",
}
CONCLUDED: Final = "会签提前结束"
RULES: Final = {"all": "全部会签", "any": "任一人会签即可", "count": "达到人数即可", "order": "按次序逐个会签"}
REFUSALS: Final = {
    "record": "记录在案，继续会签",
    "end": "会签结束，回到召集人",
    "return": "退回拟稿人修改",
}

# What signing together is called in some states, where it is no 会签 but an act with a name of its own.
ACTS: Final = {"disposal_appraising": "鉴定", "disposal_witnessing": "监销"}


def said(words: str, state: str) -> str:
    """Words about signers in those of the state: 会签完毕，均同意 of witnesses is 监销完毕，均同意."""
    return words.replace("会签", ACTS[state]) if state in ACTS else words


def verdict(rule: str, need: int, refusal: str, consents: int, refusals: int, pending: int) -> str:
    """The outcome of a round with so many consents and refusals and so many still to answer; empty while it runs.

    A refusal that returns the document never comes here: it moves the document, and the round is over with it.
    """
    if refusals and refusal == "end":
        return REFUSED
    enough = {"any": 1, "count": need}.get(rule, consents + refusals + pending)
    if rule in {"any", "count"}:
        if consents >= enough:
            agreed = ENOUGH if pending else AGREED  # not of those who were not waited for
            return MIXED if refusals else agreed
        return REFUSED if consents + pending < enough else ""
    if pending:
        return ""
    return MIXED if refusals else AGREED
