//! Pages of terms and conditions, for statements that are too long. The wording is our own and binds nobody.

use super::page::{Page, wrapped};
use super::win_ansi;
use crate::document::pdf::layouts::{Align, Face, Layout, Style};

const TITLE: Style = Style::new(Face::SansBold, 10.0);
const TEXT: Style = Style::new(Face::Sans, 8.0);
const LEFT: f64 = 48.0;

const CLAUSES: [&str; 12] = [
    "The customer keeps the account for purposes the law allows and tells the branch in writing when name, address or \
     signature change. Until the branch has noted such a change, letters to the old address count as received.",
    "Interest is worked out on what stands in the account at the end of each day and is added at the end of each quarter. Part \
     of a rupee is rounded to the nearest paisa, halves upwards.",
    "A cheque that is handed in is collected on behalf of the customer. The bank may hold back the money until the other bank \
     has paid, and may take it back when the cheque returns unpaid for whatever reason.",
    "Instructions given with the right password count as given by the customer. Whoever suspects that a password has become \
     known to someone else tells the bank at once, by telephone first and in writing afterwards.",
    "Standing instructions are carried out only while the account holds enough. The bank may try again on the following \
     working day but need not do so, and charges for a failed attempt as the list of charges says.",
    "A nominee receives what the account holds when the holder has died. Nomination does not change who inherits; it says \
     only to whom the bank may pay with good discharge.",
    "Charges and the average balance to be kept are listed on the notice board of every branch. A change is announced one \
     month before it takes effect, by letter, by message or on the notice board.",
    "Entries are presumed right when the customer has not objected within the time the regulations allow. An entry made by \
     mistake may be reversed by the bank, which then says so and gives the reason.",
    "An account in which the customer moves nothing for two years becomes dormant. It is woken up by a visit to the branch \
     with a proof of identity, free of charge, and earns interest all the while.",
    "The card stays the property of the bank. The customer keeps it apart from its number code, signs it on receipt, and \
     hands it back cut in two when the account is closed.",
    "Disputes go to the branch manager, then to the nodal officer of the region, and from there to the ombudsman. Courts at \
     the place of the branch are competent for everything else.",
    "The bank may assign its claims, and may share with credit bureaus what the law requires. It does not sell the data of \
     its customers, and it tells them on request what it has stored.",
];

/// So many pages of clauses, each starting at another one.
pub(super) fn draw(layout: &Layout, count: usize, last_row: usize) -> Vec<Page> {
    let room = layout.width - 2.0 * LEFT;
    let clauses: Vec<Vec<Vec<u8>>> = CLAUSES
        .iter()
        .map(|clause| wrapped(&win_ansi::encode_lossy(clause), TEXT, room - 20.0))
        .collect();
    (0..count)
        .map(|index| {
            let mut page = Page {
                rows: last_row..last_row,
                ..Page::default()
            };
            page.words(
                (LEFT, 60.0),
                Align::Left,
                room,
                TITLE,
                "Terms and conditions (continued)",
            );
            let mut y = 84.0;
            for clause in clauses.iter().cycle().skip(index % CLAUSES.len()).take(CLAUSES.len()) {
                for line in clause {
                    page.codes((LEFT + 20.0, y), Align::Left, room, TEXT, line.clone());
                    y += 11.0;
                }
                y += 8.0;
            }
            page
        })
        .collect()
}
