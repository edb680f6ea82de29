//! Finds the office of a title: the entry of the vocabulary that fits its head, bodies and markers.
//!
//! Reads no words.

use super::title::Title;
use super::vocabulary::{Office, Positions};
use crate::submission::{Held, Manner};

/// Makes a chair uncertain who is also the deputy of the same body: «Chủ tịch/Phó Chủ tịch UBND xã».
pub(super) fn doubt_chairs_who_are_deputies(titles: &mut [Title], positions: &Positions) {
    let governs = |title: &Title, deputy: bool| {
        let head = title.head.map(|head| positions.head(head));
        head.is_some_and(|head| head.governs && head.deputy == deputy)
            && title.manner.is_none()
            && title.markers.is_empty()
            && title.signed.is_none()
    };
    let deputies = titles.iter().filter(|title| governs(title, true));
    let deputies: Vec<Title> = deputies.cloned().collect();
    for chair in titles.iter_mut().filter(|title| governs(title, false)) {
        let of_place = chair.bodies.iter().any(|body| positions.body(*body).place);
        chair.unclear |= deputies.iter().any(|deputy| {
            let unstated = deputy.bodies.is_empty() && !deputy.spoken && of_place;
            unstated || !chair.bodies.is_empty() && deputy.bodies == chair.bodies
        });
    }
}

impl Title {
    /// The offices of this title: at most one, and those of bodies beside it or overseen by it.
    pub(super) fn offices(self, positions: &Positions) -> Vec<Held> {
        let mut title = self;
        let mut overseen = std::mem::take(&mut title.overseen);
        let beside = std::mem::take(&mut title.beside);
        if let Some(signed) = title.signed {
            title.sign(signed, positions);
        }
        let deputy = title.head.is_some_and(|head| positions.head(head).deputy);
        if title.in_charge && deputy {
            let same = overseen.iter().all(|body| title.bodies.contains(body));
            let mut whole = title.clone();
            whole.bodies.extend(&overseen);
            let more = whole.bodies.len() > title.bodies.len();
            let named =
                title.bodies.is_empty() && more && whole.id(positions) != title.id(positions);
            if named || same && !title.field {
                title = whole;
                title.manner.get_or_insert(Manner::InCharge);
                overseen.clear();
            }
        }
        let mut held: Vec<Held> = title.held(positions).into_iter().collect();
        for body in beside.iter().filter(|body| positions.body(**body).place) {
            let mut other = title.clone();
            other.bodies = vec![*body];
            other.unclear = true;
            held.extend(other.held(positions));
        }
        let overseer = overseen
            .iter()
            .find_map(|body| positions.overseer(&positions.body(*body).id));
        held.extend(overseer.map(|office| Held {
            office: office.into(),
            manner: Manner::Full,
            unit: None,
            certain: false,
        }));
        held
    }

    /// «KT. CHỦ TỊCH, PHÓ CHỦ TỊCH»: who signs for the chair is a deputy chair of the People's
    /// Committee, even if the body is not named.
    fn sign(&mut self, signed: usize, positions: &Positions) {
        let chair = positions.head(signed).id == "chairman";
        let deputy = self
            .head
            .map(|head| positions.head(head).id == "vice-chairman");
        if chair && deputy != Some(false) && self.bodies.is_empty() {
            self.spoken = true;
        }
    }

    fn held(&self, positions: &Positions) -> Option<Held> {
        let office = self.office(positions)?;
        Some(Held {
            office: office.id.clone(),
            manner: self.manner.unwrap_or(Manner::Full),
            unit: self.unit.clone(),
            certain: office.certain && !self.unclear,
        })
    }

    /// The id of its office; `None` if no entry of the vocabulary fits.
    pub(super) fn id<'p>(&self, positions: &'p Positions) -> Option<&'p str> {
        self.office(positions).map(|office| office.id.as_str())
    }

    fn office<'p>(&self, positions: &'p Positions) -> Option<&'p Office> {
        let has = |id: &String| {
            let mut bodies = self.bodies.iter();
            bodies.any(|body| positions.body(*body).id == *id)
        };
        let any_body = |list: &[String]| list.is_empty() || list.iter().any(has);
        let office = positions.offices_of(self.head).find(|office| {
            any_body(&office.body)
                && any_body(&office.also)
                && (office.marker.is_empty()
                    || office.marker.iter().any(|id| self.markers.contains(id)))
                && office
                    .manner
                    .is_none_or(|manner| self.manner == Some(manner))
                && (!office.unit || self.spoken)
        })?;
        (!office.none).then_some(office)
    }
}
