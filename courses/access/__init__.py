"""Who may see and do what: one table of roles, one loader for each object and act."""
