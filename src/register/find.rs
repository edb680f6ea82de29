//! Finds the commune that a typed name means: first with full marks, then by equivalent spellings,
//! then among dissolved units, then without marks if that is unique; otherwise a person is asked.
//!
//! Names are compared as a whole: `Trà Bồng` does not match `Đông Trà Bồng`. Similarity only
//! proposes candidates; it never makes a match.

use std::collections::BTreeSet;

use crate::register::index::{Forms, Letters};
use crate::register::typed::{self, Typed, TypedPlace};
use crate::register::unit::UnitKind;
use crate::register::{Commune, Named, Register, name};
use crate::text;

/// How many candidates are proposed at most.
const CANDIDATES: usize = 5;
/// The longest heading that is searched for a province, in bytes.
const LONGEST_HEADING: usize = 300;
/// The longest name that is compared by similarity, in bytes of its squeezed form.
const LONGEST: usize = 60;
/// Names less similar than this (0 to 1, Damerau-Levenshtein distance relative to the length) are
/// not candidates.
const ALIKE: f64 = 0.66;

/// How a reading of the text was matched, best first: matches of a lower rank hide those of higher
/// ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    FullMarks,
    Alias,
    SameSound,
    OldName,
    FoldedLiving,
    FoldedOld,
    /// The same letters with other spaces or signs between them.
    Parted,
    Contradicted,
}

impl Register {
    /// The commune that a typed name means, or why it cannot be determined.
    pub fn find(&self, typed: &str) -> Named {
        match self.understood(typed) {
            (Named::Unknown { candidates }, readings) => Named::Unknown {
                candidates: self.nearest(&readings, &candidates),
            },
            (named, _) => named,
        }
    }

    /// Like `find`, but without a search for similar names: the only candidates are those whose
    /// name without marks fits.
    pub fn find_exactly(&self, typed: &str) -> Named {
        self.understood(typed).0
    }

    /// How similar a typed text is to a commune's name, from 0 to 1: the mean of the similarity
    /// with marks and without, times 0.9 if the typed kind is another one.
    pub fn fit(&self, typed: &str, position: usize) -> f64 {
        let commune = &self.communes[position];
        let name = text::key(&commune.name);
        let bare = name::squeezed(&name);
        let likeness = |reading: &Typed| {
            let marked = strsim::normalized_damerau_levenshtein(&reading.name, &name);
            let letters =
                strsim::normalized_damerau_levenshtein(&name::squeezed(&reading.name), &bare);
            let of_kind = reading
                .kind
                .is_none_or(|kind| kind.id() == commune.kind.id());
            (marked + letters) / 2.0 * if of_kind { 1.0 } else { 0.9 }
        };
        let readings = typed::readings(&text::key(typed), &self.units);
        let best = readings.iter().map(likeness).fold(0.0, f64::max);
        (best * 100.0).round() / 100.0
    }

    /// The communes that somebody may have meant who typed this as a code: those with such a name,
    /// or those with the nearest codes, at most two digits different; best first.
    pub fn near(&self, typed: &str, most: usize) -> Vec<&Commune> {
        let mut near: Vec<usize> = if typed.chars().any(char::is_alphabetic) {
            positions(&self.find(typed))
        } else {
            let codes = self.communes.iter().enumerate();
            let mut scored: Vec<(usize, usize)> = codes
                .map(|(at, commune)| (strsim::damerau_levenshtein(typed, &commune.code), at))
                .filter(|(apart, _)| *apart <= 2)
                .collect();
            scored.sort_unstable();
            let nearest = scored.first().map_or(0, |(apart, _)| *apart);
            scored.retain(|(apart, _)| *apart == nearest);
            scored.into_iter().map(|(_, at)| at).collect()
        };
        near.truncate(most);
        near.into_iter().map(|at| &self.communes[at]).collect()
    }

