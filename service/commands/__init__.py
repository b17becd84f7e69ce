"""The commands of `saring`, one module each, loaded when it is asked for."""
