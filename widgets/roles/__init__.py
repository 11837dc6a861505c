"""Roles: the state graphs live, who holds what, the configuration file, hardening, incidents."""
