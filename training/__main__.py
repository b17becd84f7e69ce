"""`python -m training` is `saring-train`."""

from training.cli import main

main()
