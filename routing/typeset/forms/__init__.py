"""The house forms on paper: a small frozen value a form, a template a value, typeset as PDF/A-2u.

A value's fields are the columns of the form (standards.md §3 and §5), in order; every one may be empty and is then
writing space. `FORMS` names all that there are; later work fills those whose data it brings.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from routing.typeset.engine import Typeset, typeset
from routing.typeset.fonts import FontSet
from routing.typeset.forms import samples, samples_preserving
from routing.typeset.forms.archive import BoxNote, Catalogue, CatalogueCover, LoanSlip, Spines, StampSheet
from routing.typeset.forms.disposal import DestructionRegister, InspectionReport
from routing.typeset.forms.incoming import CirculationSlip, ProcessingLabels, ProcessingSlip
from routing.typeset.forms.outgoing import DispatchRegister, DraftingSheet, NumberBook
from routing.typeset.forms.parts import as_data
from routing.typeset.forms.transfer import TransferList
from routing.typeset.forms.transfer import sample as transfer_list

__all__ = ["FORMS", "HouseForm", "set_form"]


@dataclass(frozen=True, slots=True)
class HouseForm:
    """A form of the house: its title, the class of its values, an organisation's filled-in one, and what it is for."""

    title: str
    kind: Callable[..., Any]
    sample: Callable[[str], Any]
    purpose: str

    def blank(self, organisation: str) -> Any:
        """The form with nothing in it, to be written on."""
        return self.kind(organisation=organisation)


FORMS: Final = {
    "drafting-sheet": HouseForm("发文稿纸", DraftingSheet, samples.drafting_sheet, "拟稿、核稿、审定、签发"),
    "processing-slip": HouseForm("收文处理单", ProcessingSlip, samples.processing_slip, "登记、拟办、批示、承办"),
    "processing-label": HouseForm(
        "文件处理标签", ProcessingLabels, samples.processing_labels, "贴在收到的文件上，每张A4纸8枚"
    ),
    "circulation-slip": HouseForm("文件传阅单", CirculationSlip, samples.circulation_slip, "传阅、签字、退还"),
    "dispatch-register": HouseForm("发文登记簿", DispatchRegister, samples.dispatch_register, "逐号登记发文"),
    "number-book": HouseForm("发文序号簿", NumberBook, samples.number_book, "编号连续，作废注明"),
    "archive-cover": HouseForm("归档文件目录封面", CatalogueCover, samples.catalogue_cover, "装订在目录之前"),
    "archive-catalogue": HouseForm("归档文件目录", Catalogue, samples.catalogue, "每件一行，按件号排列"),
    "archive-note": HouseForm("备考表", BoxNote, samples.box_note, "放在档案盒内文件之后"),
    "archive-spine": HouseForm("档案盒盒脊", Spines, samples.spines, "剪下贴在档案盒盒脊上"),
    "archive-stamp": HouseForm("归档章", StampSheet, samples.stamp_sheet, "文件首页再过一次打印机，印在上方正中"),
    "archive-transfer": HouseForm("档案移交清册", TransferList, transfer_list, "移交数据包，双方签字盖章"),
    "inspection-report": HouseForm(
        "四性检测报告", InspectionReport, samples_preserving.inspection_report, "每件、全部馆藏的检测结果"
    ),
    "disposal-register": HouseForm(
        "销毁清册", DestructionRegister, samples_preserving.destruction_register, "销毁了什么，谁鉴定、批准、监销"
    ),
    "loan-slip": HouseForm("档案借阅单", LoanSlip, samples.loan_slip, "借阅、审批、归还"),
}
_TEMPLATES: Final = {form.kind: f"forms/{key}.typ" for key, form in FORMS.items()}


def set_form(value: Any, *, when: datetime, standard: str = "a-2u", fonts: FontSet | None = None) -> Typeset:
    """Set a form, dated `when`. Raises TypesetError, as the engine does."""
    return typeset(_TEMPLATES[type(value)], as_data(value), when=when, standard=standard, fonts=fonts)
