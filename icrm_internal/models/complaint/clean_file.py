# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Take out of a file what its reader does not see: who made it, where, with what.

Nothing of Odoo is needed here. :func:`clean` runs this very file as a process of its
own, which may take so much time and memory and no more: whatever bomb a file is, no
worker dies of it. What is not known to be clean afterwards is refused.
"""

import io
import posixpath
import re
import resource
import subprocess
import sys
import zipfile

MAX_PIXELS = 50_000_000
MAX_PARTS = 2_000
MAX_UNPACKED = 60 * 1024**2
MAX_RESULT = 20 * 1024**2
MAX_MEMORY = 1024**3
CPU_SECONDS = 10
SECONDS = 30
NOBODY = "Author"


class Unclean(Exception):
    """The file cannot be cleaned: it is of no known ``kind``, or ``broken``."""


def clean(content):
    """Return ``(extension, content)`` of a file without what is hidden inside.

    :raise Unclean: "kind" or "broken"
    """
    try:
        child = subprocess.run(
            [sys.executable, "-W", "ignore", __file__],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd="/",
        )
    except subprocess.TimeoutExpired:
        raise Unclean("broken") from None
    word, _newline, result = child.stdout.partition(b"\n")
    if child.returncode or not word.startswith(b"."):
        raise Unclean("kind" if word == b"kind" else "broken")
    return word.decode(), result


def clean_here(content):
    """Do what :func:`clean` does, in this process."""
    if picture := _picture_format(content):
        extension = {"JPEG": ".jpg"}.get(picture, f".{picture.lower()}")
        return extension, clean_picture(content, picture)
    if content.startswith(b"%PDF-"):
        return ".pdf", clean_pdf(content)
    if content.startswith(b"PK\x03\x04"):
        return clean_office(content)
    if is_plain_text(content):
        return ".txt", content
    raise Unclean("kind")


def is_plain_text(content):
    """Tell text from formats that look like text and have an author (RTF, XML, ...)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            return False
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:8]
    if start.startswith((b"{\\rtf", b"%!", b"<")):
        return False
    return not re.search(rb"[\x00-\x08\x0b\x0e-\x1f]", content)


# -- pictures --


def _picture_format(content):
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    return None


def clean_picture(content, picture):
    """Return the same pixels in a new file: nothing else can come along."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    image = Image.open(io.BytesIO(content), formats=[picture])
    if image.width * image.height > MAX_PIXELS:
        raise Unclean("broken")
    if picture != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Unclean("broken")
    # Cameras turn pictures by a mark that is taken out here.
    image = ImageOps.exif_transpose(image)
    if picture == "JPEG":
        if image.mode not in ("L", "RGB"):
            image = image.convert("RGB")
    elif image.mode in ("P", "PA") or "transparency" in image.info:
        image = image.convert("RGBA")
    pixels = Image.frombytes(image.mode, image.size, image.tobytes())
    result = io.BytesIO()
    pixels.save(result, picture, quality=90)
    return result.getvalue()


def _strip_jpeg(data):
    """Return a JPEG of a PDF without its remarks, its pixels untouched."""
    result, at = bytearray(b"\xff\xd8"), 2
    while data[at : at + 1] == b"\xff":
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:  # the pixels, up to the last end mark
            last = data.rfind(b"\xff\xd9")
            return bytes(result + (data[at : last + 2] if last > at else data[at:]))
        # APP0 and APP14 say how to read the colours.
        if not (0xE1 <= marker <= 0xEF or marker == 0xFE) or marker == 0xEE:
            result += data[at:end]
        at = end
    raise Unclean("broken")


# -- PDF --

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
        raise Unclean("broken")
    writer = PdfWriter()
    seen = set()
    for page in reader.pages:
        for key in set(page) - PDF_PAGE:
            del page[key]
        _clean_pdf_object(page, seen)
        writer.add_page(page)
    if not writer.pages:
        raise Unclean("broken")
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
        stream._data = _strip_jpeg(stream._data)
    elif "/DCTDecode" in filters or "/JPXDecode" in filters:
        # Remarks inside, and no simple way to take them out.
        raise Unclean("broken")


# -- office documents --

OFFICE_KINDS = {
    b"wordprocessingml.document.main+xml": ".docx",
    b"spreadsheetml.sheet.main+xml": ".xlsx",
    b"presentationml.presentation.main+xml": ".pptx",
}
# Parts about the document or its people, which it can be read without.
OFFICE_DROPPED = re.compile(
    r"(docProps|customXml|docMetadata|xl/persons|xl/threadedComments)/.*"
    r"|word/(people|commentsExtensible|commentsIds|commentsExtended)\.xml"
    r"|.*/printerSettings/.*"
)
OFFICE_FONT = re.compile(r".*\.(odttf|fntdata)")
OFFICE_INNER = re.compile(r".*/embeddings/.*\.(docx|xlsx|pptx)")
OFFICE_REFUSED = re.compile(
    r"xl/(revisions/.*|connections\.xml|queryTables/.*)|.*/(activeX|ctrlProps)/.*"
)
OFFICE_ELEMENTS = {
    "absPath",
    "customSheetViews",
    "customWorkbookViews",
    "docId",
    "docVars",
    "fileSharing",
    "mailMerge",
    "revisionPtr",
    "rsids",
}
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def clean_office(content, depth=0):
    """Return extension and content of a document of Office's XML formats."""
    parts = _unpack(content)
    kinds = [
        extension
        for word, extension in OFFICE_KINDS.items()
        if word in parts.get("[Content_Types].xml", b"")
    ]
    if len(kinds) != 1:
        raise Unclean("kind")
    dropped = {name for name in parts if OFFICE_DROPPED.fullmatch(name)}
    gone = {}
    result = {}
    # Relations first: they say what is gone.
    for name in sorted(parts, key=lambda one: not one.endswith(".rels")):
        if name in dropped or _rels_of(name) in dropped:
            continue
        if name.endswith(".rels"):
            result[name], gone[_rels_of(name)] = _clean_relations(
                name, parts[name], dropped
            )
        else:
            result[name] = _clean_part(
                name, parts[name], dropped, gone.get(name, ()), depth
            )
    return kinds[0], _pack({name: result[name] for name in parts if name in result})


