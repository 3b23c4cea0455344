"""Words of offices, teams and subjects, and what kind of word each word of a worker's cell is."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_calendar.names import key


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Who holds one of these is one person, or several of the kind: a role ends in one, or begins with one and `of`.
OFFICES = _words(
    """accountant adviser advisor administrator admin advocate analyst apprentice architect assistant assessor associate
    attorney auditor bursar caretaker caseworker ceo cfo chair chairman chairperson chairwoman chaplain chief cio clerk
    clinician commissioner consultant controller convenor convener cook coo coordinator co-ordinator councillor counsel
    counsellor custodian dean deputy designer developer director dentist doctor dpo driver editor educator engineer
    executive facilitator foreman gp governor guardian head headteacher inspector instructor investigator judge
    keyworker
    lead leader lecturer librarian mayor manager matron member mentor midwife minister monitor mp nurse officer ombudsman
    operative organiser owner paralegal paramedic partner pharmacist physiotherapist planner porter practitioner
    president principal professional programmer provost psychiatrist psychologist receptionist registrar
    representative rep researcher responder reviewer safeguarder scientist secretary senco sendco siro social-worker
    solicitor specialist steward strategist superintendent supervisor surveyor sro teacher technician therapist trainer
    trainee treasurer trustee tutor vicar visitor volunteer ward warden worker portfolio-holder champion buddy
    practitioner ic lado iro tm sm hos dh ht aht sbm dsl ddsl dcs das dph ta hlta pa nqt ect
    """
)
# These are several people whatever number they are in.
TEAMS = _words(
    """academy agency all authority board body bodies bureau cabinet cic college colleagues commission committee community
    company consortium contractor contractors council department dept directorate division everybody everyone executive
    faculty firm forum foundation governors group hospital house hub leadership management members ngo organisation
    organization office panel partnership people personnel police practice programme providers provider registry school
    secretariat section service services slt smt elt clt cmt smg lt mt hr it ict staff steering subcommittee
    sub-committee supplier suppliers taskforce team teams trust trustees unit university vendor vendors workforce mash
    tusla ofsted cqc nhs icb ccg camhs dfe hmrc parents pupils carers families youngsters residents reps lscb lscp
    """
)
SUBJECTS = _words(
    """academic access accommodation accounts accounting acting activities acute adoption adult adults advice affairs
    agile alcohol allocated allocation allocations annual appointed appraisal apprenticeship area art arts assessment
    asset assets assistance associate assurance attendance audit band behaviour benefits bereavement biology board
    borough budget building buildings business cafcass campaigns capital care caring case catering central change
    chemistry child childcare children childrens church citizen city civic civil class clinical coaching cohort
    commercial commissioning communications comms communities community complaint complaints compliance computing
    conference conferences contact contract contracts contracting control coordination corporate cost council counter
    country county court court cover creative crime criminal crisis cultural culture curriculum customer customers cyber
    data day debt delivery democratic dental design designated development developments digital disability discharge
    district diversity domestic drama drug drugs dual duty early early-help eastern east ecology economic economy
    education educational elderly election elections electoral emergency employee employment energy engagement
    engineering english enforcement environment environmental equality equalities equity estate estates ethics
    evaluation event events exams examinations executive experience external eyfs facilities family field finance
    financial fire first food foster fostering framework french frontline front door fundraising games general
    geography global governance grant grants green ground grounds growth guidance half health healthcare heritage high
    highways history home homelessness homes hospital hospitality hospitals housing human humanities ict identified
    improvement improvements inclusion income independent infection information infrastructure innovation insight
    inspection insurance integrated integrity intelligence interim internal international intervention investigations
    investment it itt job joint junior justice key keystage knowledge ks1 ks2 ks3 ks4 lac land language languages law
    learners learning legal legislation leisure level liaison library licensing line literacy litigation local locality
    logistics looked-after looked after maintenance maths mathematics media medical medication medicine medicines mental
    meal meals mfl middle midday mobile monitoring multi multi-agency municipal museum music named national network
    networks new newly night north northern nursery nutrition occupational office online operating operation operational
    operations outreach outcomes overall overnight overview parent parental parenting parish parking parks participation
    partnerships pastoral payments payroll pe pensions performance permanence permanency personal pharmacy phase phonics
    physical physics planning placement placements policies policy portfolio portfolio post prevention primary prison
    private probation procurement product professional professionals programmes project projects promotion property
    prosecution protection provision pshe public publications pupil purchasing qa quality quantity re reading records
    recruitment recovery reform regeneration region regional registered registration regulation regulatory rehabilitation
    relations relationship release relevant remuneration compensation nomination nominations reporting research
    residential resilience resource resources respite responsible restorative retail returns revenue revenues review
    reviewing reviews rights risk risks roads role safe safeguarding safer safety sales sampling sanitation schools
    science scrutiny second secondary section security sen send senior serious shadow shared shift site sixth form skills
    social software south southern special specialised sport sports stage standards standing state statutory strategic
    strategy street student students studies subject substance substantive supervising supervision supply support
    supported supporting surveillance sustainability system systems talent targeted tax teaching technical technology
    technologies temporary tenancy term tertiary testing theatre theme thematic therapy third top tourism town trading
    training transformation transition transport travel treasury treatment tribunal universal urban user users vaccination
    value vice victim victims village violence virtual visiting visitor vocational volunteering voluntary vulnerable
    vulnerability waste water web welfare well-being wellbeing west western wider winter women work works workplace
    writing year years yot yos young youth zone zonal cin cp roa icpc cpc mar marac mappa lead-in partner practice
    process processes stakeholder stakeholders server servers deputising assigned nominated authorised chosen another's
    respective various each every both appropriate named this service's whole nominated relevant other's weekly monthly
    """
)
# Roles in the work at hand and not in the service: whoever supports an audit is no "Support".
PASSING = _words(
    "lead leads support supporting supported cover covering reserve backup back-up co-lead owner auditor by"
)
_SMALL = _words("of for the in to at on a an and")
TITLES = _words(
    """mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend cllr councillor cllrs ald alderman pc
    sgt insp ds di fr canon hon baroness baron"""
)
_PARTICLES = _words(
    """van der den de da di do du dos das del della la le von zu zur ten ter bin bint ibn al el ap ab y e af av st"""
)
# Surnames that are offices or subjects too, and given names: "James Cook" beside a cook.
_SURNAMES = _words(
    """cook bishop dean page young marshall chambers porter judge warden law head church day north west east south lane
    street park banks field major constable steward grant green english french hall house home ward care case mason
    waters water fields price chase best speed rights parks powers power land bond crisis music best walls early winter
    parish ground child childs driver read reading"""
)
_GIVEN = _words("dean grant art april may june august summer joy grace hope faith major duke earl chase early autumn")
_NOBODY = _words(
    """tbc tba tbd tbn n/a na n.a. n.a nobody none nil vacant vacancy unassigned unallocated - -- --- ? ?? ??? . .. ...
    unknown blank nobody. _ __ / // post-vacant"""
)
_NOBODY_PHRASES = (
    "to be confirmed",
    "to be agreed",
    "to be decided",
    "to be advised",
    "to be allocated",
    "to be appointed",
    "to be identified",
    "to be announced",
    "to be named",
    "to be determined",
    "to be arranged",
    "not applicable",
    "not known",
    "not yet known",
    "not allocated",
    "not assigned",
    "not yet allocated",
    "no one",
    "no-one",
    "noone",
    "vacant post",
    "post vacant",
    "currently vacant",
    "as above vacant",
    "tbc.",
    "awaiting appointment",
)
INDEFINITE = _words("other others another someone somebody anyone anybody whoever etc etc. al. al colleague tbc")
HANDOVER = _words(
    """then until till til from since before after thereafter afterwards whilst while when during pending handover
    replacing replaced replaces leaves leaving left starting starts onwards previously formerly"""
)
SENTENCE = _words(
    """is are was were be been being will would shall should must can could may may's might has have had do does did
    please see ensure ensures complete completes completed completing undertake undertakes undertaken carry carries
    carried needs need takes take taken responsible-for required arranged agreed decided unless if which who that this
    it's they their we our your how why because through report reports reported reviewed submit submits by per as not"""
)
_CAMEL = re.compile(r"[A-Z]{2,6}[a-z]?|[A-Z][a-z][A-Z]{1,4}s?|[A-Z]{2,6}['’]s")
_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?){1,3}")
_BARE = ".,:;'\"’‘“”*"


