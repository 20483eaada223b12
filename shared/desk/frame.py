"""Draws a page inside the desk's frame.

In: a template of a service, who is asking, and what the page shows. Out: the page; or a part of it, for the script.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2
from aiohttp import web

from shared import web as door
from shared.clock import Clock, SystemClock
from shared.desk import flash, navigation, wording
from shared.desk.static_files import asset, script_words
from shared.desk.words import LANGUAGES, Words, catalogues, nearest
from shared.errors import Forbidden
from shared.staff import Staff
from shared.web.answers import PAGE_POLICY
from shared.web.problem import Problem, as_page


class Templates(jinja2.Environment):
    """The templates of a service, and what they say in each language."""

    catalogues: dict[str, Words]


TEMPLATES: web.AppKey[Templates] = web.AppKey("desk_templates", Templates)
"""Where a service's application keeps its environment of templates."""

VISITOR = web.RequestKey("desk_visitor", Staff)
"""Who is asking, once a page knows; a problem is then shown in their language, with the way back."""

FRAGMENT = "X-Paddock-Fragment"
POLICY = {"Content-Security-Policy": f"{PAGE_POLICY}; require-trusted-types-for 'script'; trusted-types 'none'"}
"""What the desk's own pages allow: nothing inline, and no text that a script turns into markup."""
SIGN_IN = "/desk/sign-in"
OWN = Path(__file__).parent / "templates"


def environment(
    folder: Path | str, *, clock: Clock | None = None, words: Mapping[str, Callable[..., object]] | None = None
) -> Templates:
    """Templates of `folder` and of the frame, escaping what they show, with the catalogues of `folder`/words.

    `words` are filters of the service's own.
    """
    loader = jinja2.FileSystemLoader([Path(folder), OWN])
    templates = Templates(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.catalogues = catalogues(OWN.parent / "words", Path(folder) / "words")
    templates.filters |= wording.filters(clock or SystemClock()) | dict(words or {})
    templates.globals |= {"asset": asset, "ROLES": navigation.ROLES}
    return templates


def words_of(request: web.Request, staff: Staff | None = None) -> Words:
    """The words of a page in the member's own choice of language, else in what their browser asks for."""
    chosen = staff.language if staff else ""
    language = chosen if chosen in LANGUAGES else nearest(request.headers.get("Accept-Language", ""))
    return request.app[TEMPLATES].catalogues[language]


def chosen_site(request: web.Request, staff: Staff, *roles: str, given: str = "") -> str:
    """The site that the page is about: `given` by a form, `?site=`, or the first of theirs where they have the role.

    Raises Forbidden without one of `roles` there.
    """
    request[VISITOR] = staff
    fitting = [key for key in staff.roles if not roles or staff.may(key, *roles)]
    wanted = given or request.query.get("site", "") or min(fitting, default=min(staff.roles, default=""))
    if wanted not in staff.roles or (roles and not staff.may(wanted, *roles)):
        raise Forbidden("your role on this site does not include this page", code="role")
    return wanted


def page(
    request: web.Request,
    template: str,
    staff: Staff | None,
    *,
    status: int = 200,
    counts: Mapping[str, int] | None = None,
    **values: Any,  # noqa: ANN401 - templates take values of any type
) -> web.Response:
    """The page. `staff` is None while nobody is signed in; `counts` are numbers for the navigation by path."""
    said = flash.flash_of(request)
    text = _render(request, template, staff, {"flash": said, "counts": counts or {}, **values})
    answer = door.html(text, status=status, headers=POLICY)
    if said is not None:
        flash.forget(answer)
    return answer


def fragment(
    request: web.Request,
    template: str,
    staff: Staff,
    *,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - templates take values of any type
) -> web.Response:
    """A part of a page for the desk's script, which puts it where the old part stood."""
    return door.html(
        _render(request, template, staff, {"flash": None, "counts": {}, **values}), status=status, headers=POLICY
    )


def say_there(request: web.Request, staff: Staff, location: str, said: str, kind: str = "done") -> web.Response:
    """303 to a page of ours, which says this sentence of a catalogue in the member's language."""
    return flash.look_there(location, flash.Flash(text=words_of(request, staff)(said), kind=kind))


def wants_fragment(request: web.Request) -> bool:
    """Whether the desk's script sent this form."""
    return FRAGMENT in request.headers


def problem_page(request: web.Request, problem: Problem) -> web.StreamResponse:
    """A problem inside the frame; somebody who isn't signed in is led to the door first.

    Give it to `shared.web.application` as `error_page`; pages outside the desk keep their plain ones.
    """
    if not request.path.startswith("/desk"):
        return as_page(problem)
    if problem.status == 401 and request.method in {"GET", "HEAD"}:
        return door.see_other(f"{SIGN_IN}?next={quote(request.path_qs, safe='')}")
    visitor = request.get(VISITOR)
    text = _render(request, "desk/problem.html", visitor, {"flash": None, "counts": {}, "problem": problem})
    return door.html(text, status=problem.status, headers=POLICY)


def _render(request: web.Request, template: str, staff: Staff | None, values: Mapping[str, Any]) -> str:
    site = values.get("site") or request.query.get("site", "") or (min(staff.roles, default="") if staff else "")
    sites = sorted(staff.roles) if staff else []
    several = {"site": site} if len(sites) > 1 else {}
    role = staff.roles.get(site, "") if staff else ""
    t = words_of(request, staff)
    groups = navigation.contents(t, request.path, role, several, values["counts"]) if staff else []
    shown = {"site": site, "sites": sites, "role": role, "groups": groups, "here": request.path, **values}
    return (
        request.app[TEMPLATES]
        .get_template(template)
        .render(
            t=t,
            script_words={words: t(words) for words in script_words()},
            staff=staff,
            csrf=staff.csrf if staff else "",
            undo_seconds=flash.UNDO_SECONDS,
            **shown,
        )
    )
