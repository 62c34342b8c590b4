"""What the register of members must hold, so that the release of a container can be decided."""

from __future__ import annotations

from weerbaar.kernel.law.parties import Party
from weerbaar.kernel.law.register import ContactKind, MemberList, Needs, RegisterTable, Role
from weerbaar.protocols.container_release.bridge import PlatformKey
from weerbaar.protocols.container_release.profiles import PROFILES
from weerbaar.protocols.trade_codes import CARRIER_CODES, EANS
from weerbaar.protocols.trade_roles import BARGE, CARRIER, FORWARDER, RAIL, ROAD, TERMINAL

NEEDS = Needs(
    roles=(
        CARRIER,
        FORWARDER,
        ROAD,
        BARGE,
        RAIL,
        TERMINAL,
        Role(
            name="customs",
            nl="de douane: zet en licht een blokkade, en ziet elke zaak",
            en="customs: sets and lifts a block, and sees every case",
        ),
        Role(
            name="police",
            nl="de politie: ziet een spoor in op een grondslag die zij noemt, en hoort van dwang",
            en="the police: looks into a trail on a basis that it names, and learns of force",
        ),
        Role(
            name="security",
            nl="de eigen beveiliging van een bedrijf: mag alleen wat haar als contact toekomt",
            en="the own security of a firm: may only do what it may as a contact",
        ),
    ),
    lists=(
        EANS,
        CARRIER_CODES,
        MemberList(
            name="customers",
            of=Party,
            answers="accepted_customer",
            nl="leden die deze vervoerder als klant heeft aanvaard; alleen aan hen geeft hij vrij",
            en="members that this carrier has accepted as customers; to them alone it releases",
        ),
        MemberList(
            name="dealt_with",
            of=Party,
            answers="has_dealt",
            nl="leden aan wie dit lid eerder een recht heeft doorgegeven; voor een ander tekent een tweede mee",
            en="members to whom this one has passed a right before; for any other a second officer signs too",
        ),
        MemberList(
            name="consents_to",
            of=Party,
            answers="consents",
            nl="leden van wie dit lid elk aanbod vooraf aanneemt",
            en="members whose every offer this one accepts beforehand",
        ),
    ),
    tables=(
        RegisterTable(
            name="calls",
            of=Party,
            answers="carrier_of",
            nl="per scheepsreis de vervoerder die over de containers ervan beschikt",
            en="for each call of a ship the carrier that controls its containers",
        ),
        RegisterTable(
            name="platforms",
            of=PlatformKey,
            answers="key_of_platform",
            nl="per ander platform de sleutel van het logboek ervan; alleen aan zo een wordt een recht overgedragen",
            en="for each other platform the key of its log; only to and from such a one a right is moved",
        ),
    ),
    contacts=(
        ContactKind(
            name="police",
            of=Party,
            warned_by_code=True,
            nl="de politie die het hoort als een functionaris gedwongen wordt",
            en="the police, told when an officer is forced",
        ),
        ContactKind(
            name="security",
            of=Party,
            warned_by_code=True,
            nl="de eigen beveiliging, die het ook hoort en dan de uitgang kan sluiten",
            en="the firm's own security, told as well, which may then close the exit",
        ),
    ),
    profiles=tuple(PROFILES),
)
