//! What must hold on every page of every layout, looked at where the marks are.

use chrono::{Days, NaiveDate, TimeDelta};

use super::drawing::Drawing;
use super::page::{Mark, Page, Text, width};
use crate::document::pdf::layouts::Key;
use crate::domain::bank::BankId;
use crate::domain::ledger::{Direction, Ledger, Transaction};
use crate::domain::money::Money;
use crate::domain::period::Period;
use crate::domain::specimen::{Kind, Specimen};
use crate::domain::statement::StatementFacts;

const BANKS: [&str; 6] = ["hdfc", "icici", "sbi", "axis", "kotak", "federal"];

/// A statement that fills every field with as much as one meets in life, and amounts with more.
fn wide_specimen(bank: &str, kind: Kind, rows: u64) -> Specimen {
    let from = NaiveDate::from_ymd_opt(2025, 9, 30).unwrap();
    let mut balance = Money::paise(-987_654_321_098);
    let transactions = (0..rows)
        .map(|index| {
            let direction = if index % 2 == 0 {
                Direction::Credit
            } else {
                Direction::Debit
            };
            let amount = Money::paise(999_999_999_999 - index as i64);
            balance += if direction == Direction::Credit {
                amount
            } else {
                -amount
            };
            Transaction {
                date: from + Days::new(index / 9),
                value_date: Some(from + Days::new(index / 9)),
                narration: "UPI/P2M/123456789012/MAHARASHTRA STATE ELECTRICITY/BANK/bill-"
                    .repeat(1 + index as usize % 3),
                cheque_number: Some(format!("UPI-{:012}", index)),
                direction,
                amount,
                balance,
            }
        })
        .collect();
    let bank = BankId::parse(bank).unwrap();
    let facts = StatementFacts {
        bank: Some(bank),
        account_number: Some("000000000000000012".to_owned()),
        holder: Some("MS VENKATALAKSHMI NARASIMHA RAJUVARIPETA CHANDRASEKHARAN IYER".to_owned()),
        address: Some(
            "Flat 1204 B, Tower Seven, Neelkanth Gardens Cooperative Housing Society, Behind Old Water Tank, \
             Near Gandhi Chowk, Thiruvananthapuram 695001, Kerala"
                .to_owned(),
        ),
        email: Some("venkatalakshmi.narasimha.rajuvaripeta.chandrasekharan@mail.example.com".to_owned()),
        phone: Some("+91 90000 00042".to_owned()),
        customer_id: Some("000042017".to_owned()),
        ifsc: Some(format!("{}0000017", bank.bank().ifsc_prefix.unwrap())),
        micr: Some("695000017".to_owned()),
        account_scheme: Some("SENIOR CITIZENS PREMIUM SAVINGS ACCOUNT WITH SWEEP - RESIDENT".to_owned()),
        opened_on: Some(from),
        overdraft_limit: Some(Money::rupees(125_000_000)),
        period: Period::new(from, from + Days::new(rows / 9)),
        ..StatementFacts::default()
    };
    let created = from.and_hms_opt(9, 0, 0).unwrap() + TimeDelta::days(300);
    Specimen::new(facts, Ledger { transactions }, kind, created, 5).unwrap()
}

fn texts(page: &Page) -> Vec<&Text> {
    let mut texts = Vec::new();
    for mark in &page.marks {
        if let Mark::Text(text) = mark {
            texts.push(text);
        }
    }
    texts
}

fn end(text: &Text) -> f64 {
    text.x + width(&text.codes, text.style)
}

#[test]
fn no_text_touches_another_or_leaves_the_page() {
    for bank in BANKS {
        for kind in [Kind::Plain, Kind::NewTemplate, Kind::Letter, Kind::NoTransactions] {
            let drawing = Drawing::of(&wide_specimen(bank, kind, 90));
            for page in &drawing.pages {
                let texts = texts(page);
                for (index, one) in texts.iter().enumerate() {
                    let shown = |text: &Text| String::from_utf8_lossy(&text.codes).into_owned();
                    assert!(
                        one.x > 20.0 && end(one) < drawing.layout.width - 20.0,
                        "{bank} {kind}: {}",
                        shown(one)
                    );
                    assert!(
                        one.y > 20.0 && one.y < drawing.layout.height - 10.0,
                        "{bank} {kind}: {}",
                        shown(one)
                    );
                    for other in &texts[index + 1..] {
                        let (left, right) = if one.x <= other.x { (one, other) } else { (other, one) };
                        let is_beside = (one.y - other.y).abs() < 0.7 * one.style.size.min(other.style.size);
                        assert!(
                            !is_beside || right.x - end(left) > 0.3 * left.style.size,
                            "{bank} {kind}: `{}` touches `{}`",
                            shown(left),
                            shown(right)
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn amounts_end_at_the_right_edge_of_their_column() {
    for bank in BANKS {
        let specimen = wide_specimen(bank, Kind::Plain, 40);
        let drawing = Drawing::of(&specimen);
        let balance = drawing
            .table
            .columns
            .iter()
            .find(|column| column.key == Key::Balance)
            .unwrap();
        let edge = balance.x + balance.width - 2.5;
        let drawn: Vec<&Text> = drawing.pages.iter().flat_map(texts).collect();
        for row in &specimen.ledger.transactions {
            let digits = row.balance.abs().plain();
            let is_this = |text: &&&Text| {
                let shown = String::from_utf8_lossy(&text.codes).replace(',', "");
                shown.contains(&digits) && (end(text) - edge).abs() < 0.01
            };
            assert!(drawn.iter().any(|text| is_this(&text)), "{bank}: {digits}");
        }
    }
}

#[test]
fn rows_stay_above_the_footer_and_every_row_stands_on_one_page() {
    for bank in BANKS {
        let drawing = Drawing::of(&wide_specimen(bank, Kind::Plain, 200));
        let mut next = 0;
        for page in &drawing.pages {
            assert_eq!(page.rows.start, next, "{bank}");
            next = page.rows.end;
        }
        assert_eq!(next, 200);
        let footer = drawing
            .layout
            .every_page
            .iter()
            .map(|block| block.y)
            .fold(f64::MAX, f64::min);
        assert!(
            drawing.layout.bottom + 10.0 < footer || footer < 60.0,
            "{bank}: {footer}"
        );
    }
}
