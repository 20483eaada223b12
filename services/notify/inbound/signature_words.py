"""The words that end what a person wrote: closings, phones, scanners, lawyers; en, it, de, fr. Pure data."""

# ruff: noqa: RUF001 - typographic marks are what people type

import re

DELIMITER = re.compile(r"^--\s*$")
ODD_DELIMITER = re.compile(r"^\s*(?:—|––|-- -|__+|\*\*\*+|~~+|- - -)\s*$")
"""What some use in its place, and others between two thoughts."""
_DEVICES = (
    r"\b(?:iphone|ipad|ipod|android|samsung|galaxy|huawei|xiaomi|pixel|nokia|redmi|oppo|oneplus|blackberry|"
    r"smartphone|smartfon|"
    r"mobile|mobil|mobiles|mobiltelefon|handy|telefono|telefonino|cellulare|téléphone|telephone|phone|tablet|"
    r"portable|device|dispositivo|"
    r"gerät|geraet|appareil|windows|outlook|yahoo|k-9|k9|proton|protonmail|gmx|web\.de|spark|aol|telekom|vodafone|"
    r"thunderbird|"
    r"evolution|spike|fairemail|icloud|libero|virgilio|tiscali|orange|sfr|laposte|gmail|hotmail|live|ios|mac|mail|"
    r"e-mail|courrier|posta|app)\b"
)
DEVICE = re.compile(
    r"^\W{0,3}(?:"
    r"(?:sent|gesendet|inviat[oa]|envoyé|envoye|enviado|verstuurd|messaggio\s+inviato|nachricht\s+gesendet|"
    r"message\s+envoyé|transmis)\s+"
    r"(?:from|with|via|by|using|on|von|mit|vom|aus|über|da|dal|dalla|con|de|du|depuis|avec|à\s+partir|par|desde|"
    r"vanaf|met)\b(?=.*" + _DEVICES + r")"
    r"|von\s+(?:meinem|meiner|mein|unterwegs|\w+)\b(?=.{0,70}\b(?:gesendet|verschickt|geschickt)\b)"
    r"|(?:mobil|unterwegs)\s+(?:gesendet|verschickt)|dal\s+mio\s+(?:iphone|cellulare|telefono)\b"
    r"|(?:get|obtenir|obtenez|télécharger|téléchargez|scarica|ottieni|holen\s+sie\s+sich|laden\s+sie|descargar|"
    r"obtener|download)\s+outlook\b"
    r"|(?:diese\s+nachricht\s+wurde|this\s+(?:message|email|e-mail|mail)\s+was\s+sent)\b(?=.*" + _DEVICES + r")"
    r"|(?:excuse\s+(?:my\s+)?brevity|(?:please\s+)?(?:excuse|pardon|forgive)\s+(?:the\s+|any\s+|my\s+)?(?:typos|"
    r"brevity)|bitte\s+entschuldigen\s+sie\s+die\s+kürze)"
    r"|(?:typed\s+(?:on|with)|written\s+on|scritto\s+(?:da|dal|con)|geschrieben\s+(?:auf|mit)|écrit\s+(?:depuis|"
    r"sur))\b(?=.*" + _DEVICES + r")"
    r"|(?:provenance\s*:\s*courrier)"
    r").{0,110}$",
    re.IGNORECASE,
)
SCANNED = re.compile(
    r"^\W{0,3}(?:virus-free\b|virenfrei\b|mail\s+priva\s+di\s+virus|privo\s+di\s+virus|garanti\s+sans\s+virus|"
    r"sans\s+virus|<?(?:https?://)?www\.avast\.com|<#DAB4|"
    r"<https://www\.avast|this\s+email\s+has\s+been\s+(?:scanned|checked)|"
    r"diese\s+e-mail\s+wurde\s+von\s+\w+\s+(?:antivirus|auf\s+viren)|questa\s+e-?mail\s+è\s+stata\s+controllata|"
    r"l['’]absence\s+de\s+virus|cet\s+e-mail\s+a\s+été\s+vérifié|\[(?:image|cid)\s*:[^\]]*\]\W*$)",
    re.IGNORECASE,
)
LEGAL = re.compile(
    r"confiden|vertraulich|riservat|destinat|intended|privileg|environment|ambiente|umwelt|environnement|drucken|"
    r"gdpr|privacy|"
    r"handelsregister|geschäftsführer|registered|amtsgericht|registergericht|recipient|empfänger|destinataire|"
    r"partita\s+iva|siret",
    re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\W{0,6}(?:(?:confidentiality|legal|privacy)\s+(?:notice|note|disclaimer|statement)|disclaimer\b|"
    r"confidential(?:ity)?\s*:|"
    r"this\s+(?:e-?mail|message|communication|transmission)\b.{0,80}\b(?:confidential|intended|privileged|"
    r"may\s+contain|contains)|"
    r"the\s+(?:information|contents?)\s+(?:contained\s+)?(?:in|of)\s+this\s+(?:e-?mail|message|communication)|"
    r"if\s+you\s+are\s+not\s+the\s+intended|"
    r"(?:please\s+)?(?:consider|think\s+of)\s+the\s+environment|"
    r"diese\s+(?:e-?mail|nachricht)\s+(?:enthält|kann|ist|und)\b.{0,80}\b(?:vertraulich|rechtlich|bestimmt|"
    r"anhänge|informationen)|"
    r"der\s+inhalt\s+dieser\s+(?:e-?mail|nachricht)|vertraulichkeits?hinweis|bitte\s+(?:denken\s+sie\s+an|"
    r"prüfen\s+sie).{0,40}\b(?:umwelt|drucken)|"
    r"(?:le\s+informazioni|il\s+contenuto|il\s+presente\s+messaggio|la\s+presente\s+(?:e-?mail|comunicazione)|"
    r"questo\s+messaggio|questa\s+e-?mail|"
    r"questo\s+documento).{0,120}\b(?:riservat|confidenzial|destinat|privacy)|avviso\s+di\s+riservatezza|"
    r"ai\s+sensi\s+del|nota\s+di\s+riservatezza|"
    r"(?:ce\s+(?:message|courriel|courrier|mail)|cet\s+e-?mail|les\s+informations|"
    r"le\s+contenu).{0,120}\b(?:confidentiel|destiné|destinataire|privilégi)|"
    r"avis\s+de\s+confidentialité|avertissement\s*:|pensez\s+à\s+l['’]environnement|prima\s+di\s+stampare|"
    r"(?:sitz\s+der\s+gesellschaft|geschäftsführer|handelsregister|registergericht|amtsgericht|"
    r"registered\s+(?:office|in\s+england)|"
    r"partita\s+iva|p\.\s?iva|siège\s+social|siret)\b)",
    re.IGNORECASE,
)
_CLOSINGS = (
    r"(?:with\s+)?(?:my\s+|very\s+|all\s+|many\s+)?(?:best|kind(?:est)?|warm(?:est)?)(?:\s+(?:regards|wishes|"
    r"greetings))?|(?:best|kind|warm)\s+regards|regards|rgds|"
    r"yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely(?:\s+yours)?|cheers|all\s+the\s+best|take\s+care|br|"
    r"kr|greetings(?:\s+from\s+[\w ]{2,30})?|"
    r"(?:many\s+|with\s+)?thanks(?:\s+(?:and|&)\s+(?:best\s+|kind\s+)?regards|\s+in\s+advance)?|"
    r"thank\s+you(?:\s+and\s+(?:best\s+|kind\s+)?regards)?|"
    r"(?:mit\s+)?(?:(?:freundlich|herzlich|best|lieb|viel|schön|sportlich|kollegial)\w{0,3}\s+)+(?:grü(?:ß|"
    r"ss)e?n?|gruss|gruß|gruessen|gruesse|empfehlungen)"
    r"(?:\s+(?:aus|von|vom|nach)\s+[\w ]{2,30})?|(?:schöne\s+|beste\s+|viele\s+|liebe\s+)?(?:grüße|grüsse|gruß|"
    r"gruss|gruesse)(?:\s+(?:aus|von|vom)\s+[\w ]{2,30})?|"
    r"mfg|vg|lg|hochachtungsvoll|servus|ciao|tschüss|beste\s+grüsse|herzlichst|ihr(?:e)?|"
    r"(?:i\s+miei\s+(?:più\s+)?)?(?:(?:cordial[ie]|distint[ie]|migliori|car[ie]|tant[ie]|"
    r"affettuosi)\s+)+salut[io]|cordialmente|cordialità|"
    r"(?:un\s+)?(?:caro\s+|cordiale\s+|cordial\s+)?salut[oi]|un\s+abbraccio|a\s+presto|saluti(?:\s+(?:cordiali|"
    r"e\s+grazie|da\s+[\w ]{2,30}))?|in\s+fede|grazie(?:\s+e\s+saluti|\s+mille)?|buona\s+giornata|"
    r"(?:bien\s+|très\s+)?cordialement(?:\s+vôtre)?|(?:avec\s+)?(?:mes\s+|nos\s+)?(?:(?:meilleures|sincères|"
    r"cordiales|amicales|respectueuses)\s+)*salutations(?:\s+distinguées|\s+les\s+meilleures)?|"
    r"bien\s+à\s+vous|amicalement|amitiés|sincèrement|salutations|bonne\s+(?:journée|soirée)|à\s+bientôt|"
    r"merci(?:\s+et\s+bonne\s+journée)?|cdt|cdlt|"
    r"veuillez\s+agréer.{0,120}|je\s+vous\s+prie\s+d['’]agréer.{0,120}|saluti\s+cordiali|"
    r"danke(?:\s+und\s+(?:viele\s+)?grü(?:ß|ss)e)?|vielen\s+dank(?:\s+und\s+(?:viele\s+)?grü(?:ß|ss)e)?"
)
CLOSING = re.compile(rf"^\W{{0,3}}(?:{_CLOSINGS})\s*[,.!;–—-]*\s*$", re.IGNORECASE)
CLOSING_AND_NAME = re.compile(
    rf"^\W{{0,3}}(?i:{_CLOSINGS})\s*[,.!–—-]*\s+(?P<name>[A-ZÀ-Ý][\w'’.-]*(?:\s+[A-ZÀ-Ý][\w'’.-]*){{0,2}})\s*\.?$"
)
CLOSING_AND_MORE = re.compile(rf"^\W{{0,3}}(?:{_CLOSINGS})\s*[,.!–—-]\s*\S.{{0,100}}$", re.IGNORECASE)
GREETING_FROM = re.compile(r"\b(?:from|aus|von|vom|da|dal|dalla|de)\s+\w", re.IGNORECASE)
POSTSCRIPT = re.compile(r"^\W{0,3}(?:p\.?\s?p?\.?\s?s\.?|n\.?\s?b\.?|edit|update)\s*[:.)-]", re.IGNORECASE)
WEAK = re.compile(
    r"^\W*(?:many\s+|with\s+)?(?:thanks|thank\s+you|grazie|grazie\s+mille|danke|vielen\s+dank|merci|best|ciao|"
    r"yours|ihre?|servus|br|a\s+presto|à\s+bientôt|buona\s+giornata|bonne\s+\w+)\W*$",
    re.IGNORECASE,
)
CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.]+|\bwww\.|https?://|(?:\b(?:tel|telefon|telefono|tél|téléphone|phone|fax|mobile?|mob|"
    r"cell|handy)\b|☎|\b[tmfp])\s*[.:]?\s*\(?\+?\d|\+\d{1,3}[\s(/-]*\d",
    re.IGNORECASE,
)
