"""The names of the policies that every model brings; here, because light commands name them too."""

PRESETS = ("lenient", "balanced", "strict")
