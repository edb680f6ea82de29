//! The words that an installation adds to its vocabulary are understood.

use std::sync::Arc;

use super::*;
use crate::register::UnitWords;
use crate::submission::Manner;
use crate::submission::position::Positions;
use crate::submission::row_words::RowWords;
use crate::submission::vocabulary::Headers;

/// A vocabulary that says only what one file of an installation changes, by the file's name.
fn with(file: &str, words: &str) -> (Vocabulary, Arc<UnitWords>) {
    let mut vocabulary = Vocabulary::shipped();
    let mut units = UnitWords::shipped();
    match file {
        "headers" => vocabulary.headers = Headers::from_toml(words).unwrap(),
        "positions" => vocabulary.positions = Positions::from_toml(words).unwrap(),
        "rows" => vocabulary.rows = RowWords::from_toml(words).unwrap(),
        "units" => units = UnitWords::from_toml(words).unwrap(),
        other => panic!("no file {other}"),
    }
    (vocabulary, units)
}

/// What a sheet says with these words: the decision and the people of its only commune.
fn said(sheet: &str, (vocabulary, units): &(Vocabulary, Arc<UnitWords>)) -> String {
    let limits = Limits::default();
    let table = workbook::read(sheet.as_bytes(), "bang.csv", &limits).unwrap();
    let settings = SourceSettings::default();
    let register = Register::shipped().with_units(Arc::clone(units));
    let reading = collect::collect(&[(&settings, &table)], &register, vocabulary);
    let [submission] = reading.submissions.as_slice() else {
        return "no commune".to_owned();
    };
    let decisions = submission.decisions.iter();
    let decisions = decisions.map(|decision| match (&decision.number, &decision.date) {
        (Number::OtherDocument { number }, _) => format!("{number} is none"),
        (number, date) => {
            let number = match number {
                Number::Named { number, .. } => number.clone(),
                Number::Unreadable(_) => "?".to_owned(),
                other => format!("{other:?}"),
            };
            match date {
                DateClaim::Day(day) => format!("{number} of {day}"),
                _ => number,
            }
        }
    });
    let people = submission.members.iter().map(|member| {
        let mut parts = vec![member.name.to_string(), format!("{:?}", member.role)];
        for held in &member.position.held {
            parts.push(held.office.to_string());
            parts.extend((held.manner != Manner::Full).then(|| format!("{:?}", held.manner)));
        }
        let channels: Vec<&str> = member.channels.all().collect();
        parts.push(channels.join("+"));
        parts.join(" ").trim_end().to_owned()
    });
    let all: Vec<String> = decisions.chain(people).collect();
    all.join("; ")
}

