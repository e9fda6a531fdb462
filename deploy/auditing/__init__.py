"""Whether anybody changed what happened: every event against its chain, every chain against lists kept elsewhere."""
