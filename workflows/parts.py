"""What a workflow is made of: columns, states, joint signing, actions. Plain values."""

from dataclasses import dataclass, replace
from typing import Any

from workflows.case import Case
from workflows.clauses import CLAUSES, Clause
from workflows.roles import Capacity, Role

# The kinds of slips: what moves the document, what signs with others, what is asked for advice, what is to be read.
MAIN, SIGN, CONSULT, READ = "main", "sign", "consult", "read"
# Beside the step, in incoming documents: 传阅, 承办 and 协办, the result before whoever instructed it, 销号 by the
# office, another reader whom a reader proposes. They outlive the step that they began in.
CIRCULATE, TASK, HELP, RESULT, CLOSING, PROPOSAL = "circulate", "task", "help", "result", "closing", "proposal"
RENEWAL = "renewal"  # 续借, asked for while the borrower's own slip goes on
SLIPS = (MAIN, SIGN, CONSULT, READ, CIRCULATE, TASK, HELP, RESULT, CLOSING, PROPOSAL, RENEWAL)
STEP = (MAIN, SIGN)  # what belongs to the step itself
DUTIES = (*STEP, CIRCULATE, TASK, HELP, RESULT, CLOSING, PROPOSAL, RENEWAL)  # what the document waits for
SENT = "送来"  # how a document comes, unless its action says otherwise


@dataclass(frozen=True)
class Field:
    """One column of the sheet. `limit` in characters; a signature is bound to `substance`."""

    key: str
    label: str
    limit: int
    required: bool = False
    substance: bool = True
    spared: tuple[str, ...] = ()  # the kinds of documents (文种) in which a required column may stay empty


@dataclass(frozen=True)
class Joint:
    """会签 that the rules ask for: who signs together, before the slip's own holder acts.

    `parties` is a column that names departments, or a capacity: all who hold it. `when` restricts it to documents
    whose column has that value. `rule`: all, any, count (of them) or order (one after the other). `refusal`: record
    (it is written down), end (the round is over) or return (the document goes back to its drafter).
    """

    parties: str
    rule: str = "all"
    count: int = 0
    refusal: str = "record"
    when: tuple[str, str] | tuple[()] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that say whether, and who, signs together."""
        named = () if self.parties in set(Capacity) else (self.parties,)
        return (*named, *self.when[:1])

    def enough(self, asked: int) -> int:
        """How many consents of so many who are asked it takes."""
        return min({"any": 1, "count": self.count}.get(self.rule, asked), asked)

    def asks(self, content: dict[str, Any]) -> bool:
        """Does a document with these columns ask for it?"""
        if self.when and content.get(self.when[0]) != self.when[1]:
            return False
        return self.parties in set(Capacity) or bool(content.get(self.parties))


@dataclass(frozen=True)
class State:
    """A place on the document's way, and before whom its slip lies there.

    `days` is the time limit in working days; `signed` says that a document here bears a valid signature;
    `editable` that the slip's holder may correct the text; `issued` that it has left the house; `joint` who must
    have signed together before its holder acts; `pick` by which rule one of those who share a post gets the slip
    alone: turn (one after the other), shortest (who has least to do) or chance; none: it lies before all of them;
    `hours` the working hours that a 加急 and a 特急 document may lie here (none: as the days say, by the day);
    `rests` that its holder's slip is laid only once nothing else is open: all have read, all tasks are closed;
    `instead` the clauses behind it in cases of another kind: pairs (need that the case meets, clause).
    """

    key: str
    label: str
    step: str
    clause: str
    role: Role
    days: int = 0
    signed: bool = False
    editable: bool = False
    issued: bool = False
    final: bool = False
    pick: str = ""
    joint: Joint | None = None
    rests: bool = False
    hours: tuple[int, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()

    def clause_for(self, case: Case) -> str:
        """The clause behind the step in that case."""
        return _for(case, self.clause, self.instead)

    @property
    def lapses(self) -> bool:
        """Entering it, an earlier signature falls. An end keeps it: what was signed and not sent stays on record."""
        return not self.signed and not self.final


@dataclass(frozen=True)
class Wording:
    """How an action of all workflows is called in some states of one; what is empty here stays as it is."""

    states: tuple[str, ...]
    label: str = ""
    done: str = ""
    explains: str = ""
    usual: str = ""
    phrases: str = ""


@dataclass(frozen=True)
class Action:
    """One thing that can be done, the clause that it carries out, and who may do it.

    `ways` are the pairs (from, to). `opinion` is none, optional or required; `usual` is what an empty
    optional opinion stands for (a tick counts as consent, 条例 art. 22). `again` is the label once the action has
    been taken on the document before. `slip` is the kind of slip that offers it. `beside`: it changes nothing for
    those who hold other slips; `back`: it leads to where the slip came from. `consents`: it is a consent to the
    columns that it `binds` (none named: all of the substance), and stands until one of them changes. `came`: how the
    document comes by it, in the next one's tray. `names`: whoever takes it says who gets the document next. `blind`:
    it needs no view of the document (a paper is handed over by those, too, who may not know what is in it).
    `wordings`: other words for it in some states; `instead`: the clauses that it carries out in cases of another
    kind, as of a state.
    """

    key: str
    label: str
    done: str
    clause: str
    ways: tuple[tuple[str, str], ...]
    explains: str
    by: Role = Role.HOLDER
    opinion: str = "none"
    usual: str = ""
    needs: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    style: str = "primary"
    phrases: str = ""
    again: str = ""
    slip: str = MAIN
    beside: bool = False
    back: bool = False
    consents: bool = False
    binds: tuple[str, ...] = ()
    came: str = SENT
    names: bool = False
    blind: bool = False
    wordings: tuple[Wording, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()

    def clause_for(self, case: Case) -> str:
        """The clause that the action carries out in that case."""
        return _for(case, self.clause, self.instead)

    def said_in(self, state: str) -> "Action":
        """The action with the words that it has in that state."""
        own = next((one for one in self.wordings if state in one.states), None)
        if own is None:
            return self
        names = ("label", "done", "explains", "usual", "phrases")
        return replace(self, **{name: words for name in names if (words := getattr(own, name))})

    def leads_from(self, state: str) -> tuple[str, ...]:
        """The states to which the action can lead from `state`, in the order of the definition."""
        return tuple(target for source, target in self.ways if source == state)

    @property
    def signs(self) -> bool:
        """Does its taker put their name to the text: a consent, a tick that stands for words, or a refusal?"""
        return self.by is Role.HOLDER and (self.consents or bool(self.usual) or "refuse" in self.effects)

    @property
    def only_consents(self) -> bool:
        """Is it the consent of a step's holder, and nothing besides? The signature binds the text, too."""
        return self.consents and self.slip == MAIN and not self.effects

    @property
    def basis(self) -> Clause:
        return CLAUSES[self.clause]


def _for(case: Case, clause: str, instead: tuple[tuple[str, str], ...]) -> str:
    return next((other for need, other in instead if getattr(case, need)), clause)