def is_nobody(text: str) -> bool:
    """Whether *text* says that nobody is, or not yet."""
    bare = key(text).strip("()[] ")
    return not bare.strip("-_.?/ ") or bare in _NOBODY or bare.rstrip("?.! ") in (*_NOBODY, *_NOBODY_PHRASES)


def stem(word: str) -> str:
    """*word* in the form the lexicon has it: small letters, one of the kind."""
    bare = key(word).strip(_BARE)
    for form in (bare, bare.removesuffix("'s"), bare.removesuffix("s"), re.sub("ies$", "y", bare)):
        if form in OFFICES or form in TEAMS or form in SUBJECTS:
            return form
    return bare


def is_acronym(word: str) -> bool:
    """Whether *word* is written like `IRO`, `IROs`, `IRO's`, `HoS` or `SM/TM`."""
    return all(_CAMEL.fullmatch(one.strip(_BARE)) for one in re.split("[/&]", word))


def is_initial(word: str) -> bool:
    """Whether *word* is `K`, `K.`, `J.P.` or `J-P`: what a given name is cut down to."""
    return bool(_INITIAL.fullmatch(word)) and (len(word.rstrip(".")) == 1 or "." in word or "-" in word)


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str:
    """One letter: O an office, T a team, S a subject, A other capitals, N a name, I an initial, M a title, P a particle,
    f a small word between, d a number, x anything else.
    """
    bare = word.strip(_BARE)
    small = key(bare)
    if small in TITLES and word[:1].isupper():
        return "M"
    form = stem(word)
    if form in OFFICES:
        return "O"
    if form in TEAMS:
        return "T"
    if form in SUBJECTS:
        return "S"
    if len(halves := [one for one in re.split("[-/&]", bare) if one]) > 1:
        kinds = [kind_of(one) for one in halves]
        if set(kinds) <= set("OTSA"):
            return kinds[-1]
    if small in _SMALL and (bare.islower() or small in ("of", "for", "the")):
        return "f"
    if any(sign.isdigit() for sign in word):
        return "A" if word[0].isalpha() else "d"
    if is_initial(word) and word[0].isupper():
        return "I"
    if is_acronym(word):
        return "A"
    if small in _PARTICLES and word[0].islower():
        return "P"
    return "N" if _is_capital(bare) else "x"


