"""The words that tickets use around their values, in English, German, French, Spanish and Arabic.

Entries are regular expressions on folded text (`slots.fold`): lower case, no accents, `ة` as `ه`,
`ى` and `ئ` as `ي`. Weights say
how strongly a label names a field: 1 for certain,
below 0 for "surely something else". Where several entries match, a
negative one decides, else the strongest.
"""

from __future__ import annotations

from typing import Final

Weighted = tuple[float, str]

_TICKET = (
    r"(?:e-?tickets?|tickets?|pass(?:es)?|vouchers?|admission|entry|entrance|coupon|card|permit|"
    r"wristband|boarding|skipass|"
    r"eintrittskarten?|fahrkarten?|fahrschein|eintritt|gutschein|karten?|billets?|billetes?|e-billet|bon|"
    r"contremarque|carte|titre|forfait|jeton|"
    r"entradas?|boletos?|tiquetes?|pases?|bonos?|localizador de entrada|tickete|"
    r"(?:ال)?تذكره|(?:ال)?تذاكر|تذكرتك|(?:ال)?قسيمه|(?:ال)?بطاقه|(?:ال)?كوبون|بطاقه الدخول)"
)
_NUMBER = (
    r"(?:numbers?|num\b|no\b|nr\b|nbr\b|nummer|numero|n°|nº|\bn\b|#|id\b|ids\b|code|codes|codigo|clave|"
    r"kennung|identifier|رقم|كود|رمز|معرف)"
)
_SERIAL = (
    r"(?:serial|serials|serie|seriennummer|seriennr|serien-?(?:nr|nummer)|s/?n\b|ser\b|kontrollnummer|"
    r"control|licence plate|"
    r"التسلسلي|تسلسلي|المسلسل|مسلسل|التسلسل)"
)
_ORDER = (
    r"(?:order|orders|booking|reservation|confirmation|purchase|basket|cart|itinerary|pnr|"
    r"bestell\w*|buchung\w*|auftrag\w*|reservierung\w*|vorgang\w*|commandes?|reservations?|dossier|achat|"
    r"reserva|pedido|compra|localizador|حجز|الحجز|حجزك|الطلب|طلب|التاكيد|تاكيد)"
)
_DOCUMENT = (
    r"(?:invoice|receipt|transaction|trans\b|trx|txn|payment|rechnung\w*|beleg\w*|quittung\w*|"
    r"transaktion\w*|zahlung\w*|"
    r"facture|recu|paiement|factura|recibo|transaccion|pago|فاتوره|الفاتوره|ايصال|الايصال|المعامله|"
    r"معامله|الدفع|دفع)"
)