/// Each word, and what a sheet with it says without and with it.
#[test]
fn an_installation_adds_words_of_its_own() {
    for (file, words, sheet, before, after) in [
        (
            "positions",
            "[reach]\nextensions = [\"line\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An,Trưởng thôn,0255 3822 111 line 102\n",
            "Lê Văn An Member village-head 02553822111+102",
            "Lê Văn An Member village-head 02553822111",
        ),
        (
            "positions",
            "[reach]\nphone-labels = [\"a-lô\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An a-lô 0912345678,Trưởng thôn,\n",
            "",
            "Lê Văn An Member village-head 0912345678",
        ),
        (
            "positions",
            "[either]\ntx = [\"trưởng phòng\", \"thị xã\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An,TX Văn hóa - Xã hội,\n",
            "Lê Văn An Member staff-culture-society",
            "Lê Văn An Member head-culture-society",
        ),
        (
            "positions",
            "[words]\ngeneral = [\"hết\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An,Phó Chủ tịch UBND xã phụ trách hết,\n",
            "Lê Văn An Member vice-chairman-pc",
            "Lê Văn An Member vice-chairman-pc InCharge",
        ),
        (
            "positions",
            "[words]\njoin = [\"cùng giữ\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An,Chủ tịch UBND xã cùng giữ Tổ trưởng,\n",
            "Lê Văn An Member chairman-pc",
            "Lê Văn An Leader chairman-pc",
        ),
        (
            "positions",
            "[names]\njoints = [\"cùng\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Lê Văn An cùng Trần Thị Bình,,\n",
            "",
            "Lê Văn An Member; Trần Thị Bình Member",
        ),
        (
            "positions",
            "[names]\nrole-like = [\"tố\"]",
            "Tên xã,Họ và tên,Chức vụ,Điện thoại\nXã Ba Tơ,Tố Trưởng,,\n",
            "",
            "Tố Trưởng Member",
        ),
        (
            "headers",
            "[around]\nnumbers = [\"mã\"]\ndays = [\"hôm\"]",
            "Tên xã,Quyết định,\n,Mã,Hôm\nXã Ba Tơ,15/QĐ-UBND,28/7/2025\n",
            "15/QĐ-UBND",
            "15/QĐ-UBND of 2025-07-28",
        ),
        (
            "headers",
            "[around]\nbefore_role = [\"quý\"]",
            "Tên xã,Số QĐ,Quý thành viên (gồm)\nXã Ba Tơ,15/QĐ-UBND,Lê Văn An\n",
            "15/QĐ-UBND",
            "15/QĐ-UBND; Lê Văn An Member",
        ),
        (
            "headers",
            "[about]\nteam_nouns = [\"tổ\", \"đội\"]",
            "Tên xã,QĐ thành lập Đội CNS,Ngày\nXã Ba Tơ,15/QĐ-UBND,28/7/2025\n",
            "",
            "15/QĐ-UBND of 2025-07-28",
        ),
        (
            "headers",
            "[about]\nsigned_by = [\"của\", \"do\"]",
            "Tên xã,Số QĐ,Ngày\nXã Ba Tơ,15/QĐ-UBND do Đảng ủy xã,28/7/2025\n",
            "15/QĐ-UBND of 2025-07-28",
            "15/QĐ-UBND do Đảng ủy xã is none",
        ),
        (
            "rows",
            "[decision.symbol]\ncommittees = [\"UB\", \"CT\", \"HCX\"]",
            "Tên xã,Số QĐ,Ngày\nXã Ba Tơ,15/QĐ-HCX,28/7/2025\n",
            "15/QĐ-HCX is none",
            "15/QĐ-HCX of 2025-07-28",
        ),
        (
            "rows",
            "[decision]\nnot-so = [\"đâu có\"]",
            "Tên xã,Chưa ban hành,Đã ban hành\nXã Ba Tơ,Đâu có,x\n",
            "NotYet",
            "Claimed",
        ),
        (
            "rows",
            "[decision]\nnamed = [\"quyết nghị\"]",
            "Họ và tên,Chức vụ\nXã Ba Tơ,Quyết nghị ngày 28/7/2025\nLê Văn An,Trưởng thôn\n",
            "no commune",
            "? of 2025-07-28; Lê Văn An Member village-head",
        ),
        (
            "units",
            "[kinds.xa]\nwords = [\"xã\", \"hương\"]",
            "Tên xã,Số QĐ,Ngày\nHương Ba Tơ,15/QĐ-UBND,28/7/2025\n",
            "no commune",
            "15/QĐ-UBND of 2025-07-28",
        ),
        (
            "units",
            "former = [\"hồi trước\"]\npresent = [\"bây giờ\"]",
            "Tên xã,Số QĐ,Ngày\nXã Ba Tơ bây giờ,15/QĐ-UBND,28/7/2025\n",
            "no commune",
            "15/QĐ-UBND of 2025-07-28",
        ),
    ] {
        let shipped = said(sheet, &with("rows", ""));
        let own = said(sheet, &with(file, words));
        assert_eq!((&*shipped, &*own), (before, after), "{words}");
    }
}
