"""All rules, in the order in which a report lists them."""

from routing.judge.findings import Rule
from routing.judge.rules import body, foot, good, head, joint, letter, minutes, page, signature

CHAPTERS = (
    page.PAGE, head.HEAD, body.BODY, signature.SIGNATURE, joint.JOINT, foot.IMPRINT, foot.NUMBERS, letter.LETTER,
    minutes.MINUTES, good.GOOD,
)  # fmt: skip
RULES: tuple[Rule, ...] = tuple(rule for chapter in CHAPTERS for rule in chapter.rules)
