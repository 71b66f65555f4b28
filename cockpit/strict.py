"""What every configured model is made of: no unknown keys, no later changes, zones that exist.

Belongs here: building blocks without a meaning of their own. Does not belong here: any setting.
"""

from __future__ import annotations

from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict

from cockpit.language import translate


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(translate("reason.time_zone", name=name))
    return name


TimeZoneName = Annotated[str, AfterValidator(_known_zone)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
