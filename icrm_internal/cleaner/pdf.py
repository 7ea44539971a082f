# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from picture import Refused, strip_jpeg

PDF_PAGE = {
    "/Type",
    "/MediaBox",
    "/CropBox",
    "/BleedBox",
    "/TrimBox",
    "/ArtBox",
    "/Resources",
    "/Contents",
    "/Rotate",
    "/Annots",
    "/Group",
    "/UserUnit",
}
PDF_HIDDEN = {
    "/AA",
    "/AF",
    "/CreatorInfo",
    "/EF",
    "/LastModified",
    "/Metadata",
    "/OpenAction",
    "/PieceInfo",
    "/Thumb",
}
PDF_REMARK_HIDDEN = {
    "/CreationDate",
    "/Dest",
    "/FS",
    "/M",
    "/NM",
    "/P",
    "/Parent",
    "/T",
}


def clean_pdf(content):
    """Return the pages alone: no document information, forms, files or scripts."""
    from PyPDF2 import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise Refused("broken")
    writer = PdfWriter()
    seen = set()
    for page in reader.pages:
        for key in set(page) - PDF_PAGE:
            del page[key]
        _clean_pdf_object(page, seen)
        writer.add_page(page)
    if not writer.pages:
        raise Refused("broken")
    result = io.BytesIO()
    writer.write(result)
    return result.getvalue()


def _clean_pdf_object(root, seen):
    from PyPDF2.generic import ArrayObject, DictionaryObject, IndirectObject

    waiting = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) in seen:
                continue
            seen.add((found.idnum, found.generation))
            found = found.get_object()
        if isinstance(found, DictionaryObject):
            hidden = set(PDF_HIDDEN)
            if "/Subtype" in found and "/Rect" in found:
                hidden |= PDF_REMARK_HIDDEN
                action = found.get("/A")
                if action is not None and action.get_object().get("/S") != "/URI":
                    hidden.add("/A")
            for key in hidden & set(found):
                del found[key]
            if found.get("/Subtype") == "/Image":
                _clean_pdf_picture(found)
            waiting += [found.raw_get(key) for key in found if key != "/Parent"]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _clean_pdf_picture(stream):
    filters = stream.get("/Filter")
    filters = [filters] if isinstance(filters, str) else list(filters or ())
    if filters == ["/DCTDecode"]:
        stream._data = strip_jpeg(stream._data)
    elif "/DCTDecode" in filters or "/JPXDecode" in filters:
        # Remarks inside, and no simple way to take them out.
        raise Refused("broken")
