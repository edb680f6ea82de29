//! The groups in which communes are counted: by kind or by area.
//!
//! Knows which group a commune is in; the counts are made in `progress`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::register::Commune;
use crate::rule::{Group, Standing};

/// A property by which communes are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Grouping {
    /// Xã, phường, đặc khu.
    Kind,
    /// The province before 2025-07-01.
    FormerProvince,
    /// The district before 2025-07-01.
    FormerDistrict,
    /// The province, in a register of several.
    Province,
}

impl Grouping {
    /// The groupings of a campaign that sets none.
    pub const USUAL: [Self; 2] = [Self::Kind, Self::FormerProvince];
    /// The groupings by area, the largest first.
    pub const AREAS: [Self; 3] = [Self::Province, Self::FormerProvince, Self::FormerDistrict];

    /// Returns the groupings of these groups, in their order.
    pub(crate) fn of(groups: &[Group]) -> Vec<Self> {
        let all = [&[Self::Kind], &Self::AREAS[..]].concat();
        let mut by: Vec<Self> = Vec::new();
        for group in groups {
            let found = all.iter().find(|one| one.id() == group.by);
            by.extend(found.filter(|one| !by.contains(one)));
        }
        by
    }

    /// Returns its id in configuration and JSON.
    pub fn id(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::FormerProvince => "former_province",
            Self::FormerDistrict => "former_district",
            Self::Province => "province",
        }
    }

    /// Returns the name of the commune's group. Land of two districts is a group of its own, so
    /// that no commune is counted twice.
    pub fn name(self, commune: &Commune) -> &str {
        match self {
            Self::Kind => commune.kind.id(),
            Self::FormerProvince => &commune.former_province,
            Self::FormerDistrict => &commune.former_district,
            Self::Province => &commune.province,
        }
    }

    /// Returns the names of the groups: kinds in their own order, areas in the register's.
    pub(crate) fn names<'a>(self, communes: impl Iterator<Item = &'a Commune>) -> Vec<&'a str> {
        let mut communes: Vec<&Commune> = communes.collect();
        if self == Self::Kind {
            communes.sort_by_key(|commune| commune.kind);
        }
        let mut names = Vec::new();
        for commune in communes {
            let name = self.name(commune);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// The communes of one group.
pub(crate) struct Part<'a> {
    pub(crate) by: Grouping,
    pub(crate) name: &'a str,
    all: &'a [Standing],
}

impl<'a> Part<'a> {
    /// Returns its communes, in the register's order.
    pub(crate) fn communes(&self) -> impl Iterator<Item = &'a Standing> {
        let (by, name) = (self.by, self.name);
        self.all
            .iter()
            .filter(move |standing| by.name(&standing.commune) == name)
    }
}

/// Returns every group of the communes, in the order that the campaign asks for.
pub(crate) fn parts<'a>(
    all: &'a [Standing],
    groupings: &[Grouping],
) -> impl Iterator<Item = Part<'a>> {
    groupings.iter().flat_map(move |by| {
        let communes = all.iter().map(|standing| &standing.commune);
        let names = by.names(communes).into_iter();
        names.map(move |name| Part { by: *by, name, all })
    })
}
