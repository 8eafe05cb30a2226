"""What a `tender.yaml` or a baseline's file may hold."""

from typing import Any, Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from techassure.definitions.model import Domain, EditionId, GateType, StandardId
from techassure.files.doors import Count, Day, Door, Exact, Text, Versioned, YesNo
from techassure.selections.procedure import RunFile
from techassure.selections.selection import AssessedBy, NotApplicable


class GateFile(Door):
    """How a criterion is a gate in this selection."""

    type: GateType
    due: Literal["award", "contract.start"] | None = None


class ShareFile(Door):
    """A criterion's share of an award criterion, and the least points that it needs."""

    share: Exact
    minimum: Exact | None = None


class AwardFile(Door):
    """What is published about an award criterion. Exactly one of `criteria`, `domain` and `assessed_by` says how."""

    title: Text | None = None
    weight: Exact | None = None
    assessed: Text | None = None
    assessed_by: AssessedBy | None = None
    domain: Domain | None = None
    criteria: dict[str, Exact | ShareFile] | None = None
    minimum: Exact | None = None


class BuyerFile(Door):
    """Who buys."""

    name: Text
    kind: Text | None = None


class DatesFile(Door):
    """The dates of a tender; everything dated is judged on `as_of`."""

    commenced: Day | None = None
    published: Day | None = None
    deadline: Day | None = None
    final_tenders: Day | None = None
    as_of: Day | None = None
    award: Day | None = None


class RoundingFile(Door):
    """How a score is shown, and how it counts where the tender rounds award criteria."""

    places: Count = 1
    mode: Literal["half-even", "half-up"] = "half-even"

    @model_validator(mode="after")
    def _few(self) -> "RoundingFile":
        if not 0 <= self.places <= 6:
            raise PydanticCustomError("places", "write a number of decimal places from 0 to 6", {})
        return self


class SelectionFile(Versioned, RunFile):
    """`tender.yaml`, or `standards/baselines/<kind>.yaml`."""

    tender: StandardId | None = None
    baseline: StandardId | None = None
    title: Text | None = None
    because: Text | None = None
    starts_from: Text | None = None
    buyer: BuyerFile | None = None
    dates: DatesFile = DatesFile()
    contract: dict[str, Any] = {}
    lots: dict[EditionId, Text] = {}
    editions: dict[str, Text] = {}
    gates: dict[str, GateType | GateFile | Literal["none"]] = {}
    domain_weights: dict[Domain, Exact] = {}
    award_criteria: dict[StandardId, AwardFile | Literal["none"]] = {}
    reasons: dict[str, Text] = {}
    not_applicable: NotApplicable | None = None
    rounding: RoundingFile = RoundingFile()
    measurement_decides: YesNo = False

    @model_validator(mode="after")
    def _named_once(self) -> "SelectionFile":
        if bool(self.tender) == bool(self.baseline):
            raise PydanticCustomError("named", "name it by `tender: …` or by `baseline: …`", {})
        return self