    /// The province of the register that a text names: alone («TP Huế»), after an office («UBND
    /// tỉnh Lâm Đồng») or at the end of a heading («Danh sách Tổ … tỉnh Lâm Đồng»). `None` for a
    /// register of one province, where a province distinguishes no communes.
    pub fn province(&self, typed: &str) -> Option<&str> {
        let index = self.index();
        if index.present.len() < 2 || typed.len() > LONGEST_HEADING {
            return None;
        }
        let named = |place: &TypedPlace| index.present.get(&name::squeezed(&place.name));
        let places = typed::places(&text::key(typed), &self.units);
        places.iter().find_map(named).map(String::as_str)
    }

    fn understood(&self, typed: &str) -> (Named, Vec<Typed>) {
        let whole = text::key(typed);
        if let Some(&position) = self.index().whole_aliases.get(&whole) {
            return (Named::Alias(position), Vec::new());
        }
        let readings = typed::readings(&whole, &self.units);
        let found: Vec<(Rank, Named)> = readings
            .iter()
            .filter_map(|reading| self.understand(reading))
            .collect();
        let unknown = Named::Unknown {
            candidates: Vec::new(),
        };
        let Some(best) = found.iter().map(|(rank, _)| *rank).min() else {
            return (unknown, readings);
        };
        let mut named: Vec<Named> = Vec::new();
        for (rank, one) in found {
            if rank == best && !named.contains(&one) {
                named.push(one);
            }
        }
        let one = match named.pop() {
            Some(Named::Unknown { candidates }) => Named::Unknown { candidates },
            Some(one) if named.is_empty() => one,
            last => {
                let all: BTreeSet<usize> = named.iter().chain(&last).flat_map(positions).collect();
                Named::Ambiguous(all.into_iter().collect())
            }
        };
        let one = match &one {
            Named::Ambiguous(all) => self.heir_among(all).map_or(one, Named::Exact),
            _ => one,
        };
        (one, readings)
    }

    /// If all these communes succeeded one another under the same name, the last of them.
    fn heir_among(&self, all: &[usize]) -> Option<usize> {
        let same = |one: &&usize| text::key(&self.communes[**one].name);
        let first = all.first().map(|one| same(&one))?;
        let leads_to = |at: usize, last: usize| {
            let mut successors = self.communes[at].successors();
            successors.any(|code| self.position(code) == Some(last))
        };
        let mut last = all
            .iter()
            .filter(|at| self.communes[**at].successor.is_empty());
        let (Some(&last), None) = (last.next(), last.next()) else {
            return None;
        };
        let follows = |&&at: &&usize| at == last || leads_to(at, last);
        let one_name = all.iter().all(|one| same(&one) == first);
        (one_name && all.iter().all(|at| follows(&at))).then_some(last)
    }

    /// The match of one reading; `None` if it names no unit.
    fn understand(&self, typed: &Typed) -> Option<(Rank, Named)> {
        let key = typed.name.as_str();
        let variant = name::variant(key);
        let fold = text::strip(&variant);
        if typed.old {
            return self.meant_as_old(typed, &variant, &fold);
        }
        match typed.kind {
            Some(UnitKind::City | UnitKind::District) => {
                return self.whole_district(typed, key, &fold);
            }
            Some(UnitKind::Province) => return None,
            _ => {}
        }
        let living = &self.index().living;
        let by_key = get(&living.keys, key);
        if !by_key.is_empty() {
            let fitting = self.fitting(by_key, typed);
            if !fitting.is_empty() {
                let twins = get(&living.folds, &fold);
                if typed.unmarked && twins.len() > 1 && key == fold {
                    return Some((Rank::FullMarks, Named::Ambiguous(twins.to_vec())));
                }
                let named = self.of_kind(&fitting, typed, &variant, Named::Exact);
                return Some((Rank::FullMarks, named));
            }
        }
        if let Some(position) = self.alias(typed, key) {
            return Some((Rank::Alias, Named::Alias(position)));
        }
        let fitting = self.fitting(get(&living.variants, &variant), typed);
        if by_key.is_empty() && !fitting.is_empty() {
            let named = self.of_kind(&fitting, typed, &variant, Named::Folded);
            return Some((Rank::SameSound, named));
        }
        self.understand_loosely(typed, &variant, &fold, by_key)
    }

