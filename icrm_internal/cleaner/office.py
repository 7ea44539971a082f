# Copyright 2026 icrm_internal contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import posixpath
import re
import zipfile

from picture import Refused, clean_picture, picture_format

MAX_PARTS = 2_000
MAX_UNPACKED = 60 * 1024**2
NOBODY = "Author"
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
        raise Refused("kind")
    dropped = {name for name in parts if OFFICE_DROPPED.fullmatch(name)}
    gone = {}
    result = {}
    # Relations first: they list what is removed.
    for name in sorted(parts, key=lambda part: not part.endswith(".rels")):
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
            entries = [info for info in archive.infolist() if not info.is_dir()]
            names = {entry.filename for entry in entries}
            if (
                len(names) != len(entries)
                or len(entries) > MAX_PARTS
                or sum(entry.file_size for entry in entries) > MAX_UNPACKED
                or any(entry.flag_bits & 1 for entry in entries)
            ):
                raise Refused("broken")
            return {entry.filename: archive.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Refused("broken") from error


def _pack(parts):
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name)  # dated 1980, without creator
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
        raise Refused("broken")
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
        raise Refused("broken")
    if OFFICE_FONT.fullmatch(name):
        return content
    if OFFICE_INNER.fullmatch(name) and depth == 0:
        return clean_office(content, depth + 1)[1]
    if picture := picture_format(content):
        return clean_picture(content, picture)
    if not name.endswith((".xml", ".vml")):
        raise Refused("broken")
    root = _parse(content)
    if name == "[Content_Types].xml":
        for override in list(root):
            if (override.get("PartName") or "").removeprefix("/") in dropped:
                root.remove(override)
    for element in list(root.iter()):
        _clean_element(element, gone)
    if re.fullmatch(r"xl/comments.*\.xml|xl/comments/.*\.xml", name):
        _clean_cell_comments(root)
    if re.fullmatch(r"ppt/(commentAuthors|authors)\.xml", name):
        for author in root:
            for key in {"name", "initials", "userId", "providerId"} & set(
                author.keys()
            ):
                author.set(key, NOBODY)
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
    """Remove the author, also from the prefix that Excel puts into a comment."""
    names = set()
    for author in root.iter("{*}author"):
        names.add((author.text or "").strip())
        author.text = NOBODY
    names.discard("")
    for text in root.iter("{*}t"):
        for name in names:
            if (text.text or "").lstrip().startswith(name):
                text.text = text.text.replace(name, NOBODY, 1)
