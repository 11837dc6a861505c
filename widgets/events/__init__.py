"""The events drawer: the log, its filter language, its export."""
