//! Parts of the generator: the communes, the campaign invented over them, its workbook.

pub(crate) mod campaign;
pub(crate) mod communes;
pub(crate) mod people;
pub(crate) mod spelling;
pub(crate) mod workbook;
