"""HTTP: the wire, its problems, its pages."""
