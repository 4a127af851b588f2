"""The text of an official document: its structure, its changes, its odd characters, and its way in from Word.

Pure functions over strings and bytes; nothing here knows of the web or of the database.
"""
