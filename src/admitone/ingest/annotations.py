"""What of a page's annotations goes out with a ticket: how they look, and links to the web. Nothing that acts."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from admitone.ingest.pruning import Pruner

_ANNOTATIONS_MAX = 2_000
# Those that carry files, sound, video or programs, and the windows of other annotations: ISO 32000-2, table 171.
_LEFT_OUT = {
    "/FileAttachment",
    "/Sound",
    "/Movie",
    "/Screen",
    "/RichMedia",
    "/3D",
    "/Popup",
    "/TrapNet",
    "/Projection",
}
# Keys that say where and how an annotation is drawn; parents, actions, pages and scripts are none of them.
# fmt: off
_KEPT_KEYS = (
    "/Type", "/Subtype", "/Rect", "/F", "/AS", "/Border", "/BS", "/BE", "/C", "/CA", "/ca", "/BM", "/IC", "/QuadPoints",
    "/L", "/LE", "/InkList", "/Vertices", "/RD", "/OC", "/DA", "/DS", "/Q", "/Contents", "/H",
)
# fmt: on
_WEB_SCHEMES = ("http://", "https://", "mailto:", "tel:")


def harmless_annotations(page: Object, pruner: Pruner) -> Array:
    """Give copies of the page's annotations that show the same and do nothing but open web links."""
    annotations = page.get(Name.Annots)
    if not isinstance(annotations, Array):
        return Array()
    kept = Array()
    for index in range(min(len(annotations), _ANNOTATIONS_MAX)):
        annotation = annotations[index]
        if isinstance(annotation, Dictionary) and str(annotation.get(Name.Subtype)) not in _LEFT_OUT:
            kept.append(_harmless(annotation, pruner))
    return kept


def _harmless(annotation: Dictionary, pruner: Pruner) -> Dictionary:
    copy = Dictionary({key: annotation[key] for key in _KEPT_KEYS if key in annotation})
    appearance = annotation.get(Name.AP)
    normal = appearance.get(Name.N) if isinstance(appearance, Dictionary) else None
    if isinstance(normal, pikepdf.Stream):
        copy[Name.AP] = Dictionary(N=pruner.stream(normal))
    elif isinstance(normal, Dictionary):
        states = {state: pruner.stream(look) for state, look in normal.items() if isinstance(look, pikepdf.Stream)}
        copy[Name.AP] = Dictionary(N=Dictionary(states))
    if copy.get(Name.Subtype) == Name.Widget:
        # A form field without its form is not displayed by all viewers; a stamp with the same appearance is.
        copy[Name.Subtype] = Name.Stamp
    address = _web_address(annotation.get(Name.A))
    if address is not None:
        copy[Name.A] = Dictionary(S=Name.URI, URI=pikepdf.String(address))
    return copy


def _web_address(action: Object | None) -> str | None:
    if not isinstance(action, Dictionary) or action.get(Name.S) != Name.URI:
        return None
    address = str(action.get(Name.URI, ""))
    return address if address.lower().startswith(_WEB_SCHEMES) else None