    /// The match of a reading that is no living unit's name as it is typed: a former name, letters
    /// without marks, words separated otherwise. `by_key` are the living units of that name whose
    /// kind or district contradicts what is typed.
    fn understand_loosely(
        &self,
        typed: &Typed,
        variant: &str,
        fold: &str,
        by_key: &[usize],
    ) -> Option<(Rank, Named)> {
        let key = typed.name.as_str();
        let by_fold = get(&self.index().living.folds, fold);
        let folded = if by_key.is_empty() {
            self.fitting(by_fold, typed)
        } else {
            Vec::new()
        };
        let old = self.old(&self.index().dissolved, variant, None, typed);
        if !old.is_empty() {
            let named = match (&folded[..], &self.successors(&old)[..]) {
                ([one], [successor]) if one == successor => Named::Folded(*one),
                // «An Thanh» without marks is either the old name, or «An Thành» with its mark
                // lost.
                ([_, ..], successors) if key == fold => {
                    let all = folded.iter().chain(successors).copied();
                    let all: BTreeSet<usize> = all.collect();
                    Named::Ambiguous(all.into_iter().collect())
                }
                _ => self.dissolved(&old),
            };
            return Some((Rank::OldName, named));
        }
        let old = self.old(&self.index().dissolved, variant, Some(fold), typed);
        if !folded.is_empty() {
            return Some((Rank::FoldedLiving, self.folded(&folded, &old, typed, key)));
        }
        if !old.is_empty() {
            return Some((Rank::FoldedOld, self.dissolved(&old)));
        }
        if let Some(named) = self.parted(typed, key, fold) {
            return Some((Rank::Parted, named));
        }
        let candidates = if by_key.is_empty() { by_fold } else { by_key };
        (!candidates.is_empty()).then(|| {
            let candidates = candidates.to_vec();
            (Rank::Contradicted, Named::Unknown { candidates })
        })
    }

