"""One guide."""

from __future__ import annotations

from app.domain.errors import Fault, NotFoundError
from app.domain.text import nearest
from app.explorer.asked import Asked, View
from app.explorer.markdown import guides


async def show(asked: Asked) -> View:
    """Show a guide.

    Raises:
        NotFoundError: There is none of this name.
    """
    slug: str = asked.request.path_params["slug"]
    guide = guides().get(slug)
    if guide is None:
        message = f"There is no guide {slug[:64]!r}"
        raise NotFoundError(message, [Fault(message, did_you_mean=nearest(slug, guides()))])
    values = {"guide": guide, "guides": list(guides().values())}
    return View("guide.html", guide.title, values, description=guide.summary)
