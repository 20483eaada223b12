"""The parameters that several routes take; what a route is stands in shared/web."""

from shared.web.route import Query

SITE = Query(name="site", about="the site's key", required=True)
URL = Query(name="url", about="the page's URL in any of its forms", required=True)
SORT = Query(
    name="sort", about="the order of the thread", schema={"type": "string", "enum": ["oldest", "newest", "pick"]}
)
CURSOR = Query(name="cursor", about="where the page before ended")
