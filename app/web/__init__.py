"""HTTP plumbing that every dialect shares. It knows nothing of statistics."""
