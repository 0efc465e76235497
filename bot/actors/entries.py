"""The register's entries for organisations, people, rooms and numbers that can be called back."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from bot.actors.kommuner import KommunCode, read_code
from bot.chat.message import Role, RoomClass
from bot.register.dialling import Dialable
from bot.register.section import Entry
from bot.register.shapes import (
    LanguageCode,
    MasterKey,
    Name,
    PhoneNumber,
    RoomAlias,
    RoomId,
    ShortName,
    UserId,
)


class ActorKind(StrEnum):
    """What an organisation is."""

    KOMMUN = "kommun"
    STAT = "stat"
    REGION = "region"
    BOLAG = "bolag"
    RADDNING = "räddning"
    STOD = "stöd"


class ActorEntry(Entry):
    """An organisation of the cooperation; ``stöd`` is one beside the 37 (a help line, the centre itself)."""

    id: ShortName
    name: Name
    kind: ActorKind
    kommun: KommunCode | None = None
    en_ingang: bool = False
    """The kommun has signed the agreement on one entry to the social services."""
    verified_at: date | None = None

    @model_validator(mode="after")
    def _kommun_belongs_to_kommun(self) -> ActorEntry:
        if (self.kind is ActorKind.KOMMUN) != (self.kommun is not None):
            raise PydanticCustomError("actor.kommun", "kommun and kind disagree")
        if self.en_ingang and self.kommun is None:
            raise PydanticCustomError("actor.en_ingang", "only a kommun signs")
        return self


class RoleGrant(Entry):
    """A role, held for the person's own organisation when no other is named."""

    role: Role
    organisation: ShortName | None = None
    language: LanguageCode | None = None
    """What a ``granskare`` reviews."""

    @model_validator(mode="after")
    def _reviewers_have_a_language(self) -> RoleGrant:
        if (self.role is Role.GRANSKARE) != (self.language is not None):
            raise PydanticCustomError("role.language", "a reviewer and only a reviewer has a language")
        return self


class PersonEntry(Entry):
    """Somebody who may talk to the bot; ``name`` is a function or the name used at work."""

    id: UserId
    name: Name
    organisation: ShortName
    roles: tuple[RoleGrant, ...] = ()
    units: tuple[ShortName, ...] = ()
    """Units whose room the person belongs in; who is on duty there follows from the roster."""
    language: Literal["sv", "en"] = "sv"
    phone: Dialable | None = None
    """The telephone that is carried on duty: alarms come there as well. Never a private number."""
    master_key: MasterKey | None = None
    """The person's cross-signing master key, when it was fetched some safer way than over the network."""


class RoomEntry(Entry):
    """A room that the bot joins: by its id, or by an alias that is looked up once and then remembered."""

    id: RoomId | None = None
    alias: RoomAlias | None = None
    room_class: Annotated[RoomClass, Field(alias="class")]
    name: Name
    owner: str | None = None
    """The unit of an ``enhet`` room, the actor of an ``aktör`` room, or the kommun of ``kommun-polis``."""

    language: Literal["sv", "en"] = "sv"

    @field_validator("owner", mode="after")
    @classmethod
    def _kommun_by_code(cls, owner: str | None, info: ValidationInfo) -> str | None:
        if owner is None or info.data.get("room_class") is not RoomClass.KOMMUN_POLIS:
            return owner
        return read_code(owner)

    @model_validator(mode="after")
    def _one_address(self) -> RoomEntry:
        if (self.id is None) == (self.alias is None):
            raise PydanticCustomError("room.address", "one of id and alias")
        if self.room_class is RoomClass.DIREKT:
            raise PydanticCustomError("room.direct", "direct chats are not registered")
        return self

    @property
    def address(self) -> str:
        """The id or alias as the register has it: what identifies the entry between versions."""
        return self.id or self.alias or ""


class FunctionEntry(Entry):
    """A function that can be called back, such as the duty officer; never a private number."""

    id: ShortName
    name: Name
    number: PhoneNumber
    organisation: ShortName
    verified_at: date


class RoomBinding(Entry):
    """Where an alias or a room that has moved leads now; kept beside the register, not in its file."""

    address: str
    room_id: RoomId
