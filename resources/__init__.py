"""Data only: scenarios, schemas, icons, styles, translations. Read with `importlib.resources`."""
