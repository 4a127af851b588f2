"""移交: packages made of the file, handed over, and taken in from elsewhere (条例 art. 27; DA/T 46-2009)."""
