"""Makes clients and reads AWS."""
