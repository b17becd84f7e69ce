"""`python -m service` is `saring`."""

from service.cli import main

main()
