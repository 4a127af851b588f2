"""四性检测: proof that nothing decayed (DA/T 70-2018), at filing, at hand-over, monthly and whenever somebody asks."""

from routing.services.preserving.inspecting import (
    Verdict,
    add,
    begun,
    check_item,
    end,
    inspect,
    inspect_all,
    keep,
)

__all__ = ["Verdict", "add", "begun", "check_item", "end", "inspect", "inspect_all", "keep"]
