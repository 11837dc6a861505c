"""The attack plan: which attacks the scenario has, on whom, from when, with what parameters."""
