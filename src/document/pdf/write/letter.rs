//! A letter of the bank: text, its name, the holder, and no table.

use super::page::{Page, wrapped};
use super::win_ansi;
use super::words::{PageWords, Words};
use crate::document::pdf::layouts::{Align, Colour, Face, Layout, Style};
use crate::domain::specimen::Specimen;

const TEXT: Style = Style::new(Face::Serif, 11.0);
const LEFT: f64 = 72.0;

/// The paragraphs. One whose facts are not known is left out.
const PARAGRAPHS: [&str; 7] = [
    "Date : {created_day}",
    "Dear Customer,",
    "Subject : Confirmation that you bank with us",
    "We write at your request, to be shown to whomever it may concern. You have held an account with {bank} at our {branch} \
     branch since we opened it for you, and we have found its conduct satisfactory.",
    "This letter confirms the relationship only. It is no record of payments, and it does not say what the account holds. For \
     these please ask the branch for a list of your transactions, which we send by e-mail or print over the counter.",
    "We give this confirmation without any liability of the bank or of its officers.",
    "Yours faithfully,",
];

/// Draws the letter.
pub(super) fn draw(specimen: &Specimen, layout: &'static Layout) -> Vec<Page> {
    let words = Words { specimen, layout };
    let mut page = Page::default();
    let page_words = PageWords::default();
    let room = layout.width - 2.0 * LEFT;
    let title = Style::new(Face::SerifBold, 18.0).coloured(Colour(60, 60, 60));
    page.words((LEFT, 80.0), Align::Left, room, title, words.bank_name());
    page.band(LEFT, 90.0, room, 0.8, Colour::GREY);
    let mut y = 130.0;
    let mut facts = page.facts;
    for label in ["Account Name : {holder}", "Account Number : {account_number}"] {
        if let Some(line) = words.filled(label, layout.date_format, &page_words, &mut facts) {
            page.words((LEFT, y), Align::Left, room, TEXT, &line);
            y += 15.0;
        }
    }
    y += 15.0;
    for paragraph in PARAGRAPHS {
        let Some(text) = words.filled(paragraph, layout.date_format, &page_words, &mut facts) else {
            continue;
        };
        for line in wrapped(&win_ansi::encode_lossy(&text), TEXT, room) {
            page.codes((LEFT, y), Align::Left, room * 1.02, TEXT, line);
            y += 15.0;
        }
        y += 9.0;
    }
    page.words((LEFT, y + 36.0), Align::Left, room, TEXT, "Branch Manager");
    page.facts = facts;
    super::statement::mark_as_specimen(&mut page, layout);
    vec![page]
}