SERIAL: Final[tuple[Weighted, ...]] = (
    (
        -1,
        (
            r"\b(?:tel|tel[ée]?phone|phone|mobile|fax|call|hotline|helpline|whatsapp|contact|telefon\w*|"
            r"handy|movil|telefono|portable|"
            r"هاتف|الهاتف|جوال|الجوال|تليفون|فاكس|واتساب|اتصل|اتصال)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:vat|tax|trn|mwst|mehrwertsteuer|uid|ust\w*|steuer\w*|umsatz\w*|tva|siret|siren|rcs|"
            r"hrb|nif|cif|iva|ein|gst|abn|iban|bic|swift|licen[cs]e|"
            r"company|registration(?! (?:code|id))|registered|reg|crn?|c\.r\.|hra|amtsgericht|ضريبي|الضريبي|ضريبه|"
            r"الضريبه|سجل|السجل|ترخيص|رخصه)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:customer|client|kunden?\w*|cliente|member\w*|mitglied\w*|account|konto|iata|merchant|"
            r"terminal|cashier|pos|till|kasse|agent|operator|"
            r"agency|dealer|partner|passport|national|العميل|عضويه|العضويه|حساب|جواز)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:page|seite|pagina|صفحه|price|preis\w*|prix|precio|total|gesamt\w*|amount|betrag|"
            r"montant|importe|fee|face value|valor|value|deposit|"
            r"السعر|سعر|المبلغ|الاجمالي|القيمه|qty|quantity|anzahl|menge|quantite|cantidad|العدد|عدد|"
            r"persons?|personen|personas|personnes|pax|guests)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:seats?|sitz\w*|platz|sieges?|place|asientos?|butaca|row|reihe|rang|fila|gate|tor|"
            r"porte|puerta|block|section|sector|sektor|"
            r"bloque|door|hall|halle|salle|sala|saal|screen|room|table|tisch|platform|bus|level|floor|"
            r"aisle|stand|pier|quai|muelle|anden|vehicle|plate|"
            r"bay|car|coach|cabin|box|zip|postal|plz|po|p\.o|locker|مقعد|المقعد|صف|الصف|بوابه|البوابه|"
            r"قاعه|القاعه|مدخل|ص\.ب)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:age|alter|edad|born|birth\w*|weight|height|duration|minutes|km|min|version|rev|form|"
            r"article|item|sku|product code|"
            r"event id|show id|performance id|tour code|batch|lot|copyright|deck|speed|temperature|"
            r"flight|flug|vol|vuelo)\b"
        ),
    ),
    # Above the threshold: where nothing else numbers the ticket, its receipt does.
    (0.22, rf"\b{_DOCUMENT}"),
    (0.3, rf"\b{_ORDER}"),
    (1.0, rf"{_TICKET}[\s\-./]*(?:\w+[\s.\-/]+)?{_NUMBER}"),
    (1.0, rf"{_NUMBER}[\s\-./]*(?:(?:of|de|del|de la|du|der|d'|l'|la|le)\s*)*{_TICKET}"),
    (
        1.0,
        (
            rf"{_TICKET}[\s\-./]*{_SERIAL}|{_SERIAL}[\s\-./]*(?:{_NUMBER})?|"
            rf"{_NUMBER}[\s\-./]*(?:de\s*)?{_SERIAL}"
        ),
    ),
    (
        0.9,
        (
            rf"\b(?:unique|unico|eindeutige\w*|individual|control|check|"
            rf"kontroll\w*)[\s\-./]*(?:\w+[\s\-./]+)?{_NUMBER}"
        ),
    ),
    (0.8, rf"{_TICKET}[\s\-./]*(?:ref\w*|referen\w+|مرجع)|(?:ref\w*|مرجع)[\s\-./]*(?:\w+\s+)?{_TICKET}"),
    (0.55, rf"^(?:your |ihr |votre |su |tu )?{_TICKET}$"),
    (0.5, rf"^(?:{_NUMBER}|الرقم)[.:]?$"),
    # The number of something that is none of the above.
    (0.45, r"^(?:no\.?|nr\.?|n°|nº|numero|رقم)\s+(?:(?:de|du|des|del|der|la|l')\s*)*\w+$"),
    (0.4, r"\b(?:ref|reference|referenz|referencia|locator|الرقم المرجعي|المرجع|مرجع)\b"),
    (
        0.4,
        (
            rf"\b(?:barcode|bar code|strichcode|qr|code[- ]?barres|codigo de barras|access|zugangs\w*|"
            rf"الباركود|باركود)\b|\b{_NUMBER}$"
        ),
    ),
)

