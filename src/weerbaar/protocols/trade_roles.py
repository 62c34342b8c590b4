"""Trade roles: what firms are to each other along the way of a container, under any law that speaks of them."""

from __future__ import annotations

from weerbaar.kernel.law.register import Role

CARRIER = Role(
    name="carrier",
    nl="vervoerder over zee: beschikt over de container en geeft hem vrij",
    en="carrier by sea: controls the container and releases it",
)
FORWARDER = Role(
    name="forwarder",
    nl="expediteur: krijgt een recht en geeft het door",
    en="forwarder: receives a right and passes it on",
)
ROAD = Role(name="road", nl="vervoerder over de weg", en="operator by road")
BARGE = Role(name="barge", nl="vervoerder over de binnenvaart", en="operator by barge")
RAIL = Role(name="rail", nl="vervoerder over het spoor", en="operator by rail")
TERMINAL = Role(
    name="terminal",
    nl="terminal: laat aan de poort toe of weigert",
    en="terminal: admits or refuses at the gate",
)
DEPOT = Role(name="depot", nl="depot: neemt lege containers in", en="depot: takes empty containers in")
