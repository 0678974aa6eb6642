"""What a change of stack files does: what they declare before, compared with what they declare after."""
