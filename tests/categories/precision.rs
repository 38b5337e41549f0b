//! Precision and recall per channel and merchant category, over every row of every persona in every grammar.

use std::collections::BTreeMap;

use bankconnect_emulator::analysis::class::Description;

use super::{Seen, everything};

/// Below this, a channel or category is not told well enough.
const FLOOR: f64 = 0.98;

/// How often a word was said and was true.
#[derive(Default)]
struct Counts {
    both: usize,
    said: usize,
    truly: usize,
}

impl Counts {
    fn precision(&self) -> f64 {
        self.both as f64 / self.said.max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.both as f64 / self.truly.max(1) as f64
    }
}

/// The channel said. Labels call money between own accounts `self_transfer`; answers keep its rail and say so in the description.
fn channel(seen: &Seen) -> &'static str {
    if seen.class.description == Description::SelfTransfer {
        "self_transfer"
    } else {
        seen.class.channel.as_str()
    }
}

fn category(seen: &Seen) -> &'static str {
    seen.class.merchant_category.map_or("", |category| category.as_str())
}

#[test]
fn every_channel_and_category_is_told_with_precision_and_recall() {
    let mut counts: BTreeMap<(&str, &'static str), Counts> = BTreeMap::new();
    for seen in everything() {
        for (what, said, truth) in [
            ("channel", channel(&seen), seen.label.channel.name()),
            ("merchant category", category(&seen), seen.label.merchant_category),
        ] {
            counts.entry((what, said)).or_default().said += 1;
            let truly = counts.entry((what, truth)).or_default();
            truly.truly += 1;
            truly.both += usize::from(said == truth);
        }
    }
    assert!(counts.len() > 30, "channels and categories that occur");
    let mut low = Vec::new();
    for ((what, word), counts) in &counts {
        let line = format!(
            "{what} {word}: precision {:.4}, recall {:.4} of {}",
            counts.precision(),
            counts.recall(),
            counts.truly
        );
        println!("{line}");
        if counts.precision() < FLOOR || counts.recall() < FLOOR {
            low.push(line);
        }
    }
    assert_eq!(low, Vec::<String>::new());
}
