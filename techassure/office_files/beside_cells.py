"""What lies beside the cells of a workbook: comments, text boxes, pictures. None of it is read, so it is told.

People write what matters where it is easy to write: a reviewer a doubt, a bidder a condition on its price.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from techassure.files import archives
from techassure.office_files import refusals
from techassure.phrases import counted
from techassure.problems import Place, Problem

_COMMENTS = re.compile(r"xl/(.*/)?comments?[^/]*\.xml", re.IGNORECASE)
_DRAWINGS = re.compile(r"xl/drawings/[^/]*\.xml", re.IGNORECASE)
_COMMENT = re.compile(rb"""<(?:\w+:)?comment\s[^<>]*?\bref\s*=\s*["'](\w+)["']""")
_DRAWN = re.compile(rb"<(?:\w+:)?(?:sp|pic)[\s>/]")
_NOTED = re.compile(rb"<office:annotation[\s>/]")
_FRAMED = re.compile(rb"<draw:(?:frame|custom-shape)[\s>/]")
_OPEN_DOCUMENT = "content.xml"
_FEW = 5


def remarks(data: bytes, file: str) -> list[Problem]:
    """Return a warning where comments or drawings lie beside the cells of a workbook that was opened before.

    Raises:
        ProblemsFound: a part that holds them is damaged.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = list(_found(archive))
    except archives.broken():
        raise refusals.damaged(file, "what lies beside its cells") from None
    fix = "look at it in a spreadsheet program; what is to count stands in the cells that are read"
    return [Problem(Place(file), "beside-cells", f"{each} not read", fix, "warning") for each in found]


def _found(archive: zipfile.ZipFile) -> Iterator[str]:
    parts = {name: archive.read(name) for name in archive.namelist() if _may_hold(name)}
    cells = [cell.decode() for name in parts if _COMMENTS.fullmatch(name) for cell in _COMMENT.findall(parts[name])]
    noted = len(cells) + len(_NOTED.findall(parts.get(_OPEN_DOCUMENT, b"")))
    if noted:
        at = f", at {', '.join(cells[:_FEW])}{' and more' if len(cells) > _FEW else ''}," if cells else ""
        yield f"{counted(noted, 'comment on a cell', 'comments on cells')}{at} {_is(noted)}"
    drawn = sum(len(_DRAWN.findall(parts[name])) for name in parts if _DRAWINGS.fullmatch(name))
    drawn += len(_FRAMED.findall(parts.get(_OPEN_DOCUMENT, b"")))
    if drawn:
        yield f"{counted(drawn, 'text box or picture', 'text boxes or pictures')} {_is(drawn)}"


def _may_hold(name: str) -> bool:
    return bool(_COMMENTS.fullmatch(name) or _DRAWINGS.fullmatch(name) or name == _OPEN_DOCUMENT)


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
