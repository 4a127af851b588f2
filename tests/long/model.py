"""The house's rule book as plain data: what each document is, before whom it lies, and what anybody may do with it.

Written from the rule book (FW-1..4, TL-19..25, 33, CY-3, 4) and not from the engine: it shares no line of code with
it, knows no database, and is meant to be read from top to bottom. A document is a dict, a slip is a dict, a text is
a dict. `Book.do` does what the rule book lets through and raises Refused, with nothing changed, for the rest.
"""

from tests.long.rulebook import (
    CHAIR,
    CHIEF_ONLY,
    CLERK,
    CONSENTS,
    DIRECTOR,
    EDITABLE,
    ENDS,
    FIRST_VICE,
    FORWARD,
    HEADS,
    IN_HOUSE,
    ISSUED,
    LINE,
    NAMES,
    OVERSEERS,
    PLACE,
    POSTS,
    POWERS,
    READ_BY,
    REASONED,
    REQUIRED,
    SETTLED,
    SLIP,
    STEP_OF,
    SUBSTANCE,
    UNSIGNED,
    USUAL,
    VICE_CHAIRS,
    is_filled,
    only,
    said,
    trays,
)

PRINTED_BACK = (("printing", "proof_checking"), ("proof_checking", "sealing"))


class Refused(Exception):
    """The rule book does not let it through."""


def must(holds, why):
    if not holds:
        raise Refused(why)


def is_open(slip):
    return slip["outcome"] == ""


