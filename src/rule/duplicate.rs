//! The same person in two teams: the same name, and the same phone or mail address.
//!
//! To use little memory with a million people, sorts only hashes of their phones and addresses, and
//! records the owner only of hashes that occur twice.

use std::collections::{BTreeSet, HashMap};
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};

use crate::finding::{Finding, RuleId};
use crate::rule::case::Case;
use crate::rule::team::name_key;
use crate::submission::{Member, Submission};

/// One phone or address of one member: its hash, the submission, the member in it.
type Entry = (u64, usize, usize);

/// Reports every person who is also in the team of a commune earlier in the register.
pub(crate) fn check(case: &Case<'_>) -> Vec<Finding> {
    let submissions = &case.snapshot.reading.submissions;
    let repeated = repeated(submissions);
    let mut entries: Vec<Entry> = Vec::new();
    for (team, submission) in submissions.iter().enumerate() {
        for (place, member) in submission.members.iter().enumerate() {
            let hashes = ways(member).map(hash);
            let met_again = hashes.filter(|hash| repeated.contains(hash));
            entries.extend(met_again.map(|hash| (hash, team, place)));
        }
    }
    entries.sort_unstable();

    let mut said: BTreeSet<(usize, String)> = BTreeSet::new();
    let mut findings = Vec::new();
    for group in entries.chunk_by(|one, other| one.0 == other.0) {
        let one_team = group.iter().all(|entry| entry.1 == group[0].1);
        if one_team {
            continue;
        }
        let mut first_team: HashMap<(String, &str), usize> = HashMap::new();
        for (hashed, team, place) in group {
            let member = &submissions[*team].members[*place];
            let Some(name) = name_key(member) else {
                continue;
            };
            for way in ways(member).filter(|way| hash(way) == *hashed) {
                let first = *first_team.entry((name.clone(), way)).or_insert(*team);
                if first != *team && said.insert((*team, name.clone())) {
                    findings.extend(finding(case, *team, first, member));
                }
            }
        }
    }
    findings
}

/// Returns the hashes that occur more than once.
fn repeated(submissions: &[Submission]) -> FxHashSet<u64> {
    let members = || submissions.iter().flat_map(|one| one.members.iter());
    let mut hashes = Vec::with_capacity(members().flat_map(ways).count());
    hashes.extend(members().flat_map(ways).map(hash));
    hashes.sort_unstable();
    hashes
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect()
}

fn finding(case: &Case<'_>, team: usize, first: usize, member: &Member) -> Option<Finding> {
    let submissions = &case.snapshot.reading.submissions;
    let register = &case.ruling.register;
    let commune = register.commune(&submissions[team].commune)?;
    let other = register.commune(&submissions[first].commune)?;
    Some(
        case.finding(RuleId::MemberDuplicate, commune)
            .at(&member.cell)
            .value(&*member.name)
            .with("other", other.title()),
    )
}

/// Returns phones and addresses that belong to one person. A number of fewer than 9 digits is a
/// hotline, such as `1022`.
fn ways(member: &Member) -> impl Iterator<Item = &str> {
    let ways = member.channels.all();
    ways.filter(|way| way.len() >= 9 || way.contains('@'))
}

fn hash(way: &str) -> u64 {
    let mut hasher = FxHasher::default();
    way.hash(&mut hasher);
    hasher.finish()
}
