"""What a certificate says: number, holder, scope, sites; and the forgiving reader of staff input. Pure."""
