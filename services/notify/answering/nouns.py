"""What answering talks about: a comment (`Reading`), what the archive knows (`Facts`), what follows (`Verdict`)."""

from dataclasses import dataclass, field
from enum import StrEnum


class Ask(StrEnum):
    """What a question wants to know."""

    CAR = "identify_car"
    PERSON = "identify_person"
    PLACE = "identify_place"
    CREW = "crew"
    SPEC = "spec"
    OWNER = "owner"
    OTHER = "other"


class Action(StrEnum):
    """What is done with a comment: answered by the archive, given to a person, or left alone."""

    AUTO = "auto"
    ROUTE = "route"
    IGNORE = "ignore"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: as written (tidied) and folded for matching; whether it ends with a question mark."""

    text: str
    fold: str
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlateMention:
    """A plate that the comment gives. `folds` are the readings of it that may be looked up, the longest first.

    `full` readings cover every digit of what was written; only they count as a match. `marked`: "plate …" was said.
    """

    written: str
    folds: tuple[str, ...]
    full: tuple[str, ...]
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureMention:
    """A picture named as "picture 3 of 160": its number, and the total when it was given."""

    number: int
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelMention:
    """A model's folded name and the makes that have one; `loose`: "the 340", which may also be a start number."""

    fold: str
    makes: frozenset[str] = frozenset()
    loose: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentions:
    """What a stretch of text says about a car; `masked` is the text with `@num` and the like for each mention."""

    plates: tuple[PlateMention, ...] = ()
    windows: tuple[PlateMention, ...] = ()
    numbers: tuple[str, ...] = ()
    beside_make: tuple[str, ...] = ()
    pictures: tuple[PictureMention, ...] = ()
    loose: tuple[PictureMention, ...] = ()
    years: tuple[int, ...] = ()
    decades: tuple[int, ...] = ()
    makes: tuple[frozenset[str], ...] = ()
    models: tuple[ModelMention, ...] = ()
    phrases: tuple[str, ...] = ()
    colours: frozenset[str] = frozenset()
    positions: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    other_time: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    masked: str = ""

    @property
    def descriptive(self) -> bool:
        """Whether the text says anything of its own about the car that is meant."""
        named = self.makes or any(not model.loose for model in self.models)
        return bool(self.colours or named or self.positions or self.relations or self.negations)

    @property
    def identifying(self) -> bool:
        """Whether the text gives a plate, a start number or a picture."""
        return bool(self.plates or self.numbers or self.pictures or self.windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A comment as understood: does it ask, what, in which language, and with what evidence in which part.

    `beyond` are words that say more than which car is meant.
    """

    language: str
    is_question: bool
    asks: tuple[Ask, ...] = ()
    asked: Mentions = field(default_factory=Mentions)
    whole: Mentions = field(default_factory=Mentions)
    at_the_wheel: bool = False
    beyond: tuple[str, ...] = ()
    text: str = ""

    @property
    def kind(self) -> Ask:
        """The one kind that stands for the comment: the first that can't be answered from a list, else the first."""
        hard = [ask for ask in self.asks if ask not in (Ask.CAR, Ask.CREW)]
        return next(iter([*hard, *self.asks]), Ask.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event of the archive. `stem` is its name without the year, folded."""

    key: str
    name: str
    year: int | None
    stem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A car in an event's entry list. `ref` is the publisher's id; folded forms stand beside the written ones."""

    ref: str
    event: str
    start_no: str = ""
    make: str = ""
    makes: frozenset[str] = frozenset()
    model: str = ""
    year: int | None = None
    plate: str = ""
    plate_fold: str = ""
    driver: str = ""
    co_driver: str = ""
    crew_country: str = ""
    colour: str = ""
    colours: frozenset[str] = frozenset()
    body: str = ""
    chassis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture of the article: the entries seen in it (those that exist) and how many were listed."""

    number: int
    total: int | None
    caption: str
    entries: tuple[str, ...]
    listed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier answer. Only an accepted one that nothing superseded is evidence; a corrected one warns."""

    ref: str
    picture: int | None
    plates: tuple[str, ...]
    question: str
    answer: str
    entry: str
    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the archive knows about what a comment mentions, read before anything is decided."""

    events: tuple[Event, ...] = ()
    article_event: str = ""
    picture: int | None = None
    pictures: tuple[Picture, ...] = ()
    entries: tuple[Entry, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    paused: frozenset[str] = frozenset()
    crowded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to believe that an entry is meant: the rule and what it saw (the plate, the number, the picture)."""

    rule: str
    entry: str
    detail: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one mention says: one of these entries is meant. A strong claim of one entry carries an answer.

    `ref` is the earlier answer that it rests on; `open` marks a set that may lack an entry.
    """

    rule: str
    detail: str
    entries: frozenset[str]
    strong: bool = False
    open: bool = False
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """A reason not to publish: a stable code and words for the desk and the expert."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An entry offered to the expert, with what speaks for it."""

    entry: str
    label: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is done and why. `entries` is what a published answer rests on; `rules` are those that carried it."""

    action: Action
    kind: Ask
    entries: tuple[str, ...] = ()
    answer_ref: str = ""
    evidence: tuple[Evidence, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    rules: tuple[str, ...] = ()
