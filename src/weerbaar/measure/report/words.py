"""The fixed words of a report in Dutch and English."""

from __future__ import annotations

from weerbaar.measure.result import Text, Verdict

VERDICTS = {
    Verdict.SHOWN: Text("Effect aangetoond", "Effect shown"),
    Verdict.PLAUSIBLE: Text("Effect aannemelijk", "Effect plausible"),
    Verdict.NOT_SHOWN: Text("Niet aangetoond", "Not shown"),
    Verdict.NO_CONCLUSION: Text("Geen conclusie mogelijk", "No conclusion"),
}
BEFOREHAND = Text("Vooraf: nog geen uitkomst bekeken", "Beforehand: no outcome looked at yet")
WORDS = {
    "other": Text("English", "Nederlands"),
    "skip": Text("Naar de inhoud", "Skip to the content"),
    "answer": Text("Antwoord", "Answer"),
    "verdict": Text("Oordeel", "Verdict"),
    "estimate": Text("schatting", "estimate"),
    "low": Text("ondergrens", "lower limit"),
    "high": Text("bovengrens", "upper limit"),
    "observed": Text("waargenomen", "observed"),
    "fitted": Text("model", "model"),
    "counterfactual": Text("verwacht zonder ingreep", "expected without it"),
    "limit": Text("grens", "limit"),
    "alarm": Text("signaal", "alarm"),
    "interval": Text("interval", "interval"),
    "scale": Text("Schaal", "Scale"),
    "method": Text("Methode", "Method"),
    "periods": Text("Waarnemingen voor en na", "Observations before and after"),
    "dispersion": Text("Spreiding ten opzichte van Poisson", "Dispersion relative to Poisson"),
    "caveats": Text("Voorbehoud", "Caveats"),
    "figures": Text("Grafieken", "Charts"),
    "table": Text("Cijfers bij deze grafiek", "Figures behind this chart"),
    "cut": Text("rijen meer staan in het CSV-bestand", "more rows are in the CSV file"),
    "sensitivity": Text("Gevoeligheid", "Sensitivity"),
    "weighs": Text("telt mee voor het oordeel", "counts for the verdict"),
    "yes": Text("ja", "yes"),
    "no": Text("nee", "no"),
    "name": Text("Berekening", "Calculation"),
    "note": Text("Toelichting", "Note"),
    "diagnostics": Text("Diagnostiek", "Diagnostics"),
    "value": Text("Waarde", "Value"),
    "plan": Text("Plan", "Plan"),
    "plan_hash": Text("Vingerafdruk van het plan (SHA-256)", "Fingerprint of the plan (SHA-256)"),
    "earlier": Text("Eerder vastgelegde versies", "Versions frozen earlier"),
    "origin": Text("Herkomst", "Origin"),
    "source": Text("Bron", "Source"),
    "data_hash": Text("Vingerafdruk van de gegevens (SHA-256)", "Fingerprint of the data (SHA-256)"),
    "code": Text("Versie van de programmatuur", "Version of the software"),
    "seed": Text("Startwaarde van het toeval", "Random seed"),
    "question": Text("Vraag", "Question"),
    "technical": Text("De namen van velden zijn Engels.", "The names of fields are in English."),
    "machine": Text("Machineleesbaar resultaat", "Machine-readable result"),
}
