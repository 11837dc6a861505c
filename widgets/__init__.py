"""Qt only: widgets take read models and answer with signals of plain values."""
