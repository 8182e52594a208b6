"""A graph folder that grows: documents are added as they come, and nothing that was done is done twice or lost."""
