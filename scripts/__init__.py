"""Staff commands, one file a verb: parse arguments, call certs, print, exit code. `starmark --help` lists them."""
