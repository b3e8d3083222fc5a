"""Reading a deployment's files strictly: every fault with its file and line, all at once.

Owns the forms (folder, YAML, CSV, field types, findings). Must not know what any file means:
`missions` reads what flies from it, `logistics` reads the service.
"""