def _unpack(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir()]
            names = {one.filename for one in entries}
            if (
                len(names) != len(entries)
                or len(entries) > MAX_PARTS
                or sum(one.file_size for one in entries) > MAX_UNPACKED
                or any(one.flag_bits & 1 for one in entries)
            ):
                raise Unclean("broken")
            return {one.filename: archive.read(one) for one in entries}
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unclean("broken") from error


def _pack(parts):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # of 1980, made by nobody
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return result.getvalue()


def _parse(content):
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(content, parser)
    if root.getroottree().docinfo.doctype:
        raise Unclean("broken")
    return root


def _write(root):
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _rels_of(name):
    """Return whose relations *name* holds: those of a/b.xml are a/_rels/b.xml.rels."""
    folder, file = posixpath.split(name)
    if not file.endswith(".rels"):
        return None
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))


def _clean_relations(name, content, dropped):
    """Return the relations left, and the ids of those that are gone."""
    root = _parse(content)
    base = posixpath.dirname(posixpath.dirname(name))
    gone = set()
    for relation in list(root):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") == "External":
            is_link = (relation.get("Type") or "").endswith("/hyperlink")
            if not is_link or not target.startswith(("http://", "https://", "mailto:")):
                # Folders of the one who wrote it
                relation.set("Target", "about:blank")
        elif posixpath.normpath(posixpath.join("/", base, target))[1:] in dropped:
            gone.add(relation.get("Id"))
            root.remove(relation)
    return _write(root), gone


def _clean_part(name, content, dropped, gone, depth):
    if OFFICE_REFUSED.fullmatch(name):
        raise Unclean("broken")
    if OFFICE_FONT.fullmatch(name):
        return content
    if OFFICE_INNER.fullmatch(name) and depth == 0:
        return clean_office(content, depth + 1)[1]
    if picture := _picture_format(content):
        return clean_picture(content, picture)
    if not name.endswith((".xml", ".vml")):
        raise Unclean("broken")
    root = _parse(content)
    if name == "[Content_Types].xml":
        for one in list(root):
            if (one.get("PartName") or "").removeprefix("/") in dropped:
                root.remove(one)
    for element in list(root.iter()):
        _clean_element(element, gone)
    if re.fullmatch(r"xl/comments.*\.xml|xl/comments/.*\.xml", name):
        _clean_cell_comments(root)
    if re.fullmatch(r"ppt/(commentAuthors|authors)\.xml", name):
        for one in root:
            for key in {"name", "initials", "userId", "providerId"} & set(one.keys()):
                one.set(key, NOBODY)
    return _write(root)


def _clean_element(element, gone):
    local = element.tag.rpartition("}")[2]
    if local in OFFICE_ELEMENTS and element.getparent() is not None:
        parent, previous = element.getparent(), element.getprevious()
        if element.tail and previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        parent.remove(element)
        return
    for key, value in element.attrib.items():
        space, _brace, short = key.rpartition("}")
        if key == f"{WORD}author":
            element.set(key, NOBODY)
        elif (
            key in (f"{WORD}date", f"{WORD}initials")
            or short.startswith("rsid")
            or short in ("refreshedBy", "lastModifiedBy", "securityDescriptor", "dt")
            or (short == "dateUtc")
            or (local == "scenario" and short == "user")
            or (f"{space}}}" == RELATION and value in gone)
        ):
            del element.attrib[key]
        elif short in ("descr", "title") and local in ("cNvPr", "docPr"):
            element.set(key, "")


def _clean_cell_comments(root):
    """Name nobody as the author, nor in the first words Excel puts into a comment."""
    names = set()
    for author in root.iter("{*}author"):
        names.add((author.text or "").strip())
        author.text = NOBODY
    names.discard("")
    for text in root.iter("{*}t"):
        for name in names:
            if (text.text or "").lstrip().startswith(name):
                text.text = text.text.replace(name, NOBODY, 1)


def main():
    for kind, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        resource.setrlimit(kind, (most, most))
    out = sys.stdout.buffer
    try:
        extension, content = clean_here(sys.stdin.buffer.read())
        if len(content) > MAX_RESULT:
            raise Unclean("broken")
    except Unclean as error:
        out.write(str(error).encode() + b"\n")
    except (Exception, MemoryError, RecursionError):
        # Readers of strange files fail in any way.
        out.write(b"broken\n")
    else:
        out.write(extension.encode() + b"\n" + content)


if __name__ == "__main__":
    main()
