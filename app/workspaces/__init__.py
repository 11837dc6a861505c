"""The rail of workspaces. Each arranges palette, inspector and drawer around the stage, which never moves."""
