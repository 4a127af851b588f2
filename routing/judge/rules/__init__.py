"""The rules by clause of GB/T 9704-2012, a module for each part of the page."""