    /// Matches a name whose words are separated differently than in the register («Kon-Braih», «D
    /// Ran»), if the letters are unambiguous: no other unit, living or dissolved, has them.
    fn parted(&self, typed: &Typed, key: &str, fold: &str) -> Option<Named> {
        let index = self.index();
        if !get(&index.living.folds, fold).is_empty()
            || !get(&index.dissolved.folds, fold).is_empty()
        {
            return None;
        }
        let squeezed = name::squeezed(key);
        let marked =
            |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).collect() };
        let of = |at: usize| text::key(&self.communes[at].name);
        let living = get(&index.by_squeezed, &squeezed);
        let same = living.iter().filter(|at| marked(key) == marked(&of(**at)));
        let (one, same_marks) = match (same.collect::<Vec<_>>().as_slice(), living) {
            ([one], _) => (**one, true),
            ([], [one]) => (*one, false),
            _ => return None,
        };
        let commune = &self.communes[one];
        let old = get(&index.old_by_squeezed, &squeezed);
        let alone = old.is_empty();
        let of_kind = typed.kind.is_none_or(|kind| kind.id() == commune.kind.id());
        if !of_kind || self.fitting(&[one], typed).is_empty() {
            return None;
        }
        let living = of(one);
        // With all its marks the name means the living unit, as it does with the usual spaces.
        let namesakes = old.iter().all(|&at| {
            let old = text::key(&self.dissolved[at].old_name);
            old == living || marked(&old) != marked(&living)
        });
        match (same_marks, key == text::strip(key)) {
            (true, _) if namesakes => Some(Named::Exact(one)),
            (false, true) if alone => Some(Named::Folded(one)),
            // «Đakrông» is not «Đak Rong».
            _ => None,
        }
    }

    /// Matches a name with «(cũ)», which can only mean a dissolved unit.
    fn meant_as_old(&self, typed: &Typed, variant: &str, fold: &str) -> Option<(Rank, Named)> {
        let dissolved = &self.index().dissolved;
        let exact = self.old(dissolved, variant, None, typed);
        if !exact.is_empty() {
            return Some((Rank::FullMarks, self.dissolved(&exact)));
        }
        let folded = self.old(dissolved, variant, Some(fold), typed);
        if !folded.is_empty() {
            return Some((Rank::FoldedOld, self.dissolved(&folded)));
        }
        let candidates = get(&self.index().living.folds, fold).to_vec();
        (!candidates.is_empty()).then_some((Rank::Contradicted, Named::Unknown { candidates }))
    }

    /// Matches the name of a district. It is not a commune, unless the whole district became one:
    /// «Huyện Lý Sơn».
    fn whole_district(&self, typed: &Typed, key: &str, fold: &str) -> Option<(Rank, Named)> {
        let namesakes = get(&self.index().living.folds, fold);
        let district = name::squeezed(&typed.name);
        let mut of_district = (0..self.communes.len())
            .filter(|&at| self.index().living_districts[at].contains(&district));
        let named = match (of_district.next(), of_district.next()) {
            (Some(only), None) if get(&self.index().living.keys, key) == [only] => {
                return Some((Rank::FullMarks, Named::Exact(only)));
            }
            (Some(only), None) if namesakes == [only] => {
                return Some((Rank::FoldedLiving, Named::Folded(only)));
            }
            _ => Named::Unknown {
                candidates: namesakes.to_vec(),
            },
        };
        (!namesakes.is_empty()).then_some((Rank::Contradicted, named))
    }

    /// Chooses among living communes with the same spelling by the typed kind. If none has that
    /// kind, a person is asked: the name may be that of a unit in a neighbouring province, or of a
    /// former unit.
    fn of_kind(
        &self,
        fitting: &[usize],
        typed: &Typed,
        variant: &str,
        found: fn(usize) -> Named,
    ) -> Named {
        let Some(kind) = typed.kind else {
            return one_or_ambiguous(fitting, found);
        };
        let same_kind: Vec<usize> = fitting
            .iter()
            .copied()
            .filter(|&at| self.communes[at].kind.id() == kind.id())
            .collect();
        if !same_kind.is_empty() {
            return one_or_ambiguous(&same_kind, found);
        }
        let old = self.old(&self.index().dissolved, variant, None, typed);
        if old
            .iter()
            .any(|&at| self.dissolved[at].old_kind == kind.id())
        {
            return self.dissolved(&old);
        }
        // «Phường Đồng Tiến» when the register has Xã Đồng Tiến and Phường Đông Tiến: either a mark
        // or the kind is wrong.
        let twins = get(&self.index().living.folds, &text::strip(variant));
        let of_kind = twins
            .iter()
            .filter(|&&at| self.communes[at].kind.id() == kind.id());
        let twins: BTreeSet<usize> = of_kind.chain(fitting).copied().collect();
        match twins.len() > fitting.len() && kind != UnitKind::ThiTran {
            true => Named::Ambiguous(twins.into_iter().collect()),
            false => Named::Unknown {
                candidates: fitting.to_vec(),
            },
        }
    }

    /// Matches living communes by their name without marks. If a dissolved unit with another
    /// successor has the same name without marks, the typed marks must not contradict the living
    /// one.
    fn folded(&self, folded: &[usize], old: &[usize], typed: &Typed, key: &str) -> Named {
        let &[one] = folded else {
            return Named::Ambiguous(folded.to_vec());
        };
        let living_key = text::key(&self.communes[one].name);
        let mut successors = self.successors(old);
        let elsewhere = successors.iter().any(|&successor| successor != one);
        if elsewhere && !name::only_lost_marks(key, &living_key) {
            successors.push(one);
            successors.sort_unstable();
            successors.dedup();
            return Named::Ambiguous(successors);
        }
        let wrong_kind = typed
            .kind
            .is_some_and(|kind| kind.id() != self.communes[one].kind.id());
        let old_of_kind = old.iter().any(|&at| {
            typed
                .kind
                .is_some_and(|kind| kind.id() == self.dissolved[at].old_kind)
        });
        match typed.kind {
            Some(_) if wrong_kind && old_of_kind => self.dissolved(old),
            Some(UnitKind::ThiTran) => Named::Unknown {
                candidates: vec![one],
            },
            _ => Named::Folded(one),
        }
    }

    /// The commune of the alias with this bare name, unless both have a kind and the kinds differ.
    fn alias(&self, typed: &Typed, key: &str) -> Option<usize> {
        let (_, position) = *self
            .index()
            .bare_aliases
            .get(key)?
            .iter()
            .find(|(kind, _)| kind.is_none() || typed.kind.is_none() || *kind == typed.kind)?;
        (self.fitting(&[position], typed) == [position]).then_some(position)
    }

    /// Dissolved units with this variant, or with this fold if one is given, that the typed places
    /// allow. If some of them have the typed kind, only those.
    fn old(&self, forms: &Forms, variant: &str, fold: Option<&str>, typed: &Typed) -> Vec<usize> {
        let named = match fold {
            Some(fold) => get(&forms.folds, fold),
            None => get(&forms.variants, variant),
        };
        let fits = |&at: &usize| {
            let districts = &self.index().dissolved_districts[at];
            let provinces = &self.index().dissolved_provinces[at];
            self.places_allow(typed, districts, provinces)
        };
        let fitting: Vec<usize> = named.iter().copied().filter(fits).collect();
        let of_kind: Vec<usize> = fitting
            .iter()
            .copied()
            .filter(|&at| {
                typed
                    .kind
                    .is_some_and(|kind| kind.id() == self.dissolved[at].old_kind)
            })
            .collect();
        if of_kind.is_empty() { fitting } else { of_kind }
    }

    fn fitting(&self, named: &[usize], typed: &Typed) -> Vec<usize> {
        let fits = |&at: &usize| {
            let districts = &self.index().living_districts[at];
            let provinces = &self.index().living_provinces[at];
            self.places_allow(typed, districts, provinces)
        };
        named.iter().copied().filter(fits).collect()
    }

    /// Whether no place typed after the name contradicts these districts and provinces. Text in
    /// brackets that names no place or unit is a remark and is ignored.
    fn places_allow(&self, typed: &Typed, districts: &[String], provinces: &[String]) -> bool {
        // «Xã Đăk Ui, xã Đăk Hà» names two communes, although Đắk Hà was a district too.
        let commune = |place: &TypedPlace| place.kind.is_some_and(UnitKind::is_living);
        let after = typed.places.iter().all(|place| {
            !commune(place)
                && self.index().knows(place)
                && self.place_allows(place, districts, provinces)
        });
        let remarks = typed.remarks.iter().all(|remark| {
            let place = typed::place(remark, &self.units);
            if self.index().knows(&place) {
                self.place_allows(&place, districts, provinces)
            } else {
                !self.speaks_of_a_unit(remark)
            }
        });
        after && remarks && !self.completed_by_a_remark(typed)
    }

    /// Whether a remark in brackets completes the name to that of another commune: «Sơn Tây (Hạ)»,
    /// «Trà Bồng (Tây)».
    fn completed_by_a_remark(&self, typed: &Typed) -> bool {
        let names = &self.index().living.folds;
        let name = text::strip(&typed.name);
        typed.remarks.iter().any(|remark| {
            let remark = text::strip(remark);
            let whole = [format!("{name} {remark}"), format!("{remark} {name}")];
            whole.iter().any(|whole| names.contains_key(whole))
        })
    }

    /// Whether a typed place may be one of these districts and provinces. In a register of one
    /// province, any of its former provinces is allowed, because the present one has the name of
    /// one of them. In a register of several, a province must be the unit's own, present or former.
    fn place_allows(&self, place: &TypedPlace, districts: &[String], provinces: &[String]) -> bool {
        let index = self.index();
        let place_name = name::squeezed(&place.name);
        let is_province = index.provinces.contains(&place_name);
        let several = index.present.len() > 1;
        let as_province = if several {
            provinces.contains(&place_name)
        } else {
            is_province
        };
        // A unit without known districts may be in any district, but not in another province.
        let unknown = districts.is_empty() && !(several && is_province);
        let as_district = unknown || districts.contains(&place_name);
        match place.kind {
            Some(UnitKind::Province) => as_province,
            Some(UnitKind::City) if index.cities.contains(&place_name) => {
                as_district || as_province
            }
            Some(_) if index.districts.contains(&place_name) => as_district,
            Some(_) | None => as_district || as_province,
        }
    }

    /// Whether a remark names a unit or mentions a merger, so that it must not be ignored.
    fn speaks_of_a_unit(&self, remark: &str) -> bool {
        let folded = text::strip(remark);
        let words = folded.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        let said = format!(" {} ", words.join(" "));
        let folded = format!(" {folded} ");
        let living = self.index().living.folds.keys();
        let mut names = living
            .chain(self.index().dissolved.folds.keys())
            .filter(|name| name.contains(' '));
        let mut telling = self.units.telling_remarks.iter();
        telling.any(|words| said.contains(words.as_str()))
            || names.any(|name| folded.contains(&format!(" {name} ")))
    }

    fn successors(&self, old: &[usize]) -> Vec<usize> {
        let into = old.iter().filter_map(|&at| self.index().successors[at]);
        into.collect::<BTreeSet<_>>().into_iter().collect()
    }

    fn dissolved(&self, old: &[usize]) -> Named {
        let old_name = old.first().map(|&at| self.dissolved[at].old_name.clone());
        Named::Dissolved {
            old_name: old_name.unwrap_or_default(),
            into: self.successors(old),
        }
    }

    /// The already proposed candidates, followed by the names most similar to any reading, best
    /// first.
    fn nearest(&self, readings: &[Typed], proposed: &[usize]) -> Vec<usize> {
        let squeezed = readings.iter().map(|reading| name::squeezed(&reading.name));
        let typed: Vec<(String, Letters)> = squeezed
            .filter(|name| (2..=LONGEST).contains(&name.len()))
            .map(|name| {
                let letters = Letters::of(&name);
                (name, letters)
            })
            .collect();
        let mut scored: Vec<(f64, usize)> = Vec::new();
        for (position, (own, own_letters)) in self.index().squeezed.iter().enumerate() {
            // Comparing the counts of letters first is cheap, and rules out nearly all names.
            let near = typed.iter().filter(|(typed, letters)| {
                let longest = typed.len().max(own.len());
                alike(letters.apart(own_letters), longest) >= ALIKE
            });
            let scores = near.map(|(typed, _)| strsim::normalized_damerau_levenshtein(typed, own));
            let score = scores.fold(0.0, f64::max);
            if score >= ALIKE && !proposed.contains(&position) {
                scored.push((score, position));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let nearest = scored.into_iter().map(|(_, position)| position);
        proposed
            .iter()
            .copied()
            .chain(nearest)
            .take(CANDIDATES)
            .collect()
    }
}

/// The similarity of two names that differ in `apart` letters, when the longer one has `longest`.
fn alike(apart: usize, longest: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "names have few letters")]
    let (apart, longest) = (apart as f64, longest as f64);
    1.0 - apart / longest
}

fn get<'a>(map: &'a std::collections::HashMap<String, Vec<usize>>, form: &str) -> &'a [usize] {
    map.get(form).map_or(&[], Vec::as_slice)
}

fn one_or_ambiguous(positions: &[usize], found: fn(usize) -> Named) -> Named {
    match positions {
        [one] => found(*one),
        several => Named::Ambiguous(several.to_vec()),
    }
}

fn positions(named: &Named) -> Vec<usize> {
    match named {
        Named::Exact(one) | Named::Alias(one) | Named::Folded(one) => vec![*one],
        Named::Ambiguous(several) => several.clone(),
        Named::Dissolved { into, .. } => into.clone(),
        Named::Unknown { candidates } => candidates.clone(),
    }
}
