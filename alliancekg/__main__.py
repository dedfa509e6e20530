"""`python -m alliancekg` is the command line."""

import sys

from alliancekg.cli import main

sys.exit(main())
