"""What Python does first in every process that a test starts."""

import no_network

no_network.forbid()