_NOT_VISIT = (
    r"issued?|issuing|issuance|ordered|order|purchased?|bought|printed|print|sold|sale|sales|booked|"
    r"booking|reserved|reservation|"
    r"transaction|birth\w*|born|dob|invoice\w*|payment|paid|generated|created|creation|updated|update|"
    r"released|copyright|version|"
    r"terms|receipt|processed|refund\w*|cancel\w*|rescheduled?|member since|placed|established|since|"
    r"effective|revised|revision|download\w*|sent|"
    r"ausgestellt|ausstellung\w*|ausgabe\w*|gekauft|kauf\w*|verkauf\w*|bestell\w*|buchung\w*|gebucht|"
    r"druck\w*|gedruckt|rechnung\w*|geburt\w*|geb|"
    r"erstellt|erstellung\w*|zahlung\w*|bezahlt|stand|emis|emise|emission|achat|achete|commande\w*|"
    r"imprime\w*|impression|naissance|ne le|nee le|"
    r"facture\w*|paiement|paye|edite\w*|edition|vente|vendu|emitid\w*|emision|compra\w*|comprad\w*|"
    r"pedido|impres\w*|nacimiento|factura\w*|"
    r"pago|pagad\w*|venta|vendid\w*|generad\w*|اصدار|الاصدار|صدرت|شراء|الشراء|الطلب|طلب|طباعه|الطباعه|"
    r"ميلاد|الميلاد|الفاتوره|فاتوره|"
    r"الدفع|دفع|الحجز|حجز|البيع|بيع|geboren|nacid[oa]"
)
# A letter begins with its place and day: `Wien, am 3. Mai`, `Paris, le 3 mai`.
_LETTERHEAD = r"^[^\W\d_]+(?: [^\W\d_]+)?, (?:am|den|le|el|a)$"
DATE_OTHER: Final = rf"\b(?:{_NOT_VISIT}|ne\(e\) le)\b|{_LETTERHEAD}"
DATE_UNTIL: Final = (
    r"\b(?:until|till|thru|through|expir\w*|exp|best before|use by|use before|valid to|valid thru|valid till|validity|"
    r"not (?:valid |usable )?after|end date|ends|redeem (?:by|before)|last day|no later than|"
    r"bis|gultig bis|verfall\w*|ablauf\w*|lauft ab|einzulosen|spatestens|jusqu\w*|expire\w*|limite|"
    r"fin de valid\w*|avant le|peremption|"
    r"hasta|caduc\w*|vence|vencimiento|expira\w*|fin de validez|fecha limite|حتي|لغايه|الانتهاء|"
    r"انتهاء|ينتهي|تنتهي|الصلاحيه|صلاحيه)\b|"
    r"^(?:to|end|ende|bis zum|fin|au|al|الي|النهايه|validez|validite)$"
)
# The first day of a validity. Looked for before a visit's words: "valid from" names no visit.
DATE_FROM: Final = (
    r"\b(?:(?:valid|usable|available) from|not (?:valid |usable )?before|gultig (?:ab|von)|valable (?:du|des|a partir)|"
    r"valid[oa] (?:desde|a partir)|a partir|صالحه? من|صالحه? ابتداء)\b|^(?:from|ab|von|du|des|desde|del|من|ابتداء من)$"
)
# Where something begins, which is the visit unless an end stands beside it.
DATE_START: Final = r"^(?:start|starts|starting|begin\w*|debut|inicio|comienzo|البدايه|يبدا)(?: (?:date|am|le|el))?$"
DATE_LOOSE_FROM: Final = r"\b(?:starting|from|ab|von|du|des|desde|del|من|ابتداء)\b"
DATE_VISIT: Final = (
    r"\b(?:visit\w*|admi\w+|entry|entrance|event|show|showing|performance|travel|tour|trip|departure|"
    r"depart\w*|session|use|usage|valid on|valid for|"
    r"valid|date of|day of|arrival|match|game|concert|screening|cruise|sailing|flight|excursion|"
    r"experience|activity|start|service|play|ride|booked for|"
    r"besuch\w*|einlass\w*|veranstaltung\w*|gultig\w*|eintritt\w*|vorstellung\w*|reise\w*|fahrt\w*|"
    r"abfahrt\w*|tag der|termin|spiel\w*|konzert\w*|nutzung\w*|"
    r"visite|entree|seance|valable|valide|evenement|spectacle|depart|voyage|representation|utilisation|"
    r"visita|entrada|evento|valid[oa]|funcion|espectaculo|viaje|salida|uso|actividad|sesion|partido|"
    r"الزياره|زياره|زيارتك|الدخول|دخول|صالح|صالحه|الحدث|العرض|الرحله|الجوله|الفعاليه|الموعد|السفر|"
    r"المغادره|الاستخدام|الحضور)\b"
)
DATE_PLAIN: Final = (
    r"\b(?:dates?|datum|le|fecha|when|wann|quand|cuando|on|am|el|(?:day|tag|jour|dia)(?: (?:of|de|du|der)\b|$)|"
    r"التاريخ|تاريخ|اليوم|يوم|بتاريخ|\w*datum|\w+tag)\b"
)

