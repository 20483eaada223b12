"""The desk's frame: what every page for staff looks like, whichever of the three services draws it.

In: a service's folder of templates, a request and who is signed in. Out: pages that extend `desk/frame.html`.
"""

from shared.desk.fields import Fields, fields
from shared.desk.flash import Flash, Undo, look_there
from shared.desk.forgery import refuse_forgery
from shared.desk.frame import (
    TEMPLATES,
    VISITOR,
    Templates,
    chosen_site,
    environment,
    fragment,
    page,
    problem_page,
    say_there,
    wants_fragment,
    words_of,
)
from shared.desk.static_files import static_routes
from shared.desk.words import LANGUAGES, Words, later

__all__ = [
    "LANGUAGES",
    "TEMPLATES",
    "VISITOR",
    "Fields",
    "Flash",
    "Templates",
    "Undo",
    "Words",
    "chosen_site",
    "environment",
    "fields",
    "fragment",
    "later",
    "look_there",
    "page",
    "problem_page",
    "refuse_forgery",
    "say_there",
    "static_routes",
    "wants_fragment",
    "words_of",
]
