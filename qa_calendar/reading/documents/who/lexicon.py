"""Words of the cells that name people: of offices, teams and subjects, and those that say that nobody is named."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Who holds one of these is one person, or several of the kind: a role ends in one, or begins with one and `of`.
OFFICES = _words(
    """
    accountant adviser advisor administrator admin advocate analyst apprentice architect assistant assessor
    associate attorney auditor bursar caretaker caseworker ceo cfo chair chairman chairperson chairwoman
    chaplain chief cio clerk clinician commissioner consultant controller convenor convener cook coo coordinator
    co-ordinator councillor cllrs counsel counsellor custodian dean deputy designer developer director dentist
    doctor dpo driver editor educator engineer executive facilitator foreman gp governor guardian head
    headteacher inspector instructor investigator judge keyworker lead leader lecturer librarian mayor manager
    matron member mentor midwife minister monitor mp nurse officer ombudsman operative organiser owner paralegal
    paramedic partner pharmacist physiotherapist planner porter practitioner president principal professional
    programmer provost psychiatrist psychologist receptionist registrar representative rep researcher responder
    reviewer safeguarder scientist secretary senco sendco siro social-worker solicitor specialist steward
    strategist superintendent supervisor surveyor sro teacher technician therapist trainer trainee treasurer
    trustee tutor vicar visitor volunteer ward warden worker portfolio-holder champion holder buddy ic lado iro
    tm sm hos dh ht aht sbm dsl ddsl dcs das dph ta hlta pa nqt ect
    """
)
# These are several people whatever number they are in.
TEAMS = _words(
    """
    academy agency all authority board body bodies bureau cabinet cic college colleagues commission committee
    community company consortium contractor contractors council department dept directorate division everybody
    everyone executive faculty firm forum foundation governors group hospital house hub leadership management
    members ngo organisation organization office panel partnership people personnel police practice programme
    providers provider registry school secretariat section service services slt smt elt clt cmt smg lt mt hr it
    ict staff steering subcommittee sub-committee supplier suppliers taskforce team teams trust trustees unit
    university vendor vendors workforce mash tusla ofsted cqc nhs icb ccg camhs dfe hmrc parents pupils carers
    families youngsters residents reps lscb lscp
    """
)
SUBJECTS = _words(
    """
    academic access accommodation accounts accounting acting activities acute adoption adult adults advice
    affairs agile alcohol allocated allocation allocations annual appointed appraisal apprenticeship area art
    arts assessment asset assets assistance associate assurance attendance audit band behaviour benefits
    bereavement biology board borough budget building buildings business cafcass campaigns capital care caring
    case catering central change chemistry child childcare children childrens church citizen city civic civil
    class clinical coaching cohort commercial commissioning communications comms communities community complaint
    complaints compliance computing conference conferences contact contract contracts contracting control
    coordination corporate cost council counter country county court cover creative crime criminal crisis
    cultural culture curriculum customer customers cyber data day debt delivery democratic dental design
    designated development developments digital disability discharge district diversity domestic drama drug
    drugs dual duty early early-help eastern east ecology economic economy education educational elderly
    election elections electoral emergency employee employment energy engagement engineering english enforcement
    environment environmental equality equalities equity estate estates ethics evaluation event events exams
    examinations executive experience external eyfs facilities family field finance financial fire first food
    foster fostering framework french frontline front door fundraising games general geography global governance
    grant grants green ground grounds growth guidance half health healthcare heritage high highways history home
    homelessness homes hospital hospitality hospitals housing human humanities ict identified improvement
    improvements inclusion income independent infection information infrastructure innovation insight inspection
    insurance integrated integrity intelligence interim internal international intervention investigations
    investment it itt job joint junior justice key keystage knowledge ks1 ks2 ks3 ks4 lac land language
    languages law learners learning legal legislation leisure level liaison library licensing line literacy
    litigation local locality logistics looked-after looked after maintenance maths mathematics media medical
    medication medicine medicines mental meal meals mfl middle midday mobile monitoring multi multi-agency
    municipal museum music named national network networks new newly night north northern nursery nutrition
    occupational office online operating operation operational operations outreach outcomes overall overnight
    overview parent parental parenting parish parking parks participation partnerships pastoral payments payroll
    pe pensions performance permanence permanency personal pharmacy phase phonics physical physics planning
    placement placements policies policy portfolio post prevention primary prison private probation procurement
    product professional professionals programmes project projects promotion property prosecution protection
    provision pshe public publications pupil purchasing qa quality quantity re reading records recruitment
    recovery reform regeneration region regional registered registration regulation regulatory rehabilitation
    relations relationship release relevant remuneration compensation nomination nominations reporting research
    residential resilience resource resources respite responsible restorative retail returns revenue revenues
    review reviewing reviews rights risk risks roads role safe safeguarding safer safety sales sampling
    sanitation schools science scrutiny second secondary section security sen send senior serious shadow shared
    shift site sixth form skills social software south southern special specialised sport sports stage standards
    standing state statutory strategic strategy street student students studies subject substance substantive
    supervising supervision supply support supported supporting surveillance sustainability system systems
    talent targeted tax teaching technical technology technologies temporary tenancy term tertiary testing
    theatre theme thematic therapy third top tourism town trading training transformation transition transport
    travel treasury treatment tribunal universal urban user users vaccination value vice victim victims village
    violence virtual visiting visitor vocational volunteering voluntary vulnerable vulnerability waste water web
    welfare well-being wellbeing west western wider winter women work works workplace writing year years yot yos
    young youth zone zonal cin cp roa icpc cpc mar marac mappa lead-in partner practice process processes
    stakeholder stakeholders server servers deputising assigned nominated authorised chosen another's respective
    each every both appropriate this service's whole other's weekly monthly
    """
)
# Roles in the work at hand and not in the service: whoever supports an audit is no "Support".
PASSING = _words("lead leads support supporting supported cover covering reserve backup back-up co-lead owner auditor")
SMALL = _words("of for the in to at on a an and")
PLACES = _words("north south east west central children adults nights days")
TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor sir dame lord lady rev revd reverend cllr councillor ald alderman pc sgt
    insp ds di fr canon hon baroness baron
    """
)
PARTICLES = _words(
    """
    van der den de da di do du dos das del della la le von zu zur ten ter bin bint ibn al el ap ab y e af av st
    """
)
# Surnames that are offices or subjects too, and given names: "James Cook" beside a cook.
SURNAMES = _words(
    """
    cook bishop dean page young marshall chambers porter judge warden law head church day north west east south
    lane street park banks field major constable steward grant green english french hall house home ward care
    case mason waters water foster justice fields price chase best speed rights parks powers power land bond
    crisis music walls early winter parish ground child childs driver read reading
    """
)
GIVEN = _words("dean grant art april may june august summer joy grace hope faith major duke earl chase early autumn")
NOBODY = _words("tbc tba tbd tbn n/a na nobody none nil vacant vacancy unassigned unallocated unknown blank")
NOBODY_PHRASES = (
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
    "awaiting appointment",
)
INDEFINITE = _words(
    "other others another various someone somebody anyone anybody whoever etc etc. al. al colleague tbc"
)
HANDOVER = _words(
    """
    then until till til from since before after thereafter afterwards whilst while when during pending handover
    replacing replaced replaces leaves leaving left starting starts onwards previously formerly
    """
)
SENTENCE = _words(
    """
    is are was were be been being will would shall should must can could may may's might has have had do does
    did please see ensure ensures complete completes completed completing undertake undertakes undertaken carry
    carries carried needs need takes take taken responsible-for required arranged agreed decided unless if which
    who that this it's they their we our your how why because through report reports reported reviewed submit
    submits by per as not
    """
)
