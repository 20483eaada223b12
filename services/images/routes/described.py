"""The API of pictures and galleries in words, for OpenAPI; a test compares it with the routes that are served.

In: nothing. Out: `ROUTES`.
"""

from typing import Any

from services.images.actions.show_gallery import GalleryPage
from services.images.routes import views
from services.images.routes.editing import EditingRoutes, OrderBody, WordsBody
from services.images.routes.files import FileRoutes
from services.images.routes.galleries import GalleryBody, GalleryRoutes
from services.images.routes.parts import Announcement, PartRoutes
from services.images.routes.pictures import PictureRoutes
from shared.web.route import Query, Route

_SITE = Query(name="site", about="the site's key", required=True)
_BYTES: dict[str, Any] = {"type": "string", "contentMediaType": "application/octet-stream"}
_FILE: dict[str, Any] = {"type": "object", "required": ["file"], "properties": {"file": _BYTES}}
_WORDS: dict[str, Any] = {name: {"type": "string"} for name in ("caption", "alt", "credit")}
_TAKES = (400, 404, 413, 422, 429, 503)
_STAFF = (401, 403, 404, 422)
_OFFSET = Query(
    name="Upload-Offset",
    about="where these bytes begin: what the last answer said",
    required=True,
    schema={"type": "integer", "minimum": 0},
)


def _attachment(method: str, name: str, handler: Any, about: str, **more: Any) -> Route:  # noqa: ANN401 - as Route takes them
    return Route(method=method, path="/v1/pictures", handler=handler, name=name, about=about, tag="pictures", **more)


def _own(method: str, name: str, handler: Any, about: str, **more: Any) -> Route:  # noqa: ANN401 - as Route takes them
    path = "/v1/pictures/{id}"
    return Route(
        method=method, path=path, handler=handler, name=name, about=about, tag="pictures", key="upload", **more
    )


def _gallery(method: str, path: str, name: str, handler: Any, about: str, **more: Any) -> Route:  # noqa: ANN401 - as Route takes them
    usual: dict[str, Any] = {"key": "staff", "problems": _STAFF, "query": (_SITE,), "csrf": False}
    whole = f"/v1/galleries{path}"
    return Route(method=method, path=whole, handler=handler, name=name, about=about, tag="galleries", **(usual | more))


def _file(path: str, name: str, handler: Any, about: str, *query: Query) -> Route:  # noqa: ANN401 - as Route takes them
    return Route(
        method="GET", path=path, handler=handler, name=name, about=about, tag="pictures",
        media="image/*", answers={200: None, 304: None}, problems=(404, 410), query=query,
    )  # fmt: skip


ROUTES: tuple[Route, ...] = (
    _attachment(
        "POST", "send_picture", PictureRoutes.post, "Send a picture for a comment, as a form",
        takes={"multipart/form-data": _FILE}, answers={202: views.Accepted}, problems=_TAKES, query=(_SITE,),
    ),
    _attachment(
        "PUT", "send_picture_raw", PictureRoutes.put, "Send a picture for a comment, as it is",
        takes={"application/octet-stream": {}}, answers={202: views.Accepted}, problems=_TAKES, query=(_SITE,),
    ),
    _own(
        "GET", "get_picture", PictureRoutes.get, "How far a picture is",
        answers={200: views.Attachment}, problems=(403, 404, 410),
    ),
    _own(
        "DELETE", "delete_picture", PictureRoutes.delete, "Take a picture back",
        answers={204: None}, problems=(403, 404, 410),
    ),
    _file("/pictures/{id}/{file}", "read_rendition", FileRoutes.public, "A public rendition"),
    _file(
        "/held/{id}/{file}", "read_held_rendition", FileRoutes.held, "A rendition that isn't public yet",
        Query(name="until", about="when the link ends", required=True),
        Query(name="key", about="the link's signature", required=True),
    ),
    _gallery(
        "GET", "/{key}", "get_gallery", GalleryRoutes.get, "A gallery with everything for a srcset",
        key="", answers={200: GalleryPage, 304: None}, problems=(404, 422),
    ),
    _gallery(
        "PUT", "/{key}", "keep_gallery", GalleryRoutes.put, "Make or rename a gallery",
        body=GalleryBody, answers={200: views.GalleryKept, 201: views.GalleryKept}, problems=(400, *_STAFF, 415),
    ),
    _gallery(
        "POST", "/{key}/pictures", "add_pictures", GalleryRoutes.add, "Add pictures",
        takes={
            "multipart/form-data": _FILE | {"properties": _FILE["properties"] | _WORDS},
            "application/octet-stream": {},
        },
        answers={200: views.PictureTaken, 202: views.PicturesTaken}, problems=(400, 401, 403, *_TAKES[1:]),
    ),
    _gallery(
        "PUT", "/{key}/pictures", "add_picture", GalleryRoutes.add, "Add one picture, as it is",
        takes={"application/octet-stream": {}},
        query=(
            _SITE,
            Query(name="name", about="the file's name"),
            *(Query(name=name, about="what the editor says about it") for name in _WORDS),
        ),
        answers={200: views.PictureTaken, 202: views.PictureTaken}, problems=(400, 401, 403, *_TAKES[1:]),
    ),
    _gallery(
        "GET", "", "list_galleries", EditingRoutes.list, "A site's galleries", answers={200: views.GalleryList}
    ),
    _gallery(
        "PUT", "/{key}/order", "order_gallery", EditingRoutes.order, "Another order; every picture keeps its id",
        body=OrderBody, answers={200: views.OrderKept}, problems=(400, *_STAFF, 409, 415),
    ),
    _gallery(
        "PUT", "/{key}/captions", "caption_gallery", EditingRoutes.captions, "Words and order by a table",
        takes={"text/csv": {}}, answers={200: views.CaptionsTaken}, problems=(*_STAFF, 413),
    ),
    _gallery(
        "GET", "/{key}/progress", "get_progress", EditingRoutes.progress, "How far the pictures are",
        answers={200: views.GalleryProgress},
    ),
    _gallery(
        "GET", "/{key}/export", "export_gallery", EditingRoutes.export, "The gallery as one document",
        answers={200: GalleryPage},
    ),
    _gallery(
        "PATCH", "/{key}/pictures/{id}", "change_picture", EditingRoutes.patch, "Words, point of interest, number",
        body=WordsBody, answers={204: None}, problems=(400, *_STAFF, 415),
    ),
    _gallery(
        "DELETE", "/{key}/pictures/{id}", "withdraw_picture", EditingRoutes.delete, "Take a picture out for good",
        answers={204: None},
    ),
    _gallery(
        "POST", "/{key}/uploads", "announce_upload", PartRoutes.post, "Announce a file that will come in parts",
        body=Announcement, answers={201: views.UploadView}, problems=(400, *_STAFF, 413, 415),
    ),
    _gallery(
        "GET", "/{key}/uploads", "list_uploads", PartRoutes.list, "What was announced",
        answers={200: views.UploadList},
    ),
    _gallery(
        "GET", "/{key}/uploads/{id}", "get_upload", PartRoutes.get, "How much has arrived",
        answers={200: views.UploadView},
    ),
    _gallery(
        "PATCH", "/{key}/uploads/{id}", "continue_upload", PartRoutes.patch, "More of an announced file",
        takes={"application/octet-stream": {}}, headers=(_OFFSET,),
        answers={200: views.UploadView}, problems=(*_STAFF, 409, 413, 503),
    ),
)  # fmt: skip
"""What the edge leads to this service without a page around it."""
