//! Several campaigns side by side: what is known of each, what is not, and all of them together.
//!
//! Values and the sentences about them. What is not known has no number here, so that no paper can
//! print a zero for it; the counts are those of `rule::progress`.

use std::sync::Arc;

use crate::clock::{Date, Timestamp, Zone, written};
use crate::document::Letterhead;
use crate::document::words;
use crate::rule::{Progress, Words, progress};

/// As many campaigns of one rate are named.
const MOST: usize = 5;

/// Campaigns compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// In the configuration's order.
    pub campaigns: Vec<Compared>,
    /// By what was known then.
    pub known_at: Option<Timestamp>,
    /// The day that the comparison is made on.
    pub today: Date,
    pub zone: Zone,
}

/// One of the campaigns.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Its name in the configuration.
    pub campaign: String,
    pub title: String,
    /// The province, or whatever else tells it apart.
    pub place: String,
    pub letterhead: Letterhead,
    /// Its latest good pull, judged; `None` where nothing is stored.
    pub known: Option<Known>,
    /// What a reader of its figures must know.
    pub remarks: Vec<Remark>,
}

/// What is known of a campaign.
#[derive(Clone, Debug)]
pub struct Known {
    pub as_of: Date,
    pub deadline: Date,
    pub deadline_inclusive: bool,
    /// What its papers call things.
    pub words: Arc<Words>,
    /// `None` where no source holds submissions.
    pub progress: Option<Progress>,
    /// When the data were last seen to be so.
    pub seen_at: Timestamp,
    /// The data are older than the campaign allows.
    pub is_stale: bool,
    /// Id of the snapshot that it rests on.
    pub snapshot: String,
}

/// What a reader of a campaign's figures must know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Nothing is stored.
    NothingStored,
    /// No source holds submissions.
    NoSubmissions,
    /// Older than the campaign allows.
    Stale(Timestamp),
    /// A pull waits for a person's decision.
    Held,
    /// Runs fail since then.
    Failing(Timestamp),
    /// The figures are of a day that the data do not reach.
    Beyond(Date),
    /// What is stored cannot be judged, and why.
    Unreadable(String),
}

impl Remark {
    /// As it is printed.
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
    /// Its counts, where they are known.
    pub fn progress(&self) -> Option<&Progress> {
        self.known.as_ref()?.progress.as_ref()
    }

    /// What stands in its row beside the figures.
    pub fn note(&self, zone: Zone) -> String {
        let remarks: Vec<String> = self.remarks.iter().map(|one| one.words(zone)).collect();
        words::capitalised(&remarks.join("; "))
    }
}

impl Comparison {
    /// Everything that is known, counted together; `None` where nothing is.
    pub fn total(&self) -> Option<Progress> {
        progress::together(self.campaigns.iter().filter_map(Compared::progress))
    }

    /// Campaigns whose counts are known.
    pub fn known(&self) -> usize {
        self.campaigns.iter().filter_map(Compared::progress).count()
    }

    /// What a campaign is called beside the others: its place, its title, or both.
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

    /// Its place by the share that has issued, 1 the best; alike ones share a place. Compared as
    /// fractions, so that rounding makes no ties.
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

    /// The first and the last day that figures are of.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = self.campaigns.iter().filter_map(|one| one.known.as_ref());
        let days = days.map(|known| known.as_of);
        Some((days.clone().min()?, days.max()?))
    }

    /// The moment that it is of: that of its latest data, so that the same data give the same bytes.
    pub fn made(&self) -> Timestamp {
        let known = self.campaigns.iter().filter_map(|one| one.known.as_ref());
        known.map(|known| known.seen_at).max().unwrap_or_default()
    }

    /// «Số liệu tính đến ngày 15/8/2025», or the days between which the campaigns' days lie.
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

    /// What the comparison says in sentences, without their full stops.
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

    /// The best and the last, where they differ.
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

    /// What the campaigns call things, where all of them do; else plain words.
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

    /// The letterhead that all campaigns have in common; what differs stays blank.
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

    /// «Tiến độ thành lập … tại các tỉnh, thành phố», or of whatever campaigns they are.
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
