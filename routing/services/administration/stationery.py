"""文头, 发文字号, 常用语: kept by the system officer."""

from typing import Any, Final

from sqlalchemy import delete

import workflows
from routing import clock
from routing.actor import Actor
from routing.models import Letterhead, NumberSeries, Phrase
from routing.queries import administration as queries
from routing.services import numbering
from routing.services.administration.office import UNCHANGED, Desk, Done, administering, facts
from routing.services.administration.paper import save_paper
from routing.services.errors import InvalidChangeError
from workflows.roles import Capacity

FORMS: Final = {"house": "本会写法", "national": "国家标准写法"}
_LETTERHEAD: Final = {"name": "名称", "mark": "发文机关标志", "signature": "落款", "printed_by": "印发机关"}
_SERIES: Final = {"word": "机关代字", "form": "写法", "letterhead": "文头", "position": "排列", "closed": "停用"}
_PHRASE: Final = {"kind": "用于", "text": "内容", "position": "排列"}


def phrase_kinds() -> dict[str, str]:
    """The kinds of usual phrases, in the order of the workflows, and what each goes with."""
    kinds: dict[str, str] = {}
    for workflow in (workflows.get("outgoing"), *workflows.ALL.values()):  # what they share is called as 发文 calls it
        for action in workflow.actions:
            for kind, done in ((action.phrases, action.done), *((one.phrases, one.done) for one in action.wordings)):
                if kind:
                    kinds.setdefault(kind, done)
    return kinds


def save_letterhead(
    actor: Actor, letterhead_id: int | None, values: dict[str, Any], paper: dict[str, Any] | None = None
) -> Done:
    """Add a letterhead (None) or change one, with how its papers look. Raises InvalidChangeError: the name is taken."""
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        name = values["name"]
        desk.refuse_double(Letterhead.name, name, letterhead_id, "已有同名的文头，请换一个名称")
        done = _save(desk, Letterhead, letterhead_id, values, _LETTERHEAD, ("文头", name))
        looks = save_paper(desk, letterhead_id or done.record_id, name, paper) if paper else None
        return looks if looks is not None and done.message == UNCHANGED else done


def save_series(actor: Actor, series_id: int | None, values: dict[str, Any], *, confirmed: bool = False) -> Done:
    """Add a number series (None) or change one.

    Raises InvalidChangeError where the word is taken, and where the written form changes in a year in which the
    series has given numbers, unless `confirmed`: numbers given stay as they are, only the next are written anew.
    """
    with administering(actor, Capacity.SYSTEM_OFFICER) as desk:
        desk.refuse_double(NumberSeries.word, values["word"], series_id, "已有这个机关代字，请换一个")
        letterhead = desk.row(Letterhead, values["letterhead_id"])
        if series_id is not None:
            _refuse_unconfirmed(desk, series_id, values, confirmed)
        words = {"form": FORMS[values["form"]], "letterhead": letterhead.name}
        done = _save(desk, NumberSeries, series_id, values, _SERIES, ("发文字号", values["word"]), words)
        lacking = not queries.open_series(desk.connection, actor)
        return done.and_warn("已没有在用的发文字号，拟稿时将无字号可选" if lacking else "")


def save_phrase(actor: Actor, phrase_id: int | None, values: dict[str, Any]) -> Done:
    """Add a usual phrase (None) or change one."""
    kinds = phrase_kinds()
    if values["kind"] not in kinds:
        raise InvalidChangeError("请选择用于哪一步", "kind")
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        words = {"kind": kinds[values["kind"]]}
        return _save(desk, Phrase, phrase_id, values, _PHRASE, ("常用语", values["text"]), words)


def delete_phrase(actor: Actor, phrase_id: int) -> Done:
    """Delete a usual phrase. Opinions written with it stay."""
    with administering(actor, Capacity.SYSTEM_OFFICER, chart=True) as desk:
        row = desk.row(Phrase, phrase_id)
        desk.connection.execute(delete(Phrase).where(Phrase.id == phrase_id))
        return desk.record(f"删除常用语：{row.text}", before=f"用于：{phrase_kinds().get(row.kind, row.kind)}")


def _save(
    desk: Desk,
    model: Any,
    record_id: int | None,
    values: dict[str, Any],
    labels: dict[str, str],
    called: tuple[str, str],
    words: dict[str, str] | None = None,
) -> Done:
    """Insert or change a row. `words` says in Chinese what stands in the table as a key."""
    kind, name = called
    after = facts(labels, {**values, **(words or {})})
    if record_id is None:
        return desk.record(f"新增{kind}：{name}", after=after, record_id=desk.add(model, **values))
    row = desk.row(model, record_id)
    if all(row._mapping[column] == value for column, value in values.items()):
        return Done(UNCHANGED)
    before = facts(labels, {**row._mapping, **_in_words(desk, model, row)})
    desk.change(model, record_id, **values)
    return desk.record(f"修改{kind}：{name}", before, after)


def _in_words(desk: Desk, model: Any, row: Any) -> dict[str, str]:
    if model is NumberSeries:
        return {"form": FORMS[row.form], "letterhead": desk.row(Letterhead, row.letterhead_id).name}
    return {"kind": phrase_kinds().get(row.kind, row.kind)} if model is Phrase else {}


def _refuse_unconfirmed(desk: Desk, series_id: int, values: dict[str, Any], confirmed: bool) -> None:
    row, year = desk.row(NumberSeries, series_id), clock.today().year
    given = queries.given_in(desk.connection, series_id, year)
    if not given or confirmed or (row.word, row.form) == (values["word"], values["form"]):
        return
    last = numbering.written(row.form, row.word, year, given)
    coming = numbering.written(values["form"], values["word"], year, given + 1)
    raise InvalidChangeError(
        f"今年已编到{last}：已编的号一律不变，下一个号将写作{coming}。确认这样改，请勾选后再保存", "confirmed"
    )
