"""The rule book's tables for the machine's model: the steps, the posts of the house, what is asked for where."""

from functools import cache

LINE = (
    "drafting", "department_review", "office_review", "vice_chair_review", "signing", "numbering", "printing",
    "proof_checking", "sealing", "distributing", "handing_over", "awaiting_filing",
)  # fmt: skip
PLACE = {step: place for place, step in enumerate(LINE)}
UNSIGNED, IN_HOUSE, ISSUED = LINE[:5], LINE[:9], LINE[9:]
ENDS = ("awaiting_filing", "terminated")
EDITABLE = ("drafting", "department_review", "office_review", "vice_chair_review", "numbering")

# Post: rank (4 the chair, 3 a vice-chair, 2 a head, 1 anybody else), department, and who holds it.
CHAIR, FIRST_VICE, VICE, DIRECTOR, CLERK = "主席", "常务副主席", "副主席", "办公室主任", "办公室文书"
POSTS = {
    CHAIR: (4, "", ("zhoujingyi",)),
    FIRST_VICE: (3, "", ("shenqiulan",)),
    VICE: (3, "", ("gumingyue",)),
    DIRECTOR: (2, "办公室", ("luwenbin",)),
    CLERK: (1, "办公室", ("xuyaqin", "tangxiaomei")),
    "组织宣传部部长": (2, "组织宣传部", ("yanhongmei",)),
    "组织宣传部工作人员": (1, "组织宣传部", ("panyue",)),
    "权益部部长": (2, "权益部", ("xieyulan",)),
    "权益部工作人员": (1, "权益部", ("wangfang",)),
    # The vice-chair heads this office as well, beside its own head: she drafts, and oversees what she drafted.
    "妇儿工委办主任": (2, "妇女儿童工作委员会办公室", ("luojing", "gumingyue")),
}
NAMES = {
    "zhoujingyi": "周静宜", "shenqiulan": "沈秋岚", "gumingyue": "顾明月", "luwenbin": "陆文斌", "xuyaqin": "许雅琴",
    "tangxiaomei": "汤小梅", "yanhongmei": "严红梅", "panyue": "潘悦", "xieyulan": "谢玉兰", "wangfang": "王芳",
    "luojing": "罗静", "secadmin": "韩立新",
}  # fmt: skip
OVERSEERS = {"办公室": FIRST_VICE, "组织宣传部": FIRST_VICE, "权益部": VICE, "妇女儿童工作委员会办公室": VICE}
HEADS = {"办公室": DIRECTOR, **{of: post for post, (rank, of, _) in POSTS.items() if rank == 2 and post != DIRECTOR}}
VICE_CHAIRS = (FIRST_VICE, VICE)

FORWARD = {
    "submit": "drafting", "review": "department_review", "proofread": "office_review", "approve": "vice_chair_review",
    "sign": "signing", "number": "numbering", "print": "printing", "proof_check": "proof_checking", "seal": "sealing",
    "distribute": "distributing", "count_in": "handing_over",
}  # fmt: skip
STEP_OF = {step: key for key, step in FORWARD.items()}
CONSENTS = ("review", "proofread", "approve", "sign", "sign_jointly")
REASONED = (
    "return", "terminate", "annul", "revoke", "repeal", "rectify", "decline_jointly", "conclude", "advise", "pause",
    "strike_recipient",
)  # fmt: skip
USUAL = {
    "review": "同意", "proofread": "已核", "approve": "同意，请主席签发", "sign": "发", "proof_check": "已校",
    "withdraw": "撤回修改", "sign_jointly": "同意", "acknowledge": "已阅",
}  # fmt: skip
SLIP = {"sign_jointly": "sign", "decline_jointly": "sign", "advise": "consult", "acknowledge": "read"}
POWERS = {"rectify": CLERK, "annul": CHAIR, "revoke": CHAIR, "repeal": CHAIR}
SUBSTANCE = ("title", "kind", "recipients", "copies_to", "urgency", "openness", "body")
# What a consent is given to; all of the substance where nothing is said.
READ_BY = {"review": ("title", "kind", "recipients", "body"), "sign_jointly": ("title", "body")}
REQUIRED = ("title", "kind", "recipients", "openness", "body", "print_copies")
# Once a document has come to that step, who signs together there is settled: the column is not changed any more.
SETTLED = {"countersigners": "office_review", "importance": "signing"}
TO_EVERYBODY = ("决议", "决定", "公告", "通告", "纪要")  # they are addressed to nobody by name
CHIEF_ONLY = ("请示", "报告", "决定", "决议")


@cache
def trays(who):
    """Whose slips a person finds: their own, those of their posts and of their departments."""
    posts = [post for post, (_, _, people) in POSTS.items() if who in people]
    return frozenset({NAMES[who], *posts, *(POSTS[post][1] for post in posts if POSTS[post][1])})


def only(who, post):
    """Is that person the only one in the post?"""
    return POSTS[post][2] == (who,)


def said(text, columns):
    return tuple(text[name] for name in columns)


def is_filled(text):
    """Is there something in every column that must be filled in?"""
    return all(text[name] or (name == "recipients" and text["kind"] in TO_EVERYBODY) for name in REQUIRED)
