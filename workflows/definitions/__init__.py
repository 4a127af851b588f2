"""One file a workflow. A new one is found by its being here."""
