"""The texts that container release rests on, and the words it uses for them."""

from __future__ import annotations

from typing import Literal

from weerbaar.kernel.law.basis import Terms

# The signed terms of the chain have not been read here, so every article is `?` until a lawyer fills it in.
TERMS = Terms(source="Deelnemersvoorwaarden Vertrouwensketen")
CUSTOMS = Terms(source="Douanewetboek van de Unie, Verordening (EU) 952/2013")
POLICE = Terms(source="Wetboek van Strafvordering")

Role = Literal["forwarder", "road", "barge", "rail"]
Modality = Literal["road", "barge", "rail"]
OPERATORS: tuple[Role, ...] = ("road", "barge", "rail")
