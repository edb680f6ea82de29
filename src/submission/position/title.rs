//! Reads titles from the words of a position, one after another: a head with its bodies, markers
//! and unit.

use compact_str::CompactString;

use super::expand::expand;
use super::lexicon::{self, Lexicon, Term};
use super::token::{self, Break, Token};
use super::vocabulary::Positions;
use crate::submission::Manner;

/// A title of a position: «Phó Chủ tịch UBND xã Cà Đam».
#[derive(Clone, Debug, Default)]
pub(super) struct Title {
    pub(super) head: Option<usize>,
    pub(super) bodies: Vec<usize>,
    /// Bodies after «phụ trách» or «theo dõi».
    pub(super) overseen: Vec<usize>,
    pub(super) markers: Vec<String>,
    pub(super) manner: Option<Manner>,
    pub(super) unit: Option<CompactString>,
    /// Whether it contains «xã» or «phường», with or without a name: a «tỉnh» after that is only
    /// its location.
    commune: bool,
    /// Whether the unit is directly after the head: «Chủ tịch xã».
    pub(super) spoken: bool,
    /// Whether it contains words that are not in the vocabulary.
    unknown: bool,
    /// Whether words around it make it uncertain if the person has it, or of which body.
    pub(super) unclear: bool,
    /// Bodies beside the first, after a comma or «và»: «Chủ tịch UBND, HĐND».
    pub(super) beside: Vec<usize>,
    /// Whether «phụ trách» came after the head.
    pub(super) in_charge: bool,
    /// Whether unknown words came after «phụ trách», which are a field of work.
    pub(super) field: bool,
    /// The head for which it was signed; if that is the chair, the body is the People's Committee.
    pub(super) signed: Option<usize>,
    /// Whether it began with «TM. UBND», so that the head is on the next line.
    on_behalf: bool,
}

/// Reads the titles of a cleaned position.
pub(super) fn titles(cleaned: &str, positions: &Positions) -> Vec<Title> {
    let lexicon = positions.lexicon(cleaned);
    let tokens = token::tokens(cleaned, lexicon);
    let tokens = expand(tokens, lexicon, positions.units());
    let mixed = cleaned.contains(char::is_lowercase) && cleaned.contains(char::is_uppercase);
    let reader = TitleParser {
        positions,
        lexicon,
        cleaned,
        mixed,
        done: Vec::new(),
        current: None,
        pending: None,
        edge: Break::Strong,
        sign: false,
        signed: None,
        skipping: false,
        on_behalf: false,
        another: false,
        passing: false,
        someone: false,
        strange: false,
        and: false,
        retired: false,
    };
    reader.read(&tokens)
}

struct TitleParser<'a> {
    positions: &'a Positions,
    lexicon: &'a Lexicon,
    cleaned: &'a str,
    /// Whether the text has both capitals and small letters, so that capitals show names.
    mixed: bool,
    done: Vec<Title>,
    current: Option<Title>,
    /// «Quyền», «Nguyên» or «Phụ trách» before the head.
    pending: Option<Manner>,
    /// The strongest break since the last known word.
    edge: Break,
    /// Whether «KT.» was read, so that the next head is the one for which it is signed.
    sign: bool,
    /// The head for which it was signed.
    signed: Option<usize>,
    /// Whether the next words belong to the head for which it was signed.
    skipping: bool,
    on_behalf: bool,
    /// Whether «của» or «trợ lý» was read: an office before the next break is another person's.
    another: bool,
    /// Whether such an office was read, so that the words after it belong to it.
    passing: bool,
    /// Whether a person's name came after such a word: «thay ông Lê Văn An».
    someone: bool,
    /// Whether the previous word is not in the vocabulary.
    strange: bool,
    /// Whether «và» was read.
    and: bool,
    /// Whether «Nguyên» may also apply after the following commas.
    retired: bool,
}

