"""The API of questions in words, for OpenAPI; a test compares it with the routes that are served.

In: nothing. Out: `ROUTES`.
"""

from services.notify.routes.questions import Questions
from services.notify.routes.views import WaitingQuestions
from shared.web.route import Query, Route

ROUTES = (
    Route(
        method="GET",
        path="/v1/questions",
        handler=Questions.waiting,
        name="list_questions",
        about="Questions that wait for an answer",
        tag="questions",
        key="staff",
        query=(Query(name="site", about="the site's key; the only one of a member of one site when left out"),),
        answers={200: WaitingQuestions},
        problems=(401, 403),
    ),
)
"""What the edge leads to this service without a page around it."""
