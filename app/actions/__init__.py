"""What the user can do: menus, and the edits that widgets ask for."""