SLOT: Final[tuple[Weighted, ...]] = (
    (
        -1,
        (
            r"\b(?:open\w*|opening|clos\w+|closed|business hours|hours of|hours$|daily|\w*offnung\w*|geoffnet|"
            r"\w*zeiten|\w*schliess\w*|taglich|feeding\w*|\w*futterung\w*|ouvert\w*|ferm\w+|tous les jours|"
            r"apertura|abiert[oa]s?|cierre|cierra|diario|ساعات|العمل|الدوام|يوميا|الاغلاق|يفتح|يغلق|مفتوح)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:(?:last|first) (?:entry|admission|entrance|ride|call|departure|tour|boat|bus)|letzter\b.*|"
            r"erste\w* |prim\w+ salida|premiers? departs?|derni\w+|ultim\w+|اخر)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:printed?|issued?|sold|order\w*|purchas\w*|booked|booking (?:date|time)|transaction|"
            r"generated|created|gedruckt|druck\w*|ausgestellt|gekauft|"
            r"bestell\w*|kauf\w*|imprime|achat|commande|emis|edite|impres\w*|compra|emitid\w*|طباعه|"
            r"الطباعه|اصدار|الاصدار|شراء|الشراء)\b"
        ),
    ),
    (
        -1,
        (
            r"\b(?:call|phone|tel|telefon|hotline|whatsapp|support|office|mon|mo|lun|sun-|sat|fr|"
            r"duration|dauer|duree|duracion|المده|هاتف|"
            r"end|ends|ende|fin|until|till|bis|return|ruckfahrt|retour|regreso|vuelta|check-?out|before|"
            r"minutes|latest|no later|cut-?off)\b"
        ),
    ),
    (
        0.5,
        (
            r"\b(?:doors?|gates? open\w*|check-?in|boarding|meeting|arrival|arrive|report\w*|tur\w*|"
            r"turoffnung|pick-?up|abholung|embarquement|embarque|rencontre|encuentro|presentacion)\b"
        ),
    ),
    (
        1.0,
        (
            r"\b(?:time|times|timing|slots?|time-?slots?|sessions?|entry|entrance|admission|show ?time|"
            r"show|start\w*|begin\w*|departure|departs?|kick-?off|"
            r"tour|hour|screening|performance|sailing|curtain|tee|arrival (?:time|window)|window|ride time|"
            r"uhrzeit|zeit|einlass\w*|beginn|zeitfenster|\w*zeit|start\w*|abfahrt\w*|vorstellung|anpfiff|slot|"
            r"heure|horaire|creneau|seance|entree|depart|debut|tranche|session|"
            r"hora|horario|sesion|turno|franja|pase|entrada|salida|inicio|comienzo|"
            r"الوقت|وقت|الساعه|ساعه|موعد|الموعد|الجلسه|جلسه|التوقيت|توقيت|الفتره|فتره|الدخول|العرض|"
            r"الانطلاق|المغادره|بدايه|البدايه|البدء)\b"
        ),
    ),
    (0.5, r"(?:^|\b)(?:at|um|a|a las|@|date|datum|fecha|when|visit\w*|valid\w*|event|التاريخ|تاريخ|dates?)\b"),
)

# What a ticket is called, whoever it admits.
TICKET_NOUN: Final = (
    r"(?:e-?tickets?|tickets?|\w*karten?|eintritt|\w*billetes?|\w*billets?|entradas?|boletos?|pases?|bonos?|"
    r"(?:ال)?تذكره|(?:ال)?تذاكر)"
)

