"""The capacities in which a person acts. Rights belong to posts; a role says which post a step needs."""

from enum import StrEnum


class Role(StrEnum):
    """Before whom a state's slip lies, or who may take an action that needs no slip."""

    HOLDER = "holder"
    SENDER = "sender"
    CONVENER = "convener"
    DRAFTER = "drafter"
    DRAFTING_DEPARTMENT = "drafting_department"
    DEPARTMENT_HEAD = "department_head"
    OFFICE_CLERK = "office_clerk"
    VICE_CHAIR = "vice_chair"
    CHAIR = "chair"
    OFFICE_DIRECTOR = "office_director"
    ARCHIVIST = "archivist"
    LEADER = "leader"
    WAITING = "waiting"
    ANYBODY = "anybody"
    SYSTEM_OFFICER = "system_officer"
    SECURITY_OFFICER = "security_officer"
    AUTOMATIC = "automatic"
    NOBODY = "nobody"

    @property
    def label(self) -> str:
        return _ROLE_LABELS[self]


class Capacity(StrEnum):
    """What a post is in the house, whatever its name plate says (rulebook, "Who is who")."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    OFFICE_DIRECTOR = "office_director"
    OFFICE_CLERK = "office_clerk"
    ARCHIVIST = "archivist"
    DEPARTMENT_HEAD = "department_head"
    STAFF = "staff"
    SYSTEM_OFFICER = "system_officer"
    SECURITY_OFFICER = "security_officer"
    AUDIT_OFFICER = "audit_officer"

    @property
    def label(self) -> str:
        return _CAPACITY_LABELS[self]


# Who writes instructions on incoming documents, and who of them are the house's leaders (督办 is theirs, CY-4).
INSTRUCTORS = (Capacity.CHAIR, Capacity.VICE_CHAIR, Capacity.OFFICE_DIRECTOR)
LEADERS = frozenset(INSTRUCTORS[:2])
# The three officers (三员, GB/T 22239) keep the system and take no part in the house's business.
OFFICERS = frozenset({Capacity.SYSTEM_OFFICER, Capacity.SECURITY_OFFICER, Capacity.AUDIT_OFFICER})

_ROLE_LABELS = {
    Role.HOLDER: "办件持有人",
    Role.SENDER: "发送人",
    Role.CONVENER: "会签召集人",
    Role.DRAFTER: "拟稿人",
    Role.DRAFTING_DEPARTMENT: "拟稿部室",
    Role.DEPARTMENT_HEAD: "拟稿部室负责人",
    Role.OFFICE_CLERK: "办公室文书",
    Role.VICE_CHAIR: "分管副主席",
    Role.CHAIR: "主席",
    Role.OFFICE_DIRECTOR: "办公室主任",
    Role.ARCHIVIST: "档案员",
    Role.LEADER: "主席、副主席、办公室主任",
    Role.WAITING: "等候办理的人",
    Role.ANYBODY: "本会工作人员",
    Role.SYSTEM_OFFICER: "系统管理员",
    Role.SECURITY_OFFICER: "安全管理员",
    Role.AUTOMATIC: "系统自动",
    Role.NOBODY: "无",
}

_CAPACITY_LABELS = {
    Capacity.CHAIR: "主席",
    Capacity.VICE_CHAIR: "分管副主席",
    Capacity.OFFICE_DIRECTOR: "办公室主任",
    Capacity.OFFICE_CLERK: "办公室文书",
    Capacity.ARCHIVIST: "档案员",
    Capacity.DEPARTMENT_HEAD: "部室负责人",
    Capacity.STAFF: "部室工作人员",
    Capacity.SYSTEM_OFFICER: "系统管理员",
    Capacity.SECURITY_OFFICER: "安全管理员",
    Capacity.AUDIT_OFFICER: "审计管理员",
}
