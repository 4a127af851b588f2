"""What the officers keep on the administration pages: one module a thing that is kept.

Every change is one transaction with its line in the administration log. Each of the officers (三员, trust.md) does
only what is theirs, which is checked here and not by the pages alone; nobody changes their own account or posts.
"""
