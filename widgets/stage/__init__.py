"""The stage: the network itself, drawn and touched. It edits nothing; it asks by signals."""
