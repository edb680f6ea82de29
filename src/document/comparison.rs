//! Several campaigns compared: what is known of each, what is not, and their total.
//!
//! Values and the sentences about them. An unknown figure has no number here, so that no document
//! can print a zero for it; the counts are those of `rule::progress`.

use std::sync::Arc;

use crate::clock::{Date, Timestamp, Zone, written};
use crate::document::Letterhead;
use crate::document::words;
use crate::rule::{Progress, Words, progress};

/// The most campaigns with the same rate that are named.
const MOST: usize = 5;

/// A comparison of campaigns.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// In the configuration's order.
    pub campaigns: Vec<Compared>,
    /// The time of knowledge, if the comparison is limited to what was known then.
    pub known_at: Option<Timestamp>,
    /// The day on which the comparison is made.
    pub today: Date,
    pub zone: Zone,
}

/// One of the compared campaigns.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its name in the configuration.
    pub campaign: String,
    pub title: String,
    /// The province, or another name that distinguishes it.
    pub place: String,
    pub letterhead: Letterhead,
    /// Its latest good pull, judged; `None` if nothing is stored.
    pub known: Option<Known>,
    /// What readers of its figures must know.
    pub remarks: Vec<Remark>,
}

/// The known figures of a campaign.
#[derive(Clone, Debug)]
pub struct Known {
    pub as_of: Date,
    pub deadline: Date,
    pub deadline_inclusive: bool,
    /// Its terms, as its documents print them.
    pub words: Arc<Words>,
    /// `None` if no source contains submissions.
    pub progress: Option<Progress>,
    /// When a pull last showed these data.
    pub seen_at: Timestamp,
    /// Whether the data are older than the campaign allows.
    pub is_stale: bool,
    /// Id of the snapshot that the figures are based on.
    pub snapshot: String,
}

/// Something that readers of a campaign's figures must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Nothing is stored.
    NothingStored,
    /// No source contains submissions.
    NoSubmissions,
    /// The data are older than the campaign allows: since when.
    Stale(Timestamp),
    /// A pull is quarantined until a person decides.
    Held,
    /// Runs have been failing since then.
    Failing(Timestamp),
    /// The figures are for a day after the data end.
    Beyond(Date),
    /// The stored data cannot be judged, with the reason.
    Unreadable(String),
}

impl Remark {
    /// Returns the remark as it is printed.
    pub fn words(&self, zone: Zone) -> String {
        match self {
            Self::NothingStored => words::UNKNOWN.to_owned(),
            Self::NoSubmissions => words::NO_SOURCE.to_owned(),
            Self::Stale(since) => {
                format!(
                    "số liệu chưa được cập nhật kể từ {}",
                    words::moment(*since, zone)
                )
            }
            Self::Held => "có bản số liệu tạm giữ, chờ xác nhận".to_owned(),
            Self::Failing(since) => {
                format!(
                    "không lấy được số liệu kể từ {}",
                    words::moment(*since, zone)
                )
            }
            Self::Beyond(day) => format!("số liệu mới có đến ngày {}", written(*day)),
            Self::Unreadable(why) => format!("không tính lại được từ số liệu đã lưu: {why}"),
        }
    }
}

impl Compared {
    /// Returns the counts, if they are known.
    pub fn progress(&self) -> Option<&Progress> {
        self.known.as_ref()?.progress.as_ref()
    }

    /// Returns the remarks for the campaign's row, as one text.
    pub fn note(&self, zone: Zone) -> String {
        let remarks: Vec<String> = self.remarks.iter().map(|one| one.words(zone)).collect();
        words::capitalised(&remarks.join("; "))
    }
}

impl Comparison {
    /// Returns the total of all known counts; `None` if none are known.
    pub fn total(&self) -> Option<Progress> {
        progress::together(self.campaigns.iter().filter_map(Compared::progress))
    }

    /// Returns how many campaigns have known counts.
    pub fn known(&self) -> usize {
        self.campaigns.iter().filter_map(Compared::progress).count()
    }

