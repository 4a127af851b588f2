"""管理: what the system officer and the security officer keep, a module for each."""

from routing.views.admin import departments, oversight, people, posts, stationery
from routing.views.admin.pages import blueprint

__all__ = ["blueprint", "departments", "oversight", "people", "posts", "stationery"]
