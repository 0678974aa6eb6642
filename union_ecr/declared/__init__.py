"""Settings as documents: repositories, policies, lifecycle rules, push roles, the registry."""
