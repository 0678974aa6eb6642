"""All stack files together: loaded, and nothing claimed twice."""
