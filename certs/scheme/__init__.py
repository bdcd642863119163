"""GB/T 27922-2011 and brand-1000 as data, and the rules of levels and scoring. Pure."""
