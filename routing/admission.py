"""Who may come in where: every endpoint has one sentence here. What has none is shut (`routing.gate`)."""

from collections.abc import Callable
from typing import Any

from routing.queries import incoming
from workflows.escalation import WATCHERS
from workflows.roles import Capacity


def anyone(_actor: Any) -> bool:
    """谁都可以，登录前也可以"""
    return True


def who_is_logged_in(actor: Any) -> bool:
    """登录的人"""
    return bool(actor.is_authenticated)


def who_has_a_business_post(actor: Any) -> bool:
    """担任业务岗位的人"""
    return bool(actor.is_authenticated and actor.has_business)


def who_may_draft(actor: Any) -> bool:
    """在部室任职或分管部室的人"""
    return who_has_a_business_post(actor) and bool(actor.may_draft)


def who_receives(actor: Any) -> bool:
    """办公室文书、办公室主任，及其代理人"""
    return bool(actor.is_authenticated and incoming.receives(actor))


def _who_is(*capacities: Capacity) -> Callable[[Any], bool]:
    def rule(actor: Any) -> bool:
        return bool(actor.is_authenticated and not actor.capacities.isdisjoint(capacities))

    rule.__doc__ = "、".join(capacity.label for capacity in capacities)
    return rule


the_system_officer = _who_is(Capacity.SYSTEM_OFFICER)
the_security_officer = _who_is(Capacity.SECURITY_OFFICER)
the_audit_officer = _who_is(Capacity.AUDIT_OFFICER)
the_officers_of_system_and_security = _who_is(Capacity.SYSTEM_OFFICER, Capacity.SECURITY_OFFICER)
who_supervises = _who_is(*WATCHERS)
who_keeps_reader_lists = _who_is(Capacity.OFFICE_CLERK, Capacity.OFFICE_DIRECTOR)
the_three_officers = _who_is(Capacity.SYSTEM_OFFICER, Capacity.SECURITY_OFFICER, Capacity.AUDIT_OFFICER)

# The archive is kept by the archivist; the office's director and clerks look in (DA-1).
who_keeps_the_archive = _who_is(Capacity.ARCHIVIST)
who_reads_checks = _who_is(Capacity.ARCHIVIST, Capacity.OFFICE_DIRECTOR, Capacity.OFFICE_CLERK, Capacity.AUDIT_OFFICER)
who_looks_after_the_archive = _who_is(Capacity.ARCHIVIST, Capacity.OFFICE_DIRECTOR, Capacity.OFFICE_CLERK)

_FILING = (
    "rounds_index round_page item_page report unfinished_page collect accept accept_all leave_out undo seal give_up "
    "remind leave_item_out take_item_in undo_item boxes box_page box_catalogue box_cover box_note spines catalogue "
    "stamp stamped"
)
_SETTINGS = "settings_page edit_settings new_unit edit_unit new_rule edit_rule move_rule_up move_rule_down delete_rule"

who_sees_who_read = _who_is(Capacity.ARCHIVIST, Capacity.OFFICE_DIRECTOR, Capacity.AUDIT_OFFICER)

