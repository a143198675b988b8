"""XML bodies by the XML Object of their schemas (OpenAPI 3.2 section 4.26): names, attributes, text and wrapped arrays.

Namespaces are written but not checked, and mixed content is not supported: ``nodeType: none`` is for arrays only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from specforge.document.model import Schema
from specforge.values.texts import TextShape, write

_NAME = re.compile(r"[^\w.-]|^(?=[\d.-])")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DEEPEST = 100


class MalformedXml(ValueError):
    """The text is not well-formed, or it has a document type declaration, which is not read (entity expansion)."""


def decode_xml(text: str, schema: Schema | None) -> Any:
    """The value of the root element. Raises MalformedXml."""
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise MalformedXml("a document type declaration is not allowed")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise MalformedXml(str(error)) from error
    return _value(root, schema, 0)


def encode_xml(value: Any, schema: Schema | None, root: str | None = None) -> str:
    """``value`` as an element called ``root``, else as the schema's XML Object or component name says, else ``xml``."""
    name = root or _xml(schema).get("name") or (schema.name if schema else None) or "xml"
    return "".join(_element(str(name), value, schema, 0))


def _value(element: ElementTree.Element, schema: Schema | None, depth: int) -> Any:
    shape = TextShape(schema)
    if shape.is_array and depth < _DEEPEST:
        items = shape.items.schema
        return [_value(child, items, depth + 1) for child in element]
    if (shape.is_object or len(element) or element.attrib) and depth < _DEEPEST:
        return _object(element, shape, depth)
    return shape.read(element.text or "")


def _object(element: ElementTree.Element, shape: TextShape, depth: int) -> dict[str, Any]:
    known = {_xml_name(name, member.schema): (name, member) for name, member in shape.properties.items()}
    found: dict[str, Any] = {}
    for tag, text in element.attrib.items():
        name, member = known.get(_local(tag), (_local(tag), TextShape(None)))
        found[name] = member.read(text)
    for name, member in known.values():
        if _is_text(member.schema):
            found[name] = member.read(element.text or "")
    for child in element:
        name, member = known.get(_local(child.tag), (_local(child.tag), TextShape(None)))
        if _is_text(member.schema):
            continue
        if member.is_array and not _is_wrapped(member.schema):
            found.setdefault(name, []).append(_value(child, member.items.schema, depth + 1))
        else:
            found[name] = _value(child, member.schema, depth + 1)
    return found


def _element(name: str, value: Any, schema: Schema | None, depth: int) -> Iterator[str]:
    tag = _NAME.sub("_", name)
    xml = _xml(schema)
    if isinstance(xml.get("prefix"), str):
        tag = f"{xml['prefix']}:{tag}"
    properties = TextShape(schema).properties
    members = value if isinstance(value, dict) else {}
    attributes = {k: v for k, v in members.items() if k in properties and _is_attribute(properties[k].schema)}
    yield f"<{tag}{_namespace(xml)}"
    yield from (f" {_attribute(key, properties[key].schema)}={_quoted(item)}" for key, item in attributes.items())
    yield ">"
    if isinstance(value, dict):
        rest = ((key, item) for key, item in members.items() if key not in attributes)
        for key, item in rest:
            member = properties.get(key)
            yield from _member(key, item, member.schema if member else None, depth + 1)
    elif isinstance(value, list):
        items = TextShape(schema).items.schema
        for item in value:
            yield from _element(_xml(items).get("name") or name, item, items, depth + 1)
    else:
        yield _text(value)
    yield f"</{tag}>"


def _member(key: str, value: Any, schema: Schema | None, depth: int) -> Iterator[str]:
    """An array repeats its element unless it is wrapped."""
    name = _xml_name(key, schema)
    if _is_text(schema) and not isinstance(value, dict | list):
        yield _text(value, is_cdata=_xml(schema)["nodeType"] == "cdata")
        return
    if not isinstance(value, list) or _is_wrapped(schema):
        yield from _element(name, value, schema, depth)
        return
    items = TextShape(schema).items.schema
    for item in value:
        yield from _element(_xml(items).get("name") or name, item, items, depth)


def _xml(schema: Schema | None) -> dict[str, Any]:
    found = schema.get("xml") if schema is not None else None
    return found if isinstance(found, dict) else {}


def _xml_name(name: str, schema: Schema | None) -> str:
    own = _xml(schema).get("name")
    return own if isinstance(own, str) and not _is_repeated(schema) else name


def _is_repeated(schema: Schema | None) -> bool:
    """The name of an array that is not wrapped has no effect (3.1 section 4.8.26.2.3); its items' name has."""
    return schema is not None and "array" in schema.types and not _is_wrapped(schema)


def _is_wrapped(schema: Schema | None) -> bool:
    return _xml(schema).get("wrapped") is True or _xml(schema).get("nodeType") == "element"


def _is_text(schema: Schema | None) -> bool:
    """Whether the value is the text of the element that it would otherwise have an element in."""
    return _xml(schema).get("nodeType") in ("text", "cdata")


def _text(value: Any, *, is_cdata: bool = False) -> str:
    text = _CONTROL.sub("", write(value))
    if is_cdata:
        return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
    return text.translate(_IN_TEXT)


def _is_attribute(schema: Schema | None) -> bool:
    return _xml(schema).get("attribute") is True or _xml(schema).get("nodeType") == "attribute"


def _attribute(name: str, schema: Schema | None) -> str:
    return _NAME.sub("_", _xml_name(name, schema))


def _namespace(xml: dict[str, Any]) -> str:
    uri, prefix = xml.get("namespace"), xml.get("prefix")
    if not isinstance(uri, str):
        return ""
    return f" xmlns{f':{prefix}' if isinstance(prefix, str) else ''}={_in_quotes(uri)}"


def _quoted(value: Any) -> str:
    return _in_quotes(_CONTROL.sub("", write(value)))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


# xml.sax.saxutils does the same, but its import takes longer than all the rest of this module ever will.
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_ATTRIBUTE = _IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _in_quotes(text: str) -> str:
    """An attribute value with its quotes."""
    return f'"{text.translate(_IN_ATTRIBUTE)}"'
