"""The routes of owners: webhooks, and one person's rights."""

from services.comments import staff_shapes
from services.comments.actions.change_webhook import NewWebhook
from services.comments.actions.erase_subject import Receipt
from services.comments.actions.export_subject import SubjectExport
from services.comments.routes import hooking, rights
from shared.web.route import Route

_TAKING = (400, 401, 403, 413, 415, 422, 503)

OWNING = (
    Route(
        method="GET",
        path="/v1/sites/{site}/webhooks",
        handler=hooking.get_webhooks,
        about="A site's webhooks",
        tag="staff",
        key="staff",
        problems=(401, 403, 503),
    ),
    Route(
        method="POST",
        path="/v1/sites/{site}/webhooks",
        handler=hooking.post_webhook,
        about="Add a webhook",
        tag="staff",
        body=staff_shapes.WebhookBody,
        answers={201: NewWebhook},
        key="staff",
        problems=_TAKING,
    ),
    Route(
        method="PATCH",
        path="/v1/sites/{site}/webhooks/{webhook}",
        handler=hooking.patch_webhook,
        about="Switch a webhook on or off",
        tag="staff",
        body=staff_shapes.WebhookSwitch,
        answers={204: None},
        key="staff",
        problems=(*_TAKING, 404),
    ),
    Route(
        method="DELETE",
        path="/v1/sites/{site}/webhooks/{webhook}",
        handler=hooking.delete_webhook,
        about="Take a webhook away",
        tag="staff",
        answers={204: None},
        key="staff",
        problems=(401, 403, 404, 503),
    ),
    Route(
        method="GET",
        path="/v1/sites/{site}/webhooks/{webhook}/deliveries",
        handler=hooking.get_deliveries,
        about="What a webhook was sent, and what came of it",
        tag="staff",
        key="staff",
        problems=(401, 403, 404, 503),
    ),
    Route(
        method="POST",
        path="/v1/sites/{site}/deliveries/{delivery}/attempts",
        handler=hooking.post_attempt,
        about="Send a delivery once more",
        tag="staff",
        answers={202: None},
        key="staff",
        problems=(401, 403, 404, 503),
    ),
    Route(
        method="POST",
        path="/v1/sites/{site}/erasures",
        handler=rights.post_erasure,
        about="Forget an address everywhere",
        tag="staff",
        body=staff_shapes.ErasureBody,
        answers={202: Receipt},
        key="staff",
        problems=_TAKING,
    ),
    Route(
        method="GET",
        path="/v1/sites/{site}/erasures/{request}",
        handler=rights.get_erasure,
        about="How far an erasure is",
        tag="staff",
        answers={200: Receipt},
        key="staff",
        problems=(401, 403, 404, 503),
    ),
    Route(
        method="POST",
        path="/v1/sites/{site}/exports",
        handler=rights.post_export,
        about="All that comments knows of an address",
        tag="staff",
        body=staff_shapes.ErasureBody,
        answers={200: SubjectExport},
        key="staff",
        problems=_TAKING,
    ),
)
