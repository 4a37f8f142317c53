"""`python -m streamingpro.engine`: how the control plane starts the engine.

Settings come from the environment alone. Without the command line's parser and settings models the
engine is up in half the time, which counts when it has to be started again during an event.
"""

import os
import sys

from streamingpro.engine.run import main
from streamingpro.engine.settings import EngineSettings

sys.exit(main(EngineSettings.from_environment(os.environ)))