def _is_capital(bare: str) -> bool:
    # Scripts without case, such as Chinese, have no capital to look for.
    letters = [sign for sign in bare if sign.isalpha()]
    tame = all(sign.isalpha() or sign in "-'’‘.ʼ`´‐‑–" or not sign.isprintable() for sign in bare)
    return bool(letters) and tame and (any(sign.isupper() for sign in letters) or not any(s.islower() for s in letters))


def kinds_of(words: list[str]) -> str:
    """The kinds of *words* beside each other: `Cook` after a given name is a name, `Widgets` after `Head of` a subject."""
    kinds = [kind_of(word) for word in words]
    if len(words) > 1 and all(word.upper() == word for word in words):
        kinds = _shouted(words, kinds)
    for at, word in enumerate(words):
        bare = key(word.strip(_BARE))
        before, after = kinds[at - 1] if at else "", kinds[at + 1] if at + 1 < len(kinds) else ""
        if kinds[at] in "OTS" and word[0].isupper():
            closes = bare in _SURNAMES and before in tuple("NIM") and not after and (at < 3 or kinds[at - 2] != "N")
            if closes or (bare in _GIVEN and after == "N" and not before):
                kinds[at] = "N"
        elif kinds[at] == "N" and before == "f" and at > 1 and kinds[at - 2] in "OTSA":
            kinds[at] = "S"
        elif kinds[at] == "A" and before == "N" and len(bare) > 2 and bare.isalpha() and at in (1, 2) and not after:
            # "Kara WALNE": capitals close a name that would have only one word without them.
            alone = at == 1 or kinds[0] == "M"
            kinds[at] = "N" if alone and word.isupper() else "A"
    return re.sub("P+(?!P*N)", lambda found: "x" * len(found[0]), "".join(kinds))


def _shouted(words: list[str], kinds: list[str]) -> list[str]:
    """All in capitals, nothing tells an abbreviation from a name but its length and what stands beside it."""
    names = [kind in "AN" and len(word.strip(_BARE)) > 2 for word, kind in zip(words, kinds, strict=True)]
    if sum(names) < 2:
        return kinds
    return ["N" if is_name else kind for is_name, kind in zip(names, kinds, strict=True)]


def is_role(kinds: str) -> bool:
    """Whether words of these *kinds* are an office, a team, a subject or an abbreviation, and no name."""
    if "M" in kinds or not re.search("[OTSA]", kinds):
        return False
    # A word that is not known is one of a role where an office or a team closes it: "Widget Officer".
    return not re.search("[NIPx]", kinds) or bool(re.fullmatch("[NOTSAfdx]*[OT]", kinds) and "NN" not in kinds)


def is_whole(words: list[str]) -> bool:
    """Whether *words* are a role of their own, as `Deputy Head` and `IROs` are, and no half of one, as `Health` is."""
    kinds = kinds_of(words)
    return kinds[-1:] in tuple("OTA") or kinds[:1] == "O" or re.search("[OT]f", kinds) is not None


def is_office(words: list[str]) -> bool:
    """Whether *words* are the role of one person."""
    heads = [word for word, kind in zip(words, kinds_of(words), strict=True) if kind in "OT"]
    if not heads:
        return False
    head = heads[0] if re.search("[OT]f", kinds_of(words)) else heads[-1]
    bare = key(head).strip(_BARE)
    return bare in OFFICES and bare not in TEAMS and not is_group_word(words[0])


def is_group_word(word: str) -> bool:
    """Whether *word* makes a group of whatever it stands before."""
    return key(word) in ("all", "every", "each", "both", "any")
