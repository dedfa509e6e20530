"""What Schemathesis has to know of us beyond the document: how a query is sent as it is."""

from __future__ import annotations

import schemathesis


@schemathesis.serializer("application/sparql-query")
def as_it_is(_: schemathesis.SerializationContext, value: object) -> bytes:
    """Return the bytes of a query in the body of a request."""
    return str(value).encode("utf-8", "surrogatepass")
