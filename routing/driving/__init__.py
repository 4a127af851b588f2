"""A drive: anyone's own documents through the whole line over HTTP, and whether anything was lost on the way."""
