//! The same person in two teams: the same name, and the same phone or mail address.
//!
//! A million people are compared by sorting the hashes of their phones and addresses; names are
//! looked at only where those meet, so that little is held in memory.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::finding::{Finding, RuleId};
use crate::rule::case::Case;
use crate::rule::team::name_key;
use crate::submission::Member;

/// One phone or address of one member: its hash, the submission, the member in it.
type Entry = (u64, usize, usize);

/// A finding for everybody who stands in the team of an earlier commune of the register too.
pub(crate) fn check(case: &Case<'_>) -> Vec<Finding> {
    let submissions = &case.snapshot.reading.submissions;
    let mut entries: Vec<Entry> = Vec::new();
    for (team, submission) in submissions.iter().enumerate() {
        for (place, member) in submission.members.iter().enumerate() {
            entries.extend(ways(member).map(|way| (hash(way), team, place)));
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

/// Phones and addresses that are one person's; a short number such as `1022` is a hotline.
fn ways(member: &Member) -> impl Iterator<Item = &str> {
    let channels = &member.channels;
    let phones = channels.phones().filter(|phone| phone.len() >= 9);
    phones.chain(channels.emails())
}

fn hash(way: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    way.hash(&mut hasher);
    hasher.finish()
}
