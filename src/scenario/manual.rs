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
    if let Shape::Or(one, other) = shape {
        let first = if one.is_nothing() {
            "nothing".to_owned()
        } else {
            argument(*one)
        };
        return format!("{first}, or<br>{}", argument(*other));
    }
    let Shape::Map(keys) = shape else {
        return brief(shape);
    };
    if std::ptr::eq(keys, EXPECT) {
        return "what can be expected, see below".to_owned();
    }
    let line = |key: &Key| {
        let must = if key.is_required { ", must be there" } else { "" };
        format!("`{}`: {} ({}{must})", key.name, key.meaning, brief(key.shape))
    };
    keys.iter().map(line).collect::<Vec<_>>().join("<br>")
}

fn brief(shape: Shape) -> String {
    let words = [
        (matches!(shape, Shape::Settings), "settings"),
        (matches!(shape, Shape::Object), "a map"),
        (matches!(shape, Shape::Duration), "a duration as `90d`, `5s`"),
        (
            matches!(shape, Shape::Date),
            "a date as `2025-07-31`, `yesterday`, `-6mo`",
        ),
        (matches!(shape, Shape::Name), "a name"),
        (matches!(shape, Shape::Bank), "a bank"),
        (matches!(shape, Shape::Kind), "a kind"),
    ];
    let found = words.into_iter().find(|(is_meant, _)| *is_meant);
    found.map_or_else(|| shape.wanted(), |(_, words)| words.to_owned())
}
