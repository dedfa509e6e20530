"""What a loader hands to the engine: frozen typed records.

References are ids, dates are EDTF; nothing here knows RDF. A field that is not known is the empty
string or the empty tuple.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from alliancekg.findings import Place


class Ref(NamedTuple):
    """A reference to a record of any kind, written `kind/key` in a table.

    >>> str(Ref("event", "nixon-doctrine"))
    'event/nixon-doctrine'
    """

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What all records have: the source that states them, their row, their passages in it."""

    kind: ClassVar[str]
    id: str
    source: str
    place: Place
    passages: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A document or a data set. `rank` 1 is preferred when sources date one event differently."""

    kind: ClassVar[str] = "source"
    type: str  # Document or Dataset
    title: str
    creators: tuple[str, ...] = ()
    issued: str = ""  # EDTF
    publisher: str = ""
    license: str = ""
    citation: str
    url: str = ""
    rank: int
    text_length: int | None = None  # characters of the document's text, for passages
    text_digest: str = ""  # SHA-256 of the whole text, white space collapsed
    coverage_measures: tuple[str, ...] = ()
    coverage_actors: tuple[str, ...] = ()
    coverage_time: str = ""  # EDTF
    part_of: tuple[str, ...] = ()  # sources
    identifiers: tuple[str, ...] = ()  # numbers under which others know it


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage(Record):
    """A span of a document: characters from 0, end exclusive; SHA-256 once collapsed."""

    kind: ClassVar[str] = "passage"
    paragraph: str
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Record):
    """Who acts. `type` is the local name of a subclass of ak:Actor."""

    kind: ClassVar[str] = "actor"
    type: str
    label: str
    alt_labels: tuple[str, ...] = ()
    part_of: tuple[str, ...] = ()
    member_of: tuple[str, ...] = ()
    cow_code: str = ""
    gw_code: str = ""
    cow_time: tuple[str, ...] = ()  # EDTF, the periods for which the code is valid
    gw_time: tuple[str, ...] = ()
    iso_alpha3: str = ""
    wikidata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Record):
    """An office that a person holds in an organisation, titled as the source titles it."""

    kind: ClassVar[str] = "position"
    person: str
    title: str
    organization: str = ""
    edtf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location(Record):
    """A geographic place (ak:Place); `findings.Place` is a place in a file."""

    kind: ClassVar[str] = "place"
    label: str
    alt_labels: tuple[str, ...] = ()
    in_state: str = ""
    part_of: tuple[str, ...] = ()
    wikidata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Record):
    """What happened, is planned, was cancelled, or is only imagined."""

    kind: ClassVar[str] = "event"
    event_type: str
    status: str
    label: str
    alt_labels: tuple[str, ...] = ()
    edtf: str = ""
    part_of: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    announces: tuple[Ref, ...] = ()
    cancels: tuple[Ref, ...] = ()
    realizes: tuple[Ref, ...] = ()
    wikidata: str = ""
    identifiers: tuple[str, ...] = ()  # numbers under which its source knows it
    hostility: str = ""  # the highest level reached
    cameo_code: str = ""  # text: 010 is not 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Treaty(Record):
    """A binding agreement between actors; its parties are participations in the role `party`."""

    kind: ClassVar[str] = "treaty"
    treaty_type: str
    label: str
    alt_labels: tuple[str, ...] = ()
    signed: str = ""  # EDTF
    in_force: str = ""  # EDTF
    established_by: str = ""  # an event
    part_of: tuple[str, ...] = ()  # treaties
    wikidata: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy(Record):
    """A doctrine, policy, plan or official paper of one actor or several."""

    kind: ClassVar[str] = "policy"
    policy_type: str
    label: str
    alt_labels: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    edtf: str = ""
    part_of: tuple[str, ...] = ()  # policies
    wikidata: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation(Record):
    """An actor in a role of an event or a treaty. `id` is `kind/key:actor:role`.

    If an actor has a role several times, as in the phases of a treaty, `part` tells them apart, and
    stands at the end of the id: `kind/key:actor:role:part`.
    """

    kind: ClassVar[str] = "participation"
    record: Ref
    actor: str
    role: str
    part: str = ""
    obligation: str = ""  # in words
    obligation_types: tuple[str, ...] = ()
    side: str = ""  # of a dispute or a war
    hostility: str = ""  # the highest level that the actor reached
    edtf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Record):
    """A number and what it counts; `value` is a canonical xsd:decimal or xsd:integer."""

    kind: ClassVar[str] = "quantity"
    label: str
    record: Ref | None = None
    measure: str
    value: str
    unit: str
    comparator: str
    of_actor: str = ""
    in_place: str = ""
    edtf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Record):
    """What somebody says. Claimant, reporter and stance are three things."""

    kind: ClassVar[str] = "claim"
    paraphrase: str
    claimants: tuple[str, ...]
    reported_by: str = ""
    reports_claim: str = ""
    stance_holder: str
    stance: str
    claim_kind: str
    hedge: str = ""
    about: tuple[Ref, ...] = ()
    subject: Ref | None = None
    predicate: str = ""
    object: Ref | None = None
    supports: tuple[str, ...] = ()
    disputes: tuple[str, ...] = ()
    in_tension_with: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()  # sources
    time_scope: str = ""  # EDTF


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating(Record):
    """A date that one source gives for a record of another. `aspect` is time, signed or in-force.

    `id` is `kind/key:aspect`.
    """

    kind: ClassVar[str] = "dating"
    record: Ref
    aspect: str
    edtf: str
    confidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Record):
    """Passages in which a source names a record that another table defines. `id` is `kind/key`."""

    kind: ClassVar[str] = "mention"
    record: Ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Record):
    """A code or a name under which a list knows an actor, and when. `id` is `system-code-begin`."""

    kind: ClassVar[str] = "code"
    actor: str
    system: str
    code: str  # text: 010 is not 10
    edtf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link(Record):
    """Two records of different sources that are one thing, or nearly (SSSOM, SKOS).

    `id` is `subject:predicate:object`. The labels are for readers of the table; no statement is
    made of them.
    """

    kind: ClassVar[str] = "link"
    subject: Ref
    predicate: str  # exactMatch, closeMatch, broadMatch, narrowMatch, relatedMatch
    object: Ref
    justification: str  # a term of SEMAPV, as ManualMappingCuration
    confidence: str = ""
    comment: str = ""
    subject_label: str = ""
    object_label: str = ""
