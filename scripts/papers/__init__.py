"""The staff commands that write what people hold, one file a verb, and what they share."""