    /// Returns a campaign's name among the others: its place, its title, or both.
    pub fn label(&self, one: &Compared) -> String {
        let mut others = self.campaigns.iter();
        if others.clone().all(|other| other.title == one.title) {
            one.place.clone()
        } else if others.all(|other| other.place == one.place) {
            one.title.clone()
        } else {
            format!("{}: {}", one.place, one.title)
        }
    }

    /// Returns the rank by share of issued communes, 1 the best; equal shares have equal ranks.
    /// Compares fractions, so that rounding makes no ties.
    pub fn rank(&self, one: &Compared) -> Option<u32> {
        let own = one.progress().filter(|own| own.communes > 0)?;
        let better = |other: &&Progress| {
            u64::from(other.issued) * u64::from(own.communes)
                > u64::from(own.issued) * u64::from(other.communes)
        };
        let all = self.campaigns.iter().filter_map(Compared::progress);
        let before = all.filter(better).count();
        u32::try_from(before + 1).ok()
    }

    /// Returns the earliest and the latest day for which there are figures.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = self.campaigns.iter().filter_map(|one| one.known.as_ref());
        let days = days.map(|known| known.as_of);
        Some((days.clone().min()?, days.max()?))
    }

    /// Returns the time of the comparison: that of its latest data, so that the
    /// same data give the same bytes.
    pub fn made(&self) -> Timestamp {
        let known = self.campaigns.iter().filter_map(|one| one.known.as_ref());
        known.map(|known| known.seen_at).max().unwrap_or_default()
    }

    /// Returns «Số liệu tính đến ngày 15/8/2025», or the first and last day
    /// if the campaigns' days differ.
    pub fn counted_to(&self) -> String {
        match self.days() {
            None => format!("Số liệu: {}", words::UNKNOWN),
            Some((first, last)) if first == last => {
                format!("Số liệu tính đến ngày {}", written(first))
            }
            Some((first, last)) => format!(
                "Số liệu tính đến ngày của từng đợt, từ {} đến {}",
                written(first),
                written(last)
            ),
        }
    }

    /// Returns the comparison in sentences, without their full stops.
    pub fn sentences(&self) -> Vec<String> {
        let mut lines = vec![self.headline()];
        let absent = self.campaigns.iter().filter(|one| one.progress().is_none());
        let absent: Vec<String> = absent.map(|one| self.label(one)).collect();
        if !absent.is_empty() {
            lines.push(format!(
                "Có số liệu {}/{} đợt theo dõi; {}: {} (không cộng vào số liệu chung)",
                words::count(size(self.known())),
                words::count(size(self.campaigns.len())),
                words::UNKNOWN,
                absent.join("; ")
            ));
        }
        let old = |one: &&Compared| one.known.as_ref().is_some_and(|known| known.is_stale);
        let old: Vec<String> = self
            .campaigns
            .iter()
            .filter(old)
            .map(|one| self.label(one))
            .collect();
        if !old.is_empty() {
            lines.push(format!("Số liệu đã cũ, cần cập nhật: {}", old.join("; ")));
        }
        lines.extend(self.extremes());
        lines
    }

    fn headline(&self) -> String {
        let own = self.words();
        let Some(total) = self.total() else {
            return format!("Các đợt theo dõi: {}", words::NO_SOURCE);
        };
        format!(
            "{}: {}/{} {} {} ({}); còn {}",
            self.counted_to(),
            words::count(total.issued),
            words::count(total.communes),
            own.units,
            words::lower(&own.issued),
            words::share(total.issued, total.communes),
            words::count(total.communes - total.issued),
        )
    }

    /// Names the best and the last campaigns, if their rates differ.
    fn extremes(&self) -> Option<String> {
        let mut ranked: Vec<(u32, &Compared)> = self
            .campaigns
            .iter()
            .filter_map(|one| Some((self.rank(one)?, one)))
            .collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        let (best, last) = (ranked.first()?.0, ranked.last()?.0);
        if best == last {
            return None;
        }
        let named = |wanted: u32| {
            let all = ranked.iter().filter(|(rank, _)| *rank == wanted);
            let all = all.filter_map(|(_, one)| {
                let progress = one.progress()?;
                let share = words::share(progress.issued, progress.communes);
                Some(format!("{} ({share})", self.label(one)))
            });
            words::names(&all.collect::<Vec<_>>(), MOST)
        };
        Some(format!(
            "Tỷ lệ cao nhất: {}; thấp nhất: {}",
            named(best),
            named(last)
        ))
    }

    /// Returns the campaigns' terms if all have the same, else neutral ones.
    pub fn words(&self) -> Words {
        let mut known = self.campaigns.iter().filter_map(|one| one.known.as_ref());
        let Some(first) = known.next() else {
            return Words::clone(&Words::shipped());
        };
        if known.all(|other| other.words == first.words) {
            return Words::clone(&first.words);
        }
        let plain = str::to_owned;
        Words {
            units: plain("đơn vị"),
            issued: plain("Đã hoàn thành"),
            incomplete: plain("Chưa đủ căn cứ xác nhận"),
            not_issued: plain("Chưa hoàn thành"),
            not_reported: plain("Chưa báo cáo"),
            on_time: plain("Đúng hạn"),
            late: plain("Sau hạn"),
            overdue: plain("Quá hạn, chưa hoàn thành"),
            not_due: plain("Chưa đến hạn"),
            ..Words::default()
        }
    }

    /// Returns what the letterheads of all campaigns have in common; what differs stays blank.
    pub fn letterhead(&self) -> Letterhead {
        let mut common = Letterhead::default();
        let Some(first) = self.campaigns.first() else {
            return common;
        };
        let first = &first.letterhead;
        let all = |same: &dyn Fn(&Letterhead) -> bool| {
            self.campaigns.iter().all(|one| same(&one.letterhead))
        };
        let text = |field: fn(&Letterhead) -> &String| {
            let own = field(first);
            all(&|other| field(other) == own).then(|| own.clone())
        };
        let lines = |field: fn(&Letterhead) -> &Vec<String>| {
            let own = field(first);
            all(&|other| field(other) == own).then(|| own.clone())
        };
        common.parent_agency = text(|one| &one.parent_agency).unwrap_or_default();
        common.agency = text(|one| &one.agency).unwrap_or_default();
        common.agency_name = text(|one| &one.agency_name).unwrap_or_default();
        common.place = text(|one| &one.place).unwrap_or_default();
        common.number_suffix = text(|one| &one.number_suffix).unwrap_or_default();
        common.signer_name = text(|one| &one.signer_name).unwrap_or_default();
        common.signer_title = lines(|one| &one.signer_title).unwrap_or_default();
        common.recipients = lines(|one| &one.recipients).unwrap_or_default();
        common.short_name = text(|one| &one.short_name).unwrap_or_else(|| "DotTheoDoi".to_owned());
        common.subject = self.subject();
        common
    }

    /// Returns «Tiến độ thành lập … tại các tỉnh, thành phố», or a neutral
    /// one if their subjects differ.
    fn subject(&self) -> String {
        let subject = |one: &Compared| match one.letterhead.subject.as_str() {
            "" => one.title.clone(),
            subject => subject.to_owned(),
        };
        let mut all = self.campaigns.iter();
        let first = all.next().map(subject).unwrap_or_default();
        let alike = all.all(|one| subject(one) == first);
        let places = self.campaigns.iter().map(|one| &one.place);
        let places: std::collections::BTreeSet<&String> = places.collect();
        match (alike, places.len() > 1) {
            (true, true) => format!("{first} tại các tỉnh, thành phố"),
            (true, false) => first,
            (false, _) => "Tiến độ các đợt theo dõi".to_owned(),
        }
    }
}

fn size(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