class Book:
    """The documents of one house, and the numbers that were given."""

    def __init__(self, numbers=0):
        self.documents, self.numbers = [], numbers

    # What lies where

    def open(self, doc, *kinds):
        return [slip for slip in doc["slips"] if is_open(slip) and (not kinds or slip["kind"] in kinds)]

    def duties(self, doc):
        """What the document waits for."""
        return self.open(doc, "main", "sign")

    def may(self, doc, key):
        """Everybody who stands so that they may take the action; they may still be refused for other reasons."""
        return [who for who in NAMES if self.standing(doc, who, key)[0]]

    def standing(self, doc, who, key):
        """Does the action belong to that person, and on which slip?"""
        duties = self.duties(doc)
        if key in POWERS:
            return who in POSTS[POWERS[key]][2], duties[0] if duties else None
        if key in ("withdraw", "take_back"):
            mine = [slip for slip in duties if slip["sender"] == who]
        elif key in ("add_member", "conclude"):
            together = doc["round"]
            return bool(together) and (together["asker"] == who or together["holder"] in trays(who)), None
        else:
            mine = [slip for slip in self.open(doc, SLIP.get(key, "main")) if slip["holder"] in trays(who)]
        return bool(mine), mine[0] if mine else None

    # Before whom a step lies

    def holder(self, doc, step):
        """The proper post; nobody consents to a text of their own, so somebody else of the table stands in."""
        if step == "drafting":
            return NAMES[doc["drafter"]]
        if step in ("proof_checking", "distributing"):
            return doc["department"]
        overseer = OVERSEERS[doc["department"]]
        order = {
            "department_review": (HEADS[doc["department"]], overseer, *VICE_CHAIRS, CHAIR),
            "vice_chair_review": (overseer, *VICE_CHAIRS, CHAIR),
            "office_review": (CLERK, DIRECTOR),
            "signing": (CHAIR, FIRST_VICE),
        }.get(step)
        if order is None:
            return CLERK
        return next(post for post in order if any(who != doc["drafter"] for who in POSTS[post][2]))

    def signers(self, doc, step):
        """Who must have signed together before the step's holder acts: those whose signature does not stand."""
        text = doc["text"]
        if step == "office_review":
            wanted = [HEADS[name] for name in OVERSEERS if name in text["countersigners"].split("、")]
        elif step == "signing" and text["importance"]:
            wanted = list(VICE_CHAIRS)
        else:
            wanted = []
        return [post for post in wanted if not self.signed_together(doc, step, post) and not only(doc["drafter"], post)]

    def signed_together(self, doc, step, post):
        """Was the last word of that post a consent to what the text still says?

        Of the vice-chairs, the one in charge has said it already when she approved the whole, if that still holds as
        the last word of her step; she is asked again when anything in it was changed.
        """
        approving = [slip for slip in doc["slips"] if (slip["kind"], slip["at"]) == ("main", "vice_chair_review")]
        deciding = approving[-1] if step == "signing" and approving else None
        words = [slip for slip in doc["slips"] if slip is deciding or (slip["kind"], slip["at"]) == ("sign", step)]
        last = next((slip for slip in reversed(words) if slip["holder"] == post and slip["by"]), None)
        consents = last is not None and last["outcome"] in ("sign_jointly", "approve")
        return consents and last["to"] == self.read(doc, last["outcome"])

    def consent_stands(self, doc, step):
        """Was the step's last word a consent to what the text still says? A signature is always given anew."""
        key = STEP_OF.get(step)
        if key not in ("review", "proofread", "approve") or self.signers(doc, step):
            return False
        slips = [slip for slip in doc["slips"] if (slip["kind"], slip["at"]) == ("main", step)]
        return bool(slips) and slips[-1]["outcome"] == key and slips[-1]["to"] == self.read(doc, key)

    def read(self, doc, key):
        return said(doc["text"], READ_BY.get(key, SUBSTANCE))

    def as_signed(self, doc):
        return doc["signed"] is not None and doc["signed"][1] == said(doc["text"], SUBSTANCE)

    # The beginning

    def draft(self, who, text):
        department = next(POSTS[post][1] for post in POSTS if who in POSTS[post][2] and POSTS[post][1])
        must(text["title"] or text["body"].strip(), "empty")
        doc = {
            "drafter": who, "department": department, "state": "drafting", "text": dict(text), "texts": 1,
            "signed": None, "number": 0, "void": "", "validity": "valid", "slips": [], "round": None,
            "log": [("begin", NAMES[who], "")], "went_back": False, "list": [], "copies": (0, 0),
        }  # fmt: skip
        self.lay(doc, "main", NAMES[who], opened=True)
        self.documents.append(doc)
        return doc

    def lay(self, doc, kind, holder, sender=None, came="", opened=False):
        slip = {
            "kind": kind, "at": doc["state"], "holder": holder, "sender": sender, "came": came, "opened": opened,
            "paused": False, "outcome": "", "opinion": "", "by": None, "to": None,
        }  # fmt: skip
        doc["slips"].append(slip)

    def look(self, doc, who):
        """Somebody opens the document: what lies before them is opened."""
        for slip in self.open(doc):
            if slip["holder"] in trays(who):
                slip["opened"] = True

    # Everything else

    def do(self, doc, who, key, opinion="", **given):
        """Take an action. Returns nothing; raises Refused, with nothing changed."""
        if key == "revise" and given["text"] == doc["text"]:
            return  # nothing was changed: nothing is written, and nobody is bothered
        theirs, slip = self.standing(doc, who, key)
        must(theirs, f"{key} is not {who}'s")
        must(key not in CONSENTS or who != doc["drafter"], "nobody consents to a text of their own")
        opinion = "" if key == "revise" else opinion.strip()  # the sheet has no place for one
        must(opinion or key not in REASONED, "a reason is asked for")
        opinion = opinion or USUAL.get(key, "")
        if key in FORWARD:
            self.forward(doc, who, key, slip, opinion, given)
        else:
            getattr(self, f"_{key}")(doc, who, slip, opinion, given)
        doc["log"].append((key, NAMES[who], opinion))

    def forward(self, doc, who, key, slip, opinion, given):
        here = FORWARD[key]
        must(doc["state"] == here, "not this step")
        if here in UNSIGNED:
            must(is_filled(doc["text"]), "a column is empty")
        else:
            must(self.as_signed(doc), "the text is not the one that was signed")
        if key == "distribute":
            valid = [line for line in doc["list"] if not line["struck"]]
            must(valid and all(line["received"] for line in valid), "the list is empty, or somebody has not signed")
        if key == "count_in":
            must(sum(given["copies"]) == 3, "three copies in all")
        there = LINE[PLACE[here] + 1]
        while doc["went_back"] and self.consent_stands(doc, there):
            there = LINE[PLACE[there] + 1]
        self.go(doc, who, key, slip, opinion, there)
        if key == "sign":
            doc["signed"] = (doc["texts"], said(doc["text"], SUBSTANCE), NAMES[who])
        if key == "number" and not doc["number"]:
            self.numbers += 1
            doc["number"] = self.numbers
        if key == "count_in":
            doc["copies"] = given["copies"]

    def close(self, doc, who, key, slip, opinion):
        slip |= {"outcome": key, "opinion": opinion, "by": who}
        if key in CONSENTS:
            slip["to"] = self.read(doc, key)

    def go(self, doc, who, key, slip, opinion, there):
        """The document goes to another step: what was owed here is closed or lapses, what is to be read stays."""
        here = doc["state"]
        self.close(doc, who, key, slip, opinion)
        for other in self.open(doc, "main", "sign", "consult"):
            other["outcome"] = "lapsed"
        doc["round"], doc["state"] = None, there
        if there in PLACE and PLACE[there] < PLACE[here]:
            doc["went_back"] = True
        if there in UNSIGNED:
            doc["signed"] = None
        if there in ENDS:
            return
        sender = None if key == "withdraw" else who
        holder, signers = self.holder(doc, there), self.signers(doc, there)
        if key in ("withdraw", "rectify"):  # back into the hands of those who had it
            had = [
                slip["holder"] for slip in doc["slips"] if (slip["kind"], slip["at"]) == ("main", there) and slip["by"]
            ]
            holder = had[-1]
        if signers:
            self.gather(doc, signers, holder, "all", 0, "record", None, sender, here)
        else:
            self.lay(doc, "main", holder, sender, here)

    def _send_to_resign(self, doc, who, slip, opinion, _given):
        must(doc["state"] == "numbering" and not self.as_signed(doc), "nothing was changed")
        must(is_filled(doc["text"]), "a column is empty")
        self.go(doc, who, "send_to_resign", slip, opinion, "signing")

    def _return(self, doc, who, slip, opinion, given):
        here, to = doc["state"], given["to"]
        inside = here in IN_HOUSE and to in IN_HOUSE and PLACE[to] < PLACE[here]
        must(inside or (here, to) == ("handing_over", "distributing"), "not to that step")
        self.go(doc, who, "return", slip, opinion, to)

    def _withdraw(self, doc, who, slip, opinion, _given):
        here, to = doc["state"], slip["came"]
        steps = here in LINE[:6] and to in LINE[: PLACE[here]]
        must(steps or (here, to) == ("signing", "numbering"), "not a step that can be taken back")
        must(not self.begun(doc), "it has been opened")
        self.go(doc, who, "withdraw", slip, opinion, to)

    def begun(self, doc):
        together = doc["round"]
        answered = bool(together) and together["yes"] + together["no"] > 0
        return answered or any(slip["opened"] for slip in self.duties(doc))

    def _rectify(self, doc, who, slip, opinion, _given):
        came, here = (slip["came"], doc["state"]) if slip else ("", "")
        before = here in UNSIGNED and came in UNSIGNED and PLACE[came] < PLACE[here]
        must(before or (came, here) in PRINTED_BACK, "the last step cannot be undone")
        self.go(doc, who, "rectify", slip, opinion, slip["came"])

    def _terminate(self, doc, who, slip, opinion, _given):
        must(doc["state"] in UNSIGNED and not doc["number"], "only before it is signed, and without a number")
        self.go(doc, who, "terminate", slip, opinion, "terminated")

    def _annul(self, doc, who, slip, opinion, _given):
        must(doc["state"] in IN_HOUSE and (doc["signed"] or doc["number"]), "neither signed nor numbered, or issued")
        self.go(doc, who, "annul", slip, opinion, "terminated")
        if doc["number"]:
            doc["void"] = opinion

    def _revoke(self, doc, _who, _slip, _opinion, _given):
        must(doc["state"] in ISSUED and doc["validity"] == "valid", "not issued, or not in force")
        doc["validity"] = "revoked"

    def _repeal(self, doc, _who, _slip, _opinion, _given):
        must(doc["state"] in ISSUED and doc["validity"] == "valid", "not issued, or not in force")
        doc["validity"] = "repealed"

    def _revise(self, doc, _who, _slip, _opinion, given):
        must(doc["state"] in EDITABLE, "the text stands")
        for name, step in SETTLED.items():
            changed = given["text"][name] != doc["text"][name]
            must(not changed or PLACE[doc["state"]] < PLACE[step], "who signs together is settled")
        doc["text"] = dict(given["text"])
        doc["texts"] += 1

    # The distribution list

    def line(self, doc, given):
        must(doc["state"] == "distributing", "not this step")
        must(given["line"] < len(doc["list"]) and not doc["list"][given["line"]]["struck"], "no such line")
        return doc["list"][given["line"]]

    def _list_recipient(self, doc, _who, _slip, _opinion, given):
        must(doc["state"] == "distributing", "not this step")
        there = [line["to"] for line in doc["list"] if not line["struck"]]
        must(given["recipient"] not in there, "stands on the list already")
        doc["list"].append({"to": given["recipient"], "struck": "", "received": False})

    def _strike_recipient(self, doc, _who, _slip, opinion, given):
        self.line(doc, given)["struck"] = opinion

    def _record_receipt(self, doc, _who, _slip, _opinion, given):
        line = self.line(doc, given)
        must(not line["received"], "received already")
        line["received"] = True

    # Signing together

    def gather(self, doc, signers, holder, rule, need, refusal, asker, sender, came):
        waiting = list(signers[1:]) if rule == "order" else []
        doc["round"] = {
            "rule": rule, "need": need, "refusal": refusal, "asker": asker, "holder": holder, "came": came,
            "waiting": waiting, "yes": 0, "no": 0,
        }  # fmt: skip
        for post in signers[:1] if rule == "order" else signers:
            self.lay(doc, "sign", post, sender, came)

    def asked(self, who, posts, doc=None):
        """Who is asked; those who are to sign the document `doc` are not all the one who drafted it."""
        posts = list(dict.fromkeys(posts))
        must(not doc or not any(only(doc["drafter"], post) for post in posts), "nobody consents to a text of their own")
        must(posts, "nobody was chosen")
        must(not trays(who) & set(posts), "nobody asks themselves")
        return posts

    def _convene(self, doc, who, slip, opinion, given):
        posts = self.asked(who, given["posts"], doc)
        rule, need, refusal = given["rule"], given["need"], given["refusal"]
        must(rule != "count" or 1 <= need <= len(posts), "so many are not asked")
        must(refusal != "return" or doc["state"] in IN_HOUSE[1:], "it cannot go back to the drafter from here")
        self.close(doc, who, "convene", slip, opinion)
        self.gather(doc, posts, slip["holder"], rule, need, refusal, who, None, doc["state"])

    def _sign_jointly(self, doc, who, slip, opinion, _given):
        self.close(doc, who, "sign_jointly", slip, opinion)
        doc["round"]["yes"] += 1
        self.turn(doc)

    def _decline_jointly(self, doc, who, slip, opinion, _given):
        if doc["round"]["refusal"] == "return":
            self.go(doc, who, "decline_jointly", slip, opinion, "drafting")
            return
        self.close(doc, who, "decline_jointly", slip, opinion)
        doc["round"]["no"] += 1
        self.turn(doc)

    def turn(self, doc):
        """Somebody has answered: is the round over, or whose turn is it?"""
        together, still = doc["round"], self.open(doc, "sign")
        left = len(still) + len(together["waiting"])
        wanted = {"any": 1, "count": together["need"]}.get(together["rule"])
        over = left == 0 or (together["no"] > 0 and together["refusal"] == "end")
        if wanted:
            over = over or together["yes"] >= wanted or together["yes"] + left < wanted
        if over:
            self.dissolve(doc)
        elif not still:
            self.lay(doc, "sign", together["waiting"].pop(0), None, together["came"])

    def dissolve(self, doc):
        """The round is over: the document lies before its step's holder again."""
        together = doc["round"]
        for slip in self.open(doc, "sign"):
            slip["outcome"] = "lapsed"
        came = doc["state"] if together["asker"] else together["came"]
        doc["round"] = None
        self.lay(doc, "main", together["holder"], None, came)

    def _add_member(self, doc, who, _slip, _opinion, given):
        together = doc["round"]
        posts = self.asked(who, given["posts"], doc)
        there = {slip["holder"] for slip in self.open(doc, "sign")} | set(together["waiting"])
        must(not there & set(posts), "signs already")
        if together["rule"] == "order":
            together["waiting"] += posts
        else:
            for post in posts:
                self.lay(doc, "sign", post, None, together["came"])

    def _conclude(self, doc, _who, _slip, _opinion, _given):
        self.dissolve(doc)

    # Passing on, asking, letting know, the clock

    def _transfer(self, doc, who, slip, opinion, given):
        consents = STEP_OF[doc["state"]] in CONSENTS
        posts = self.asked(who, given["posts"], doc if consents else None)
        must(len(posts) == 1, "to one only")
        wanted = {"department_review": 2, "vice_chair_review": 3, "signing": 3}.get(doc["state"], 1)
        must(POSTS[posts[0]][0] >= wanted, "to the same rank or above")
        chief = doc["text"]["importance"] or doc["text"]["kind"] in CHIEF_ONLY
        must(doc["state"] != "signing" or not chief, "the chief signs it herself")
        self.close(doc, who, "transfer", slip, opinion)
        self.lay(doc, "main", posts[0], who, doc["state"])

    def _take_back(self, doc, who, slip, opinion, _given):
        must(slip["came"] == doc["state"] and not self.begun(doc), "not passed on, or opened")
        self.close(doc, who, "take_back", slip, opinion)
        passed = [one for one in doc["slips"] if one["outcome"] == "transfer"][-1]
        self.lay(doc, "main", passed["holder"], None, passed["came"], opened=True)

    def ask(self, doc, who, kind, given):
        there = {slip["holder"] for slip in self.open(doc, kind)}
        posts = [post for post in self.asked(who, given["posts"]) if post not in there]
        must(posts, "asked already")
        for post in posts:
            self.lay(doc, kind, post, who)

    def _consult(self, doc, who, _slip, _opinion, given):
        self.ask(doc, who, "consult", given)

    def _copy(self, doc, who, _slip, _opinion, given):
        self.ask(doc, who, "read", given)

    def _advise(self, doc, who, slip, opinion, _given):
        self.close(doc, who, "advise", slip, opinion)

    def _acknowledge(self, doc, who, slip, opinion, _given):
        self.close(doc, who, "acknowledge", slip, opinion)

    def _pause(self, _doc, _who, slip, _opinion, _given):
        must(not slip["paused"], "paused already")
        slip["paused"] = True

    def _resume(self, _doc, _who, slip, _opinion, _given):
        must(slip["paused"], "not paused")
        slip["paused"] = False

    # How any document comes to an end

    def way_on(self, doc):
        """The next action on the way to the end, by somebody who may: (who, key, given)."""
        if doc["round"]:
            signs = [(who, "sign_jointly", {}) for who in self.may(doc, "sign_jointly") if who != doc["drafter"]]
            return signs[0] if signs else (self.may(doc, "conclude")[0], "conclude", {})
        key = STEP_OF[doc["state"]]
        holders = self.may(doc, key)
        able = [who for who in holders if who != doc["drafter"] or key not in CONSENTS]
        whole = is_filled(doc["text"])
        if not whole and doc["state"] in EDITABLE:
            blank = {"recipients": "各市（区）妇联", "print_copies": 30}
            text = {name: value or blank.get(name, "x") for name, value in doc["text"].items() if name in REQUIRED}
            return holders[0], "revise", {"text": {**doc["text"], **text}}
        if not able or (not whole and doc["state"] == "signing"):
            return holders[0], "return", {"to": "drafting"}
        if doc["state"] == "numbering" and not self.as_signed(doc):
            return able[0], "send_to_resign", {}
        if doc["state"] == "distributing":
            valid = [line for line in doc["list"] if not line["struck"]]
            late = [line for line in valid if not line["received"]]
            if not valid:
                return able[0], "list_recipient", {"recipient": "市委办公室"}
            if late:
                return able[0], "record_receipt", {"line": doc["list"].index(late[0])}
        return able[0], key, {"copies": (1, 2)} if key == "count_in" else {}
