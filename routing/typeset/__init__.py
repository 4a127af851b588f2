"""Pages as GB/T 9704 and the house forms ask for them: typesetting, Word copy and signature.

A tool: values in, bytes out. Nothing here knows of the web or of the tables. What is heavy (Typst, fontTools, pyHanko)
is imported within functions, so that a web worker can name these modules and still stay small; it has the work done
by `routing.typeset.worker`, in a process of its own.
"""
