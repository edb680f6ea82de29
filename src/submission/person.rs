//! tmp
use crate::submission::Role;
use crate::submission::position::Positions;
pub enum People {
    Nobody,
    Named(Vec<Person>),
    NotNamed(String),
}
#[derive(Clone)]
pub struct Person {
    pub name: String,
    pub position: Option<String>,
    pub role: Option<Role>,
    pub phones: Vec<String>,
}
pub fn read(cell: &str, _p: &Positions) -> People {
    if cell.is_empty() {
        People::Nobody
    } else {
        People::Named(vec![Person {
            name: crate::text::one_line(cell),
            position: None,
            role: None,
            phones: vec![],
        }])
    }
}
pub fn items(cell: &str) -> Vec<String> {
    cell.split('\n').map(|s| s.trim().to_owned()).collect()
}
