//! The pages of `docs/figures.md` and `docs/figures/`, made from the tables.

use std::collections::BTreeMap;
use std::fmt::Write;

use bankconnect_emulator::analysis::figure::formula::{Formula, Series};
use bankconnect_emulator::analysis::figure::selection::{SelectionId, selections};
use bankconnect_emulator::analysis::figure::selection_words::marks;
use bankconnect_emulator::analysis::figure::special::Special;
use bankconnect_emulator::analysis::figure::table::{Figure, Table, TableName};
use bankconnect_emulator::analysis::figure::words::{Reading, spoken};

/// How the pages are renewed.
const MADE: &str =
    "Made from `fixtures/figures/` and the contract by `BANKCONNECT_RENEW=1 cargo test --test figures`.\n";

/// What stands in front of selections, by what the figures are of.
const BALANCES: &str = "Balances";
const SALARY: &str = "Salary";
const FRAUD: &str = "Signs of fraud";
const FACTS: &str = "The account, its months and days";

pub(crate) fn known(table: &Table) -> impl Iterator<Item = &Figure> {
    table.figures.iter().filter(|figure| figure.formula.is_some())
}

/// A page: its path under `docs/`, and its text.
pub(crate) fn pages() -> Vec<(&'static str, String)> {
    vec![
        ("figures/monthly.md", table_page(Table::monthly())),
        ("figures/predictors.md", table_page(Table::predictors())),
        ("figures/selections.md", selections_page()),
        ("figures/categories.md", categories_page()),
        ("figures/facts.md", facts_page()),
    ]
}

/// A cell: the sign between columns must not stand in it.
fn cell(text: &str) -> String {
    text.replace('|', "/")
}

/// The part of a heading in front of a colon, and the rest.
fn heading(id: SelectionId) -> (&'static str, &'static str) {
    let heading = selections().heading(id);
    heading.split_once(": ").unwrap_or((heading, ""))
}