RULES: dict[str, Callable[[Any], bool]] = {
    "static": anyone,
    "bootstrap.static": anyone,
    "home.index": who_is_logged_in,
    "home.demo": anyone,
    "home.manual": anyone,
    "home.health": anyone,
    "accounts.login": anyone,
    "accounts.activate": anyone,
    "accounts.logout": who_is_logged_in,
    "accounts.me": who_is_logged_in,
    "accounts.password": who_is_logged_in,
    "accounts.revoke_others": who_is_logged_in,
    "notices.mine": who_is_logged_in,
    "notices.choose": who_is_logged_in,
    "notices.trial": who_is_logged_in,
    "notices.count": who_has_a_business_post,
    "delegation.index": who_has_a_business_post,
    "delegation.new": who_has_a_business_post,
    "delegation.end": who_has_a_business_post,
    "delegation.announce": who_has_a_business_post,
    "delegation.asked": who_has_a_business_post,
    "delegation.cancel": who_has_a_business_post,
    "delegation.approve": who_has_a_business_post,
    "delegation.refuse": who_has_a_business_post,
    "tray.open_slips": who_has_a_business_post,
    "tray.done": who_has_a_business_post,
    "tray.mine": who_has_a_business_post,
    "tray.handed": who_has_a_business_post,
    "tray.followed": who_has_a_business_post,
    "tray.late": who_supervises,
    **dict.fromkeys(
        (
            *(f"supervision.{name}" for name in ("show", "on_paper", "export", "close", "urge", "digest")),
            *(f"statistics.{name}" for name in ("show", "export", "plain")),
        ),
        who_supervises,
    ),
    "tray.next_slip": who_has_a_business_post,
    "tray.next_slip_again": who_has_a_business_post,
    **dict.fromkeys(("batch.choose", "batch.act", "batch.results"), who_has_a_business_post),
    "documents.show": who_has_a_business_post,
    "documents.act": who_has_a_business_post,
    "documents.back": who_has_a_business_post,
    "documents.follow": who_has_a_business_post,
    "documents.sheet": who_has_a_business_post,
    "documents.compare": who_has_a_business_post,
    "documents.revision": who_has_a_business_post,
    **dict.fromkeys(("papers.show", "papers.pdf", "papers.word", "papers.picture"), who_has_a_business_post),
    "drafting.new": who_may_draft,
    "drafting.edit": who_has_a_business_post,
    "drafting.keep": who_has_a_business_post,
    "drafting.discard": who_has_a_business_post,
    "previewing.show": who_has_a_business_post,
    "drafting.read_word": who_may_draft,
    "attachments.download": who_has_a_business_post,
    **dict.fromkeys(("attachments.pages", "attachments.picture"), who_has_a_business_post),
    **dict.fromkeys(("originals.index", "originals.show", "originals.act", "originals.back"), who_has_a_business_post),
    **dict.fromkeys(
        ("reader_lists.index", "reader_lists.new", "reader_lists.edit", "reader_lists.delete"), who_keeps_reader_lists
    ),
    "register.show": who_has_a_business_post,
    "register.export": who_has_a_business_post,
    "house_forms.drafting_sheet": who_has_a_business_post,
    "house_forms.dispatch_register": who_has_a_business_post,
    "house_forms.number_book": who_has_a_business_post,
    "house_forms.index": who_is_logged_in,
    "house_forms.blank": who_is_logged_in,
    "house_forms.sample": who_is_logged_in,
    **dict.fromkeys(
        ("incoming.new", "incoming.read", "incoming_hints.show", "incoming.keep", "incoming.discard"), who_receives
    ),
    **dict.fromkeys(("incoming_many.index", "incoming_many.read", "incoming_many.register"), who_receives),
    "incoming.edit": who_has_a_business_post,
    "incoming_restricting.page": who_receives,
    "incoming.hand_in": who_has_a_business_post,
    "incoming_register.show": who_has_a_business_post,
    "incoming_register.export": who_has_a_business_post,
    "incoming_register.processing_slip": who_has_a_business_post,
    "incoming_register.circulation_slip": who_has_a_business_post,
    "incoming_register.label": who_has_a_business_post,
    "incoming_register.labels": who_has_a_business_post,
    "incoming_register.scanned": who_has_a_business_post,
    "search.find": who_has_a_business_post,
    **dict.fromkeys(("archive.index", "archive.browse", "archive.timeline"), who_has_a_business_post),
    **dict.fromkeys(
        (f"lending.{name}" for name in ("mine", "new", "item", "press", "slip", "file")), who_has_a_business_post
    ),
    **dict.fromkeys((f"lending.{name}" for name in ("desk", "export", "outside")), who_looks_after_the_archive),
    **dict.fromkeys(("lending.readings", "lending.export_readings"), who_sees_who_read),
    **dict.fromkeys(("errands.show", "errands.state"), who_has_a_business_post),
    **dict.fromkeys(
        (
            *(f"filing.{name}" for name in _FILING.split()),
            *(f"recording.{name}" for name in ("index", "new", "template", "check", "carry_out", "undo", "withdraw")),
        ),
        who_keeps_the_archive,
    ),
    **dict.fromkeys((f"filing.{name}" for name in _SETTINGS.split()), who_looks_after_the_archive),
    **dict.fromkeys(("handing.index", "handing.show"), who_looks_after_the_archive),
    **dict.fromkeys(
        (
            *(f"handing.{name}" for name in ("new", "again", "download", "transfer_list", "hand_over", "discard")),
            *(f"handing.{name}" for name in ("take_in", "go_on", "imported")),
        ),
        who_keeps_the_archive,
    ),
    "handing.original": who_has_a_business_post,
    **dict.fromkeys(("preserving.begin", "preserving.check"), who_keeps_the_archive),
    **dict.fromkeys(("preserving.index", "preserving.find", "preserving.show", "preserving.item"), who_reads_checks),
    **dict.fromkeys(
        (f"preserving.{one}_{form}" for one in ("show", "item") for form in ("json", "pdf")), who_reads_checks
    ),
    "disposal.index": who_looks_after_the_archive,
    **dict.fromkeys(("disposal.new", "disposal.edit", "disposal.execute"), who_keeps_the_archive),
    "disposal.register": who_has_a_business_post,
    "admin.index": the_officers_of_system_and_security,
    "admin.people": the_officers_of_system_and_security,
    "admin.person": the_officers_of_system_and_security,
    "admin.new_department": the_system_officer,
    "admin.edit_department": the_system_officer,
    "admin.close_department": the_system_officer,
    "admin.reopen_department": the_system_officer,
    "admin.departments": the_system_officer,
    "admin.new_person": the_system_officer,
    "admin.rename_person": the_system_officer,
    "admin.switch_off": the_system_officer,
    "admin.switch_on": the_system_officer,
    "admin.activation_link": the_system_officer,
    "admin.letterheads": the_system_officer,
    "admin.new_letterhead": the_system_officer,
    "admin.edit_letterhead": the_system_officer,
    "admin.seal": the_system_officer,
    "admin.series": the_system_officer,
    "admin.new_series": the_system_officer,
    "admin.edit_series": the_system_officer,
    "admin.phrases": the_system_officer,
    "admin.new_phrase": the_system_officer,
    "admin.edit_phrase": the_system_officer,
    "admin.delete_phrase": the_system_officer,
    "admin.calendar": the_system_officer,
    "admin.correct_calendar": the_system_officer,
    "admin.withdraw_correction": the_system_officer,
    "admin.messages": the_system_officer,
    "admin.new_robot": the_system_officer,
    "admin.edit_robot": the_system_officer,
    "admin.try_robot": the_system_officer,
    "admin.send_again": the_system_officer,
    "admin.send_all_again": the_system_officer,
    "admin.posts": the_security_officer,
    "admin.new_post": the_security_officer,
    "admin.post": the_security_officer,
    "admin.edit_post": the_security_officer,
    "admin.close_post": the_security_officer,
    "admin.reopen_post": the_security_officer,
    "admin.appoint": the_security_officer,
    "admin.end_holding": the_security_officer,
    "admin.cancel_holding": the_security_officer,
    "admin.oversight": the_security_officer,
    "admin.set_overseer": the_security_officer,
    "admin.merge_department": the_security_officer,
    "admin.rerouting": the_security_officer,
    "admin.carry_out_rerouting": the_security_officer,
    "admin.unlock": the_security_officer,
    "admin.rules_moving": the_system_officer,
    "admin.rules_move": the_system_officer,
    "admin.rules": the_three_officers,
    "admin.rules_workflow": the_three_officers,
    "admin.rules_coverage": the_three_officers,
    "admin.rules_simulation": the_three_officers,
    "audit.index": the_audit_officer,
    "audit.administration": the_audit_officer,
    "audit.logins": the_audit_officer,
    "audit.failed_logins": the_audit_officer,
    "audit.refusals": the_audit_officer,
    "audit.exports": the_audit_officer,
    "audit.verify": the_audit_officer,
    "audit.export": the_audit_officer,
}
# What to say to those who work here and may not, where it is not plain from their post.
BECAUSE: dict[Callable[[Any], bool], str] = {
    who_may_draft: (
        "发文以部室名义起草：您的岗位不属于任何部室，也没有分管部室，所以不能起草。需要发文时，请有关部室拟稿，再送您审定或签发。"
    ),
}
