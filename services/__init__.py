"""The three services. They never import each other; they speak through `shared.events`."""

import gc
import sys

from shared import trust

if sys.orig_argv[1:2] == ["-m"] and sys.orig_argv[2] in {"services.comments", "services.notify", "services.images"}:
    # looking for circles among what is being imported takes an eighth of the start; `shared.memory` goes on with it
    gc.disable()
    trust.put_off()
