"""The pieces of the editable Word copy (.docx): page and styles, then each element of GB/T 9704 in its place."""
