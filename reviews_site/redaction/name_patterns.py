"""What stands beside a name of a person in reviews, as patterns: jobs, thanks, kinship, what people do for guests."""

import re

_JOBS = (
    "waiters?|waitress(?:es)?|servers?|stewards?|stewardess|captains?|host(?:ess)?|bartenders?|barman|barmaid|barista|"
    "barkeeper|chefs?|cooks?|managers?|supervisors?|owners?|boss|sommeliers?|receptionist|attendant|staffs?|cashier|"
    "guys?|gentlem[ae]n|lady|ladies|girl|boys?|pastry chef|maître d'|maitre d'|colleague|employee|team members?"
)
_KELLNER = (
    "Kellner(?:in)?|Ober|Wirt(?:in)?|Chef(?:in)?|Chefkoch|Chefköchin|Koch|Köchin|Inhaber(?:in)?|Bedienung|"
    "Servicekraft|Barkeeper(?:in)?|Besitzer(?:in)?|Juniorchef(?:in)?|Seniorchef(?:in)?|Lehrling|Sommelière?|"
    "Mitarbeiter(?:in)?|Gastgeber(?:in)?|Küchenchef(?:in)?|Kollege|Kollegin|Pizzabäcker|Barista|Hausherr(?:in)?"
)
_KIN = (
    "husband|wife|friends?|son|daughter|brother|sister|mother|mom|mum|dad|father|boyfriend|girlfriend|colleagues?|"
    "cousin|uncle|aunt|grandma|grandpa|niece|nephew|partner|fiancée?|boss|neighbou?r"
)
_SIPPE = (
    "Mann|Frau|Freund(?:in)?|Sohn|Tochter|Bruder|Schwester|Mutter|Vater|Kolleg(?:e|in|en)|Onkel|Tante|Oma|Opa|"
    "Enkel(?:in)?|Neffe|Nichte|Partner(?:in)?|Schwager|Schwägerin|Cousine?|Kinder|Söhne|Töchter|Nachbar(?:in)?"
)
_THANKS = (
    "thanks? (?:a lot )?to|thanks again(?: to)?|thank you(?: so much| very much)?|thanks|thanx|kudos to|cheers to|"
    "shout[- ]?out to|hats off to|credits?(?: goes)? to|compliments to|mention(?: to| of)?|applause (?:to|for)|"
    "(?:please )?ask for|served by|waited on by|attended by|attended to by|hosted by|taken care of by|"
    "greeted by|looked after by|assisted by|guided by|helped by|welcomed by|recommended by|suggested by|"
    "appreciate|props to|especially|(?:special|big) thanks"
)
_POLITE = r"(?:,|-|:|to|mr\.?|mrs\.?|ms\.?|chef|waiter|waitress|server|captain|manager|dear)"

# A name follows at once. Whatever begins with a capital and is no known word is taken for one.
SURE = re.compile(
    rf"\b(?:(?i:(?:{_JOBS})(?:,? (?:named|called|by the name(?: of)?))?(?: mr\.?| ms\.?)?)"
    rf"|(?i:(?:{_THANKS})(?: {_POLITE}){{0,3}})"
    r"|(?i:mr|mrs|ms|mister|dr)\.?|Miss|Herrn?|Frau|Signora?|Señora?|Monsieur|Madame|Don|Doña"
    rf"|(?i:my (?:{_KIN}))"
    r"|(?i:(?:his|her|'s|whose) name (?:is|was)|namens|heißt|hieß|name ist|Name war))"
    r"(?:[\s,:(\"]{1,3}|(?<=\b[MmDd][RrSs])\.)(?=\w)"
)
# A name may follow: only one that is known as such is taken, as German writes all its nouns with a capital.
MAYBE = re.compile(
    rf"\b(?:(?:{_KELLNER})|(?:{_SIPPE})|(?i:(?:{_JOBS}) (?:is|was|are|were|like)|named|called|by|with|from|name is)"
    r"|(?i:LG|VG|liebe grüße|lg von|viele grüße|schöne grüße|best|regards|cheers|yours|love|xoxo)"
    r"|(?i:danke(?: schön)?(?: auch)?(?: an)?|dank(?: geht)? an|lob an|kompliment an|grüße an|bedient von|von|"
    r"fragt nach|verlangt|grazie|gracias(?: a)?|merci(?: à)?|a|à|mit|bei|dank|besonders|vor allem))"
    r"[\s,:!(\"–-]{1,3}(?=\w)"
)
_FOR_GUESTS = (
    r"(?:looked after|waited on|checked on|gave|brought|made|took|found|told|"
    r"(?!disappoint|remind|amaz|impress|surpris|charg|satisf|sav|blow|wow)\w{3,30}ed(?: to| for)?) "
    r"(?:us|me|our|all of us|my)\b"
)
_ACTS = (
    r"took (?:such |really |very |extra )?(?:good |great |excellent |wonderful )?care|took our orders?|explained|"
    r"went (?:out of (?:his|her)|above)|poured|remembered|made sure|(?:was|were) serving|deserves?"
)
_TRAITS = (
    "friendly|attentive|helpful|kind|polite|charming|patient|courteous|knowledgeable|welcoming|humble|hospitable|"
    "professional|rude|funny"
)
_SO = r"(?:so |very |super |extremely |really |always |incredibly |most |both |quite |a very |too |also ){0,6}"
# A name stands before it, whatever begins with a capital and is no known word.
DOES = re.compile(
    rf"(?:'s|,? who)? ?(?:,? (?:and|has|have|had|really|also|then|always|even|personally|patiently|kindly) ){{0,6}}"
    rf"\b(?:{_FOR_GUESTS}|{_ACTS}|(?:was|were|is|are) {_SO}(?:{_TRAITS})\b"
    rf"|(?:was|were|is|are) (?:our|the|my|an?) (?:\w{{1,30}} ){{0,3}}?(?:{_JOBS})\b"
    rf"|(?:from|behind) (?:the )?(?:bar|service|kitchen|front desk|reception)\b"
    rf"|(?:hat|haben|half|empfahl|bediente|begrüßte|kümmerte|brachte|beriet) (?:uns|mich|sich)\b)"
    rf"|,? (?:our|the|my) (?:\w{{1,30}} )?(?:{_JOBS})\b"
)
# After a possessive: what only a person has. "Tony's pizza" is a place, "Tony's smile" is not.
HAS = re.compile(
    r"(?:['’]s? |s )(?:\w{1,30} )?(?:service|recommendations?|attention|help|smile|advice|hospitality|work|kindness|"
    r"suggestions?|attitude|manners?|patience|humou?r|attentiveness|birthday|Empfehlung(?:en)?|Service|Lächeln|"
    r"Geburtstag|Humor|Beratung|Tipp)\b"
)
# Between two names, of which the second need not be on a list.
AND = frozenset({"and", "und", "y", "e", "et", "n"})
# Between names of one list.
LISTED = re.compile(r"(?:,? (?:and|und|y|e|et|n) |,? ?[&/+] ?|, ?)")
