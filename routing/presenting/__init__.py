"""From rows to words: what templates loop over, with every label, address and explanation ready."""
