"""Makes the same small letter as plain text, KOOP XML and docx, with real footnotes in the latter two."""

from __future__ import annotations

import io
import zipfile

from docx import Document

PLAIN = """29 911 Bestrijding georganiseerde criminaliteit
Nr. 510
BRIEF VAN DE MINISTER VAN JUSTITIE EN VEILIGHEID
Aan de Voorzitter van de Tweede Kamer der Staten-Generaal
Den Haag, 2 februari 2026
Aanpak
In 2025 zijn 31 loodsen gesloten.1 Ik zal uw Kamer voor 1 juli 2026 over het vervolg informeren.
1. De gemeente Moerdijk start in april 2026 een proef.2
Hiermee doe ik de motie van het lid Jansen over loodsen af.
De Minister van Justitie en Veiligheid,
D. Voorbeeld
"""

XML = """<?xml version="1.0" encoding="UTF-8"?>
<officiele-publicatie>
 <metadata><meta name="x" content="y"/></metadata>
 <kamerstuk>
  <kamerstukkop><tekstregel/></kamerstukkop>
  <dossier><dossiernummer><dossiernr>29 911</dossiernr></dossiernummer><titel>Bestrijding georganiseerde criminaliteit</titel></dossier>
  <stuk>
   <stuknr><ondernummer>Nr. 510</ondernummer></stuknr>
   <titel>BRIEF VAN DE MINISTER VAN JUSTITIE EN VEILIGHEID</titel>
   <algemeen><vrije-tekst><tekst>
    <al>Aan de Voorzitter van de Tweede Kamer der Staten-Generaal</al>
    <al>Den Haag, 2 februari 2026</al>
    <tussenkop>Aanpak</tussenkop>
    <al>In 2025 zijn 31 loodsen gesloten.<noot id="n1" type="voet"><noot.nr>1</noot.nr><noot.al>Kamerstukken II 2025/26, 29 911, nr. 492.</noot.al></noot> Ik zal uw Kamer voor
      1 juli 2026 over het <nadruk type="cur">vervolg</nadruk> informeren.</al>
    <lijst type="expliciet"><li><li.nr>1.</li.nr><al>De " "gemeente " "Moerdijk start " "in april 2026 een proef.<noot id="n2" type="voet"><noot.nr>2</noot.nr><noot.al>Stcrt. 2026, 1234.</noot.al></noot></al></li></lijst>
    <al>Hiermee doe ik de motie van het lid Jansen over loodsen af.</al>
   </tekst></vrije-tekst>
   <tekst-sluiting><ondertekening><functie>De Minister van Justitie en Veiligheid,</functie><naam><voornaam>D.</voornaam><achternaam>Voorbeeld</achternaam></naam></ondertekening></tekst-sluiting>
   </algemeen>
  </stuk>
 </kamerstuk>
</officiele-publicatie>
"""  # noqa: E501 - as published

_NOTES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:footnote w:id="1"><w:p><w:r><w:t>Kamerstukken II 2025/26, 29 911, nr. 492.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:t>Stcrt. 2026, 1234.</w:t></w:r></w:p></w:footnote>
</w:footnotes>"""
_RELATION = (
    '<Relationship Id="rId90" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" '
    'Target="footnotes.xml"/></Relationships>'
)
_TYPE = (
    '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.footnotes+xml"/></Types>'
)
_CALL = '<w:r><w:footnoteReference w:id="{}"/></w:r>'


def docx_bytes() -> bytes:
    """Return the letter as a docx whose notes are real footnotes."""
    document = Document()
    for line in PLAIN.splitlines():
        if line == "Aanpak":
            document.add_heading(line, level=1)
        else:
            document.add_paragraph(
                line.replace("gesloten.1", "gesloten.@1@").replace("proef.2", "proef.@2@").removeprefix("1. ")
            )
    packed = io.BytesIO()
    document.save(packed)
    return _with_notes(packed.getvalue())


def _with_notes(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode()
                for number in ("1", "2"):
                    left, right = text.split(f"@{number}@")
                    text = f'{left}</w:t></w:r>{_CALL.format(number)}<w:r><w:t xml:space="preserve">{right}'
                part = text.encode()
            if name == "word/_rels/document.xml.rels":
                part = part.decode().replace("</Relationships>", _RELATION).encode()
            if name == "[Content_Types].xml":
                part = part.decode().replace("</Types>", _TYPE).encode()
            new.writestr(name, part)
        new.writestr("word/footnotes.xml", _NOTES)
    return made.getvalue()
