"""管理: what the system officer and the security officer keep, a module for each."""

from routing.views.admin import calendar, departments, messages, oversight, people, posts, rerouting, rules, stationery
from routing.views.admin.pages import blueprint

__all__ = [
    "blueprint",
    "calendar",
    "departments",
    "messages",
    "oversight",
    "people",
    "posts",
    "rerouting",
    "rules",
    "stationery",
]