impl TitleParser<'_> {
    fn read(mut self, tokens: &[Token]) -> Vec<Title> {
        let mut place = 0;
        while place < tokens.len() {
            let rest = &tokens[place..];
            self.edge = self.edge.max(rest[0].before);
            if rest[0].before != Break::None {
                self.pending = None;
                self.strange = false;
                self.leave_another();
            }
            place += self.step(rest);
        }
        self.finish();
        if let Some(head) = self.signed {
            self.done.push(Title {
                signed: Some(head),
                ..Title::default()
            });
        }
        self.done
    }

    /// Reads the words of one term; returns their number.
    fn step(&mut self, rest: &[Token]) -> usize {
        if rest[0].name {
            self.unit(&rest[..1]);
            self.edge = Break::None;
            return 1;
        }
        if let Some(taken) = self.either(rest).or_else(|| self.years(rest)) {
            return taken;
        }
        let named = self.is_unit_before_a_name(rest).then_some((Term::Unit, 1));
        let Some((term, taken)) = named.or_else(|| lexicon::term(rest)) else {
            self.unknown(&rest[0]);
            return 1;
        };
        let after = &rest[taken..];
        match term {
            Term::Head(head) => self.head(head),
            Term::Body(body) => return taken + self.body_and_name(body, rest, taken),
            Term::Marker(marker) => self.marker(marker),
            Term::Manner(Manner::InCharge) => self.in_charge(),
            Term::Manner(Manner::Former) if self.edge == Break::None => {}
            // «Chủ tịch UBND xã (nguyên)»
            Term::Manner(Manner::Former) if ends_a_clause(after) => self.end(false),
            Term::Manner(manner) => self.pending = Some(manner),
            Term::Oversee => {
                if let Some(title) = &mut self.current {
                    (title.in_charge, title.field) = (true, true);
                }
            }
            Term::Join => {
                self.join();
                return taken;
            }
            Term::SignFor => self.sign = matches!(lexicon::term(after), Some((Term::Head(_), _))),
            Term::OnBehalf => {
                self.another = matches!(lexicon::term(after), Some((Term::Head(_), _)));
                self.on_behalf = !self.another;
            }
            Term::Unit => return taken + self.unit_and_name(rest, taken),
            Term::Another => return taken + self.another(after),
            Term::Entrusted => self.entrust(after),
            Term::Unsettled => self.unsettle(),
            Term::Ended => self.end(false),
            Term::Left => self.end(true),
            Term::Idle => {
                self.and |= rest[0].is_and();
                return taken;
            }
        }
        self.edge = Break::None;
        taken
    }

    /// Whether «xã» is followed by a name, as in «xã Hội Hoan»; «xã hội» is a field of work.
    fn is_unit_before_a_name(&self, rest: &[Token]) -> bool {
        let alone = || rest.get(..1).and_then(lexicon::exactly);
        self.mixed
            && !rest[0].capital
            && rest.get(1).is_some_and(|next| next.spelled && !next.name)
            && matches!(alone(), Some((Term::Unit, _)))
    }

    /// Reads «kiêm», after which the next office is the same person's.
    fn join(&mut self) {
        self.edge = Break::Strong;
        self.pending = None;
        self.strange = false;
        self.retired = false;
        self.leave_another();
    }

    fn leave_another(&mut self) {
        (self.another, self.passing, self.someone) = (false, false, false);
    }

    /// Reads a body and the words of the commune's name after it; returns the number of the latter.
    fn body_and_name(&mut self, body: usize, rest: &[Token], taken: usize) -> usize {
        self.body(body);
        self.edge = Break::None;
        let after = &rest[taken..];
        if !self.positions.body(body).place {
            return 0;
        }
        let name = match after.first() {
            Some(first) if self.mixed || first.name => self.name(after, true),
            _ => &[],
        };
        self.unit(name);
        let next = &after[name.len()..];
        let strange = next.first().is_some_and(|first| {
            let known = first.word.either.is_some() || lexicon::term(next).is_some();
            first.before == Break::None && !known
        });
        if strange && name.is_empty() && !self.passing {
            self.doubt_who_governs();
        }
        name.len()
    }

    /// Reads «xã» and the words of the name after it; returns the number of the latter.
    fn unit_and_name(&mut self, rest: &[Token], taken: usize) -> usize {
        let name = self.name(&rest[taken..], false);
        let directly = self.unit_follows_head();
        if let Some(title) = &mut self.current
            && !self.passing
        {
            title.spoken |= directly && (name.is_empty() || title.unit.is_none());
            title.commune = true;
        }
        if !name.is_empty() {
            self.unit(&rest[..taken + name.len()]);
        }
        self.edge = Break::None;
        name.len()
    }

    /// Reads another person's office («của Chủ tịch UBND xã», «được Chủ tịch UBND xã phân công»),
    /// up to the word for what that person did or to the next break. Returns how many more words to
    /// skip. «Được giao quyền Chủ tịch UBND» is about the person, and leaves the office uncertain.
    fn another(&mut self, after: &[Token]) -> usize {
        if let Some((Term::Entrusted, taken)) = lexicon::term(after) {
            self.strange = true;
            self.edge = Break::None;
            return taken;
        }
        let clause = after
            .iter()
            .skip(1)
            .position(|token| token.before == Break::Strong);
        let clause = &after[..clause.map_or(after.len(), |end| end + 1)];
        let mut heads = false;
        for place in 0..clause.len() {
            match lexicon::term(&clause[place..]) {
                Some((Term::Head(_), _)) => heads = true,
                Some((Term::Entrusted, taken)) if heads => {
                    self.edge = Break::None;
                    return place + taken;
                }
                Some((Term::Join, _)) => break,
                _ => {}
            }
        }
        self.another = true;
        self.edge = Break::None;
        0
    }

    /// Makes all titles so far uncertain.
    fn unsettle(&mut self) {
        if self.passing || self.someone {
            return;
        }
        self.strange = true;
        for title in self.done.iter_mut().chain(&mut self.current) {
            title.unclear = true;
        }
    }

    /// Makes the last title, or all titles so far, former ones.
    fn end(&mut self, all: bool) {
        if self.passing || self.someone {
            return;
        }
        self.strange = true;
        let done = self.done.iter_mut().filter(|_| all);
        for title in done.chain(&mut self.current) {
            title.manner = Some(Manner::Former);
        }
    }

    /// Makes a chair uncertain beside a word such as «ủy quyền»: «Chủ tịch UBND xã ủy quyền» and
    /// «Ủy quyền Chủ tịch UBND xã» may be the chair or somebody authorised by the chair.
    fn entrust(&mut self, after: &[Token]) {
        self.strange |= matches!(lexicon::term(after), Some((Term::Head(_), _)));
        let chair = |head: usize| {
            let head = self.positions.head(head);
            head.governs && !head.deputy
        };
        if let Some(title) = &mut self.current
            && !self.passing
        {
            title.unclear |= title.head.is_some_and(chair);
        }
    }

    /// Reads the years of a term: «2016-2021». If it is over, the title before is a former one.
    fn years(&mut self, rest: &[Token]) -> Option<usize> {
        let year = |token: &Token| -> Option<u16> {
            let year = token.key().parse().ok()?;
            (1945..2100).contains(&year).then_some(year)
        };
        let [from, to, ..] = rest else { return None };
        let (from, to) = (year(from)?, year(to)?);
        if from >= to {
            return None;
        }
        if to < self.positions.terms_ended_before() {
            self.end(false);
        }
        self.edge = Break::None;
        Some(2)
    }

    fn doubt_who_governs(&mut self) {
        if let Some(title) = &mut self.current
            && title
                .head
                .is_some_and(|head| self.positions.head(head).governs)
        {
            title.unclear = true;
        }
    }

    /// Reads `TP`: «Trưởng phòng» before the name of a body or alone, otherwise «thành phố».
    fn either(&mut self, rest: &[Token]) -> Option<usize> {
        let either = rest[0].word.either.as_ref()?;
        let next = lexicon::term(rest.get(1..).unwrap_or_default());
        let begins = self.edge != Break::None || self.pending.is_some();
        let is_head = match next {
            Some((Term::Body(_), _)) => true,
            Some((Term::Unit, _)) => begins,
            None => begins && rest.len() == 1,
            Some(_) => false,
        };
        match if is_head { either.first } else { either.second } {
            Some(Term::Head(head)) => self.head(head),
            Some(Term::Body(body)) => self.body(body),
            Some(Term::Marker(marker)) => self.marker(marker),
            _ => self.unknown(&rest[0]),
        }
        self.edge = Break::None;
        Some(1)
    }

    fn head(&mut self, head: usize) {
        if self.another {
            self.passing = true;
            return;
        }
        let word = self.positions.head(head);
        self.another = word.attends;
        let strange = std::mem::take(&mut self.strange) && word.governs;
        if std::mem::take(&mut self.sign) {
            self.finish();
            self.signed = Some(head);
            self.skipping = true;
            return;
        }
        self.skipping = false;
        let strong = self.edge == Break::Strong;
        let qualifies = self.positions.head(head).qualifies.clone();
        if let Some(title) = &mut self.current {
            match (title.head, qualifies) {
                (Some(_), Some(marker)) if !strong => {
                    title.markers.push(marker);
                    return;
                }
                (None, _)
                    if title.manner.is_none()
                        && (!strong || title.on_behalf)
                        && !title.bodies.is_empty() =>
                {
                    title.head = Some(head);
                    title.manner = self.pending.take();
                    title.signed = self.signed.take();
                    return;
                }
                _ => {}
            }
        }
        let (edge, kept) = (self.edge, self.retired);
        let strange = strange || word.governs && self.follows_a_deputy_of_nothing();
        self.finish();
        let manner = self.pending.take();
        self.retired = manner == Some(Manner::Former) || kept && edge != Break::Strong;
        self.current = Some(Title {
            head: Some(head),
            manner,
            unclear: strange || self.retired && manner != Some(Manner::Former),
            signed: self.signed.take(),
            ..Title::default()
        });
    }

    fn body(&mut self, body: usize) {
        if self.skipping || self.passing {
            return;
        }
        let and = std::mem::take(&mut self.and);
        let parted = self.edge == Break::Strong;
        let full = |title: &Title| !title.bodies.is_empty() || title.unit.is_some();
        if self
            .current
            .as_ref()
            .is_none_or(|title| parted && full(title))
        {
            let on_behalf = self.on_behalf;
            self.finish();
            self.current = Some(Title {
                manner: self.pending.take(),
                on_behalf,
                ..Title::default()
            });
        }
        let strange = std::mem::take(&mut self.strange);
        let beside = and || self.edge != Break::None;
        if let Some(title) = &mut self.current {
            let governs = title
                .head
                .is_some_and(|head| self.positions.head(head).governs);
            let list = if title.in_charge {
                &mut title.overseen
            } else if governs && beside && !title.bodies.is_empty() {
                &mut title.beside
            } else {
                title.unclear |= governs && strange && title.bodies.is_empty();
                &mut title.bodies
            };
            list.push(body);
        }
    }

    fn marker(&mut self, marker: usize) {
        let id = self.positions.marker(marker);
        let after_unit = |title: &Title| title.unit.is_some() || title.commune;
        if let Some(title) = &mut self.current
            && !self.skipping
            && !self.passing
            && !after_unit(title)
        {
            title.markers.push(id.to_owned());
        }
    }

    fn in_charge(&mut self) {
        match &mut self.current {
            Some(title) if self.edge != Break::Strong && title.head.is_some() => {
                title.in_charge = true;
            }
            _ => self.pending = Some(Manner::InCharge),
        }
    }

    fn unknown(&mut self, token: &Token) {
        self.strange = true;
        self.someone |= self.another;
        if self.passing {
            return;
        }
        if !matches!(self.pending, Some(Manner::InCharge)) {
            self.pending = None;
        }
        if let Some(title) = &mut self.current {
            title.unknown = true;
            title.field |= title.in_charge && !self.lexicon.is_general(token.key());
        }
    }

    /// The words of a commune's name, up to a break, a number or a word of the vocabulary. In a
    /// text with both cases, only while they begin with a capital.
    fn name<'t>(&self, rest: &'t [Token], bare: bool) -> &'t [Token] {
        let mut length = 0;
        while length < 4 && length < rest.len() {
            let token = &rest[length];
            if token.name && token.before == Break::None {
                return &rest[..=length];
            }
            let term = lexicon::exactly(&rest[length..]);
            // «Hội» and «Sở» may be part of a name; «Hội Nông dân» is not.
            let taken = match term {
                None => token.word.either.is_none(),
                Some((Term::Body(_) | Term::Marker(_) | Term::Manner(_), 1)) => {
                    self.mixed && (length > 0 || !bare)
                }
                Some((Term::Body(_) | Term::Marker(_), _)) => self.mixed && !bare && length == 0,
                Some((Term::Head(_), 1)) => self.mixed && length > 0 && token.spelled,
                Some((
                    Term::Idle
                    | Term::Another
                    | Term::Entrusted
                    | Term::Ended
                    | Term::Left
                    | Term::Unsettled,
                    1,
                )) => self.mixed && (length > 0 || !bare) && token.spelled,
                Some(_) => false,
            };
            let capital = !self.mixed || token.capital;
            let digits = token.key().chars().all(|letter| letter.is_ascii_digit());
            let numbered = length > 0 && token.key().len() < 3;
            let joined = token.before == Break::None;
            if !(taken && joined && (capital && !digits || digits && numbered) && !token.is_and()) {
                break;
            }
            length += 1;
        }
        &rest[..length]
    }

    fn unit(&mut self, words: &[Token]) {
        let (Some(first), Some(last)) = (words.first(), words.last()) else {
            return;
        };
        let typed = &self.cleaned[first.place.start..last.place.end];
        if let Some(title) = &mut self.current
            && !self.skipping
            && !self.passing
        {
            title.unit.get_or_insert_with(|| typed.into());
        }
    }

    /// Whether the title before is a «Phó» alone: «Phó/Chủ tịch UBND xã» may be one office.
    fn follows_a_deputy_of_nothing(&self) -> bool {
        self.current.as_ref().is_some_and(|title| {
            let deputy = title
                .head
                .is_some_and(|head| self.positions.head(head).deputy);
            deputy && !title.unknown && title.id(self.positions).is_none()
        })
    }

    fn unit_follows_head(&self) -> bool {
        self.current
            .as_ref()
            .is_some_and(|title| title.bodies.is_empty() && !title.in_charge && !title.unknown)
    }

    fn finish(&mut self) {
        self.on_behalf = false;
        self.and = false;
        self.done.extend(self.current.take());
    }
}

/// Whether nothing follows before the next break.
fn ends_a_clause(after: &[Token]) -> bool {
    after.first().is_none_or(|next| next.before != Break::None)
}
