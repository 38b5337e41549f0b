//! The tables of `scenarios/README.md`, made from the same tables as the reader.

use std::fmt::Write;

use crate::scenario::shape::{Key, Shape};
use crate::scenario::table::{ACTIONS, BESIDE, EXPECT, FILE};

/// Every key of the format, as Markdown.
pub fn manual() -> String {
    let mut text = String::new();
    table(&mut text, "Keys of a file", FILE);
    table(&mut text, "Keys beside the action of a step", BESIDE);
    // Writing into a String cannot fail, here and below.
    let _ = writeln!(
        text,
        "### Steps\n\n| step | what stands behind it | what it does |\n|---|---|---|"
    );
    for (_, key) in ACTIONS {
        let _ = writeln!(text, "| `{}` | {} | {} |", key.name, argument(key.shape), key.meaning);
    }
    text.push('\n');
    table(&mut text, "What can be expected", EXPECT);
    text.trim_end().to_owned() + "\n"
}

fn table(text: &mut String, title: &str, keys: &[Key]) {
    let _ = writeln!(
        text,
        "### {title}\n\n| key | what stands behind it | what it means |\n|---|---|---|"
    );
    for key in keys {
        let must = if key.is_required { " (must be there)" } else { "" };
        let _ = writeln!(
            text,
            "| `{}`{must} | {} | {} |",
            key.name,
            argument(key.shape),
            key.meaning
        );
    }
    text.push('\n');
}

fn argument(shape: Shape) -> String {
    match shape {
        Shape::Map(keys) if std::ptr::eq(keys, EXPECT) => "what can be expected, see below".to_owned(),
        Shape::Map(keys) => keys
            .iter()
            .map(|key| {
                let must = if key.is_required { ", must be there" } else { "" };
                format!("`{}`: {} ({}{must})", key.name, key.meaning, brief(key.shape))
            })
            .collect::<Vec<_>>()
            .join("<br>"),
        Shape::Or(one, other) => match (*one, *other) {
            (Shape::Nothing, other) => format!("nothing, or<br>{}", argument(other)),
            (one, other) => format!("{}, or<br>{}", argument(one), argument(other)),
        },
        shape => brief(shape),
    }
}

fn brief(shape: Shape) -> String {
    match shape {
        Shape::Settings => "settings".to_owned(),
        Shape::Object => "a map".to_owned(),
        Shape::Duration => "a duration as `90d`, `5s`".to_owned(),
        Shape::Date => "a date as `2025-07-31`, `yesterday`, `-6mo`".to_owned(),
        Shape::Name => "a name".to_owned(),
        Shape::Bank => "a bank".to_owned(),
        Shape::Kind => "a kind".to_owned(),
        shape => shape.wanted(),
    }
}