CATEGORY: Final[tuple[Weighted, ...]] = (
    (
        -1,
        (
            r"\b(?:payment|pay|card|id|document|room|vehicle|seat|blood|car|event|tour|"
            r"price(?! (?:category|type|level|class))|prix|precio|"
            r"zahlung\w*|paiement|pago|sitz\w*|language|sprache|langue|idioma|holder|name|inhaber|"
            r"titulaire|titular|الدفع|السعر|اسم|"
            r"number(?! of (?:participants|visitors|guests|persons|people|travell?ers|tickets))|"
            r"no|nr|nummer|numero|serial|order|date|time|barcode|code|ref\w*|pin|رقم|تاريخ|وقت)\b"
        ),
    ),
    (
        1.0,
        (
            r"\b(?:categor(?:y|ies|ie|ia)|modalidad|modalite|formule|variante?|kategorie\w*|\w*kategorie|types?|\w*typ|"
            r"\w*(?:ticket|karten|besucher|gaste|eintritts|personen|fahrgast)art|"
            r"\w*(?:personen|besucher|alters|fahrgast|gaste|teilnehmer)(?:gruppe|klasse)|art|tipo|clase|classe?|class|klasse|"
            r"tarifs?|tariff?|tarifart|tarifgruppe|preisgruppe|preisstufe|tarifa|fares?|rate|tier|"
            r"age (?:group|band|category)|altersgruppe|personengruppe|"
            r"tranche d'age|grupo de edad|visitor|ticket level|price level|access type|الفيه|فيه|نوع|النوع|التصنيف|"
            r"تصنيف|الدرجه|درجه|الفيه العمريه|concession)\b"
        ),
    ),
    (
        0.6,
        (
            r"\b(?:package|paket|forfait|paquete|الباقه|باقه|access(?: level)?|zugang|acces|acceso|"
            r"admit|admits|admission|valid for|gultig fur|valable pour|valido para|"
            r"visitors?|participants|persons|people|travell?ers|teilnehmer|reisende|personen|personnes|personas|"
            r"guest type|besucher|visiteur|visitante|الزاير|زاير|person|pax)\b"
        ),
    ),
    (
        0.4,
        (
            r"^(?:e-?)?(?:tickets?|pass|pase|karte|billet|entrada|boleto|product|produkt|produit|producto|item|"
            r"artikel|article|description|beschreibung|"
            r"descripcion|option|experience|experiencia|erlebnis|leistung|prestation|concepto|التذكره|تذكره|المنتج|الوصف|guest|service|"
            r"passengers?|passagiere?|fahrgast|reisender?|travell?er|gast|teilnehmer|passagers?|voyageurs?|"
            r"pasajeros?|viajeros?|participante?s?|participants?|المسافر|الراكب|(?:ال)?ضيف|(?:ال)?ضيوف|(?:ال)?مشارك|"
            r"for|fur|pour|para)$"
        ),
    ),
    # Parts of a hall have names where prices differ by them.
    (0.4, r"^(?:sector|sektor|secteur|zona|zone|area|bereich|localidad|localite|المنطقه|الفيه)$"),
    # `Day ticket: Adult`, `Entrada de día: Adulto`.
    (0.4, rf"^(?:[^\W\d_]+[ -]){TICKET_NOUN}$|^{TICKET_NOUN} (?:(?:de|du|d'|fur|for|pour|para) ?)?[^\W\d_]+$"),
)

# Labels of a category on some tickets and of a person's name on others.
HEADS_NAMES: Final = (
    r"\b(?:visitors?|guests?|besucher|gast|visiteurs?|visitantes?|passengers?|travell?er|passagiere?|passagers?|"
    r"pasajeros?|"
    r"fahrgast|reisender?|voyageurs?|viajeros?|teilnehmer|participants?|participantes?|person|for|fur|pour|para|"
    r"(?:ال)?زاير|(?:ال)?ضيف|المسافر|الراكب|(?:ال)?مشارك)\b"
)
# What suppliers call what they sell.
PRODUCT: Final = r"(?:pass|ticket|entry|admission|access|package|karte|ticket|eintritt|billet|entree|entrada|pase|bono)"

# Words that, standing alone before a value, show that it is something none of the fields wants.
OTHER_LABEL: Final = (
    r"\b(?:price|preis|prix|precio|السعر|total|name|nom|nombre|الاسم|اسم|guest|holder|inhaber|"
    r"titulaire|titular|seat|row|gate|block|section|"
    r"sitz|reihe|platz|tor|place|rang|porte|asiento|fila|puerta|sector|location|venue|ort|lieu|lugar|"
    r"المكان|الموقع|address|adresse|direccion|"
    r"العنوان|phone|tel|email|e-mail|web|website|order|booking|invoice|duration|dauer|duree|duracion|"
    r"المده|meeting point|treffpunkt|language|"
    r"qty|quantity|anzahl|عدد|العدد|status|payment|zahlung|note|hinweis|remarque|nota|ملاحظه|screen|"
    r"hall|saal|salle|sala|القاعه|المقعد|film|movie|event|"
    r"veranstaltung|evenement|evento|attraction|experience|tour|route|strecke|trajet|trayecto|المسار|"
    r"الحدث|passenger|passagier|level|zone|door|agent)\b"
)

# Words that tell a page's language: of the small print and of the commonest labels.
LANGUAGE_WORDS: Final[dict[str, str]] = {
    "en": r"\b(?:the|and|of|ticket|date|time|valid|order|entry|price|number|type|booking|visit|no)\b",
    "de": r"\b(?:und|der|die|das|gultig|uhr|datum|preis|nr|einlass|mwst|am|fur|nicht|kategorie|bestellung)\b",
    "fr": r"\b(?:le|la|les|et|du|des|billet|date de|heure|prix|valable|tarif|commande|pour|n°|tva|visite)\b",
    "es": r"\b(?:el|los|las|y|del|entrada|fecha|hora|precio|valid[oa]|tipo|pedido|para|iva|visita)\b",
    "ar": r"[\u0600-\u06ff]{2,}",
}