/// As the page's own contents link to it.
fn anchor(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

fn contents(out: &mut String, page: &str, sections: &[(String, usize)]) {
    for (title, count) in sections {
        writeln!(out, "- [{title}]({page}#{}) ({count})", anchor(title)).unwrap();
    }
}

/// What a figure is of: the heading of the first selection behind it and its place, or balances, salary, fraud, facts.
fn subject(table: &'static Table, formula: &Formula) -> Option<(String, Option<SelectionId>)> {
    let of = |id: SelectionId| Some((heading(id).0.to_owned(), Some(id)));
    let bare = |title: &str| Some((title.to_owned(), None));
    if let Some(id) = formula.selections().first() {
        return of(*id);
    }
    match formula {
        Formula::Number(_) => None,
        Formula::Special(Special::Fraud(_)) => bare(FRAUD),
        Formula::Special(Special::Fact(_)) => bare(FACTS),
        Formula::Figure(place) => subject(table, table.figures[*place].formula.as_ref()?),
        Formula::Monthly(inner) => subject(Table::monthly(), inner),
        Formula::Whole(inner) => subject(table, inner),
        Formula::Both(left, _, right) => {
            let (left, right) = (subject(table, left), subject(table, right));
            left.filter(|(left, _)| left != FACTS || right.is_none()).or(right)
        }
        Formula::Aggregate(aggregate) => match &aggregate.series {
            Series::Pay => bare(SALARY),
            Series::Monthly(inner) => subject(Table::monthly(), inner),
            Series::Balances | Series::Daily(_) => bare(BALANCES),
            Series::Transactions(id) | Series::SpentAfterPay(id, _) | Series::DaysWith(id) => of(*id),
        },
    }
}

/// The figures of a table by what they are of, sections and figures in the order of `selections.txt`.
fn sections(table: &'static Table) -> Vec<(String, Vec<&'static Figure>)> {
    let mut order = vec![BALANCES.to_owned(), SALARY.to_owned()];
    for id in selections().ids() {
        let title = heading(id).0.to_owned();
        if !order.contains(&title) {
            order.push(title);
        }
    }
    order.extend([FRAUD.to_owned(), FACTS.to_owned()]);
    type Ordered = (Option<SelectionId>, &'static Figure);
    let mut found: BTreeMap<usize, Vec<Ordered>> = BTreeMap::new();
    for figure in known(table) {
        let subject = figure.formula.as_ref().and_then(|formula| subject(table, formula));
        let (title, selection) = subject.unwrap_or((FACTS.to_owned(), None));
        let place = order.iter().position(|other| *other == title).unwrap();
        found.entry(place).or_default().push((selection, figure));
    }
    found
        .into_iter()
        .map(|(place, mut figures)| {
            figures.sort_by_key(|(selection, _)| *selection);
            (
                order[place].clone(),
                figures.into_iter().map(|(_, figure)| figure).collect(),
            )
        })
        .collect()
}

fn counts(table: &'static Table) -> Vec<(String, usize)> {
    let sections = sections(table).into_iter();
    sections.map(|(title, figures)| (title, figures.len())).collect()
}

fn table_page(table: &'static Table) -> String {
    let (title, about) = match table.name {
        TableName::Monthly => (
            "monthly_analysis",
            "Each figure is for one month, of one account or of all accounts of a session together.",
        ),
        TableName::Predictors => (
            "predictors",
            "Each figure is of one account. `{i}` is a month, from 0, the latest covered one, to 11; without it, a figure is over everything the \
             statements cover, or over the time it names.",
        ),
    };
    let mut out =
        format!("# {title}\n\n{about} [How to read this page](../figures.md#how-to-read-the-pages).\n\n{MADE}\n");
    contents(&mut out, "", &counts(table));
    for (title, figures) in sections(table) {
        writeln!(
            out,
            "\n## {title}\n\n| figure | what it is | the contract says | our choice |\n|---|---|---|---|"
        )
        .unwrap();
        figures.iter().for_each(|figure| row(&mut out, table, figure));
    }
    out
}

fn row(out: &mut String, table: &'static Table, figure: &Figure) {
    let words = figure
        .formula
        .as_ref()
        .map(|formula| Reading::general(table).words(formula));
    let contract = figure.contract.replace("month 0", "month {i}");
    let checked = if figure.checked.is_empty() { "" } else { " ✓" };
    writeln!(
        out,
        "| `{}` | {} | {}{checked} | {} |",
        figure.name,
        cell(&words.unwrap_or_default()),
        cell(&contract),
        cell(figure.note.unwrap_or_default())
    )
    .unwrap();
}

fn selections_page() -> String {
    let mut out = format!(
        "# Selections\n\nSets of transactions that figures add up, count and compare. What stands in brackets as `mark` is explained under\n\
         [categories](categories.md); channels, descriptions and merchant categories are those of the transaction in answers.\n\n{MADE}"
    );
    let mut sections: Vec<((&str, &str), Vec<SelectionId>)> = Vec::new();
    for id in selections().ids() {
        match sections.last_mut().filter(|(title, _)| *title == heading(id)) {
            Some((_, ids)) => ids.push(id),
            None => sections.push((heading(id), vec![id])),
        }
    }
    let counts: Vec<(String, usize)> = sections
        .iter()
        .map(|((title, _), ids)| ((*title).to_owned(), ids.len()))
        .collect();
    out.push('\n');
    contents(&mut out, "", &counts);
    for ((title, note), ids) in sections {
        let note = if note.is_empty() {
            String::new()
        } else {
            format!("{note}.\n\n")
        };
        writeln!(
            out,
            "\n## {title}\n\n{note}| name | which transactions | as the file has it |\n|---|---|---|"
        )
        .unwrap();
        for id in ids {
            let words = cell(&selections().words(id));
            let (name, definition) = (spoken(selections().name(id)), selections().definition(id));
            writeln!(out, "| {name} | {words} | `{definition}` |").unwrap();
        }
    }
    out
}

fn categories_page() -> String {
    let mut out = format!(
        "# What a transaction can be\n\nEach transaction gets a channel, a description and a merchant category, which answers show, and marks, \
         which are ours: figures\nselect by them, and `explain` shows them. `fixtures/categories/README.md` says by which rules.\n\n{MADE}\n\
         - [Channels](#channels)\n- [Descriptions](#descriptions)\n- [Merchant categories](#merchant-categories)\n- [Marks](#marks)\n\n\
         How often they are told right: [figures](../figures.md#how-well-the-categories-are-told).\n"
    );
    let path = crate::contract("enums.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    for (title, name) in [
        ("Channels", "transaction_channel"),
        ("Descriptions", "description"),
        ("Merchant categories", "merchant_category"),
    ] {
        let of_it: Vec<_> = rows
            .iter()
            .filter(|row| &row[0] == name && !row[1].is_empty())
            .collect();
        if of_it.iter().all(|row| row[2].is_empty()) {
            let names: Vec<String> = of_it.iter().map(|row| format!("`{}`", &row[1])).collect();
            writeln!(out, "\n## {title}\n\n{}.", names.join(", ")).unwrap();
            continue;
        }
        writeln!(out, "\n## {title}\n\n| name | the contract says |\n|---|---|").unwrap();
        for row in of_it {
            writeln!(out, "| `{}` | {} |", &row[1], cell(&row[2])).unwrap();
        }
    }
    out.push_str("\n## Marks\n\n| name | transactions that are … |\n|---|---|\n");
    for (name, words) in marks() {
        writeln!(out, "| `{name}` | {} |", cell(words)).unwrap();
    }
    out
}

fn facts_page() -> String {
    let mut out = format!(
        "# Facts\n\nWhat no sum or count of transactions or balances can say; in definitions they are written `@name`.\n\n{MADE}\n\
         - [The account, its months and days](#the-account-its-months-and-days)\n- [Signs of fraud](#signs-of-fraud)\n"
    );
    let figures = [Table::monthly(), Table::predictors()].into_iter().flat_map(known);
    let mut used: Vec<(String, Special)> = Vec::new();
    for figure in figures {
        let specials = figure.formula.iter().flat_map(Formula::specials);
        let names = figure
            .definition
            .split([' ', '(', ')'])
            .filter(|word| word.starts_with('@'));
        for (special, name) in specials.zip(names) {
            assert_eq!(Special::parse(&name[1..]), Some(special), "{}", figure.definition);
            if !used.iter().any(|(known, _)| known == name) {
                used.push((name.to_owned(), special));
            }
        }
    }
    used.sort_by(|left, right| left.0.cmp(&right.0));
    for title in [FACTS, FRAUD] {
        writeln!(out, "\n## {title}\n\n| name | what it is |\n|---|---|").unwrap();
        let is_fraud = |special: &Special| matches!(special, Special::Fraud(_));
        for (name, special) in used.iter().filter(|(_, special)| is_fraud(special) == (title == FRAUD)) {
            writeln!(out, "| `{name}` | {} |", cell(special.words())).unwrap();
        }
    }
    out
}

/// The front page down to the part that is written by hand.
pub(crate) fn front() -> String {
    let mut out = format!(
        "# Figures\n\nWhat each figure of `monthly_analysis` and `predictors` is, where its definition comes from, and what we chose where the contract\n\
         leaves a choice. For one figure of one session, with its transactions and balances, ask\n\
         `GET /_emulator/sessions/{{id}}/explain?figure=monthly_analysis.amt_upi_debit&month=Jan-2026`.\n\n{MADE}\n## Contents\n\n"
    );
    for (title, page, table) in [
        ("monthly_analysis", "figures/monthly.md", Table::monthly()),
        ("predictors", "figures/predictors.md", Table::predictors()),
    ] {
        let (all, left_out) = (table.figures.len(), table.left_out().count());
        writeln!(
            out,
            "**[{title}]({page})**: {} of {all} computed, {left_out} [left out](#left-out)\n",
            all - left_out
        )
        .unwrap();
        contents(&mut out, page, &counts(table));
        out.push('\n');
    }
    out.push_str(
        "**What they are made of**\n\n- [Selections](figures/selections.md): the sets of transactions\n\
         - [Categories](figures/categories.md): channels, descriptions, merchant categories, marks\n\
         - [Facts](figures/facts.md): what is no sum or count, and signs of fraud\n\n\
         **On this page**\n\n- [How to read the pages](#how-to-read-the-pages)\n- [Left out](#left-out)\n\
         - [How well the categories are told](#how-well-the-categories-are-told)\n\n\
         ## How to read the pages\n\n\
         A figure stands under what it is made of: sums, counts, largest, smallest and mean of UPI transactions are all under\n\
         \"Everything, and by channel\". Search for its name.\n\n\
         - **what it is** is the computation itself, read out. A name like `amt_debit` in it is another figure, as that is shown. A name of\n  \
         transactions, as in \"the sum of UPI debits\", is one of the [selections](figures/selections.md).\n\
         - **the contract says** is the row of the contract; ✓ where the formula was checked on the vendor's samples.\n\
         - **our choice** says what we added where that row leaves a choice; empty where it leaves none. *Inferred* is what nobody documents.\n\
         - The same definition as the program reads it is the line of that name in `fixtures/figures/`; the README there explains the notation.\n\n\
         What holds for all:\n\n\
         - Monthly figures are of their month; predictors with `{i}` of that month, 0 the latest covered one; others of everything covered.\n\
         - \"The last 30 days\" end on the session's `to_date`, which is the first of them; \"the last 6 months\" end in the latest covered month.\n\
         - Numbers are shown to two decimals, half away from zero; a figure that is a whole number in the contract is rounded to one.\n\
         - Where there is nothing to compute from (a mean of nothing, a division by 0) a figure is null if the contract allows it, else 0, no, or empty.\n\
         - An end-of-day balance is that behind the day's last transaction; days without one repeat the day before.\n\
         - Pay that comes early in a month for the month before counts in the month it is for.\n\
         - The aggregate analysis uses the same definitions over the rows of all accounts and the sums of their balances.\n\n\
         ## Left out\n\nNo source says how these are computed and their names leave doubts. Answers leave them out; the setting `unknown_figures` can\n\
         put null or 0 in their place.\n",
    );
    for (title, table) in [
        ("monthly_analysis", Table::monthly()),
        ("predictors", Table::predictors()),
    ] {
        writeln!(out, "\n{title}: {}\n", table.left_out().count()).unwrap();
        table
            .left_out()
            .for_each(|figure| writeln!(out, "- `{}`", figure.name).unwrap());
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out.push('\n');
    out
}
