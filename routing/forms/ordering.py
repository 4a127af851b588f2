"""What the form of an action means to the door."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from routing import clock
from routing.forms.acting import (
    ActionForm,
    AssignmentForm,
    CancelForm,
    CirculatingForm,
    ConveneForm,
    CountForm,
    DeliveryForm,
    HandOverForm,
    PartiesForm,
    ReceivedForm,
    StrikeForm,
    TransferForm,
)
from routing.forms.lending import HandOutForm, InspectForm, RenewalForm
from routing.services.errors import InvalidChangeError
from routing.services.orders import (
    Assignment,
    Circulating,
    Convening,
    Delivery,
    Handing,
    HandOver,
    Inspection,
    Order,
    Parties,
    ReceiptOf,
    Renewal,
    Returning,
)

# Actions that bring more than an opinion, and what they bring.
FORMS: Final[Mapping[str, type[ActionForm]]] = {
    "list_recipient": DeliveryForm,
    "strike_recipient": StrikeForm,
    "record_receipt": ReceivedForm,
    "count_in": CountForm,
    "convene": ConveneForm,
    "add_member": PartiesForm,
    "transfer": TransferForm,
    "consult": PartiesForm,
    "copy": PartiesForm,
    "circulate": CirculatingForm,
    "circulate_at_once": CirculatingForm,
    "propose_reader": CirculatingForm,
    **dict.fromkeys(("endorse", "send_up", "instruct", "pass_up", "assign", "subtask"), AssignmentForm),
    "hand_over": HandOverForm,
    "cancel_task": CancelForm,
    "hand_out": HandOutForm,
    "ask_renewal": RenewalForm,
    "inspect": InspectForm,
}


def _assignment(form: AssignmentForm) -> Assignment:
    return Assignment(
        readers=form.keys,
        in_turn=form.ordered,
        lead=form.lead.data or "",
        helpers=tuple(filter(None, form.helpers.data or [])),
        due_on=form.due,
        next=form.next.data or "",
    )


_CHANGES: Final[Mapping[str, Callable[[Any], Any]]] = {
    "list_recipient": lambda form: Delivery(form.recipient.data.strip(), form.copies.data, form.method.data),
    "strike_recipient": lambda form: form.line.data,
    "record_receipt": lambda form: ReceiptOf(
        form.line.data, form.received_by.data.strip(), clock.stored(form.received_at.data)
    ),
    "count_in": lambda form: (form.originals.data, form.prints.data),
    "convene": lambda form: Convening(form.keys, form.rule.data, form.need.data or 0, form.refusal.data),
    "transfer": lambda form: (Returning if form.returns.data else Parties)(form.keys),
    **dict.fromkeys(("add_member", "consult", "copy"), lambda form: Parties(form.keys)),
    **dict.fromkeys(
        ("circulate", "circulate_at_once", "propose_reader"), lambda form: Circulating(form.keys, form.ordered)
    ),
    **dict.fromkeys(("endorse", "send_up", "instruct", "pass_up", "assign", "subtask"), _assignment),
    "hand_over": lambda form: HandOver(form.person.data),
    "cancel_task": lambda form: form.task.data,
    "hand_out": lambda form: Handing(form.received_by.data.strip()),
    "ask_renewal": lambda form: Renewal(form.due_on.data),
    "inspect": lambda form: Inspection(form.condition.data, form.note.data or ""),
}


def form_for(key: str) -> ActionForm:
    """The form of an action, as it was sent."""
    return FORMS.get(key, ActionForm)()


def order(key: str, form: ActionForm) -> Order:
    """What somebody wants done. Raises InvalidChangeError, at its field, where the form cannot mean anything."""
    if not form.validate():
        wrong = next((name for name, errors in form.errors.items() if name and errors), "")
        raise InvalidChangeError("；".join(one for errors in form.errors.values() for one in errors), wrong)
    return Order(
        form.then.data or key if isinstance(form, ConveneForm) else key,
        opinion=form.words,
        target=form.target.data or None,
        change=_CHANGES[key](form) if key in _CHANGES else None,
        version=form.seen,
        receipt=form.receipt.data or "",
        handwriting=form.strokes,
        slip_id=form.slip_id,
    )
