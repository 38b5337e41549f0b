//! Any bank's statement to facts and ledger.
//!
//! The way of a file: `open` makes a document of it, `text` interprets each page into fragments with places, `lines` puts
//! those together, `header` finds the table, `columns` and `row_lines` sort its words, `rows` groups its lines, `chain` makes
//! the ledger. `facts` reads what stands around the table. No bank has code of its own: what is known of banks is data
//! (`header`, `labels`, `landmarks`, `detect`). Every step draws on the budgets of `guard`.

mod addressee;
mod amounts;
mod census;
mod chain;
mod cmap;
mod columns;
mod content;
mod dates;
mod detect;
mod encoding;
mod facts;
mod fonts;
mod fragments;
mod guard;
mod header;
mod inspect;
mod labels;
mod landmarks;
mod lines;
mod matrix;
mod metadata;
mod open;
mod resolve;
mod roles;
mod row_lines;
mod rows;
mod statement_reader;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod values;
mod word_lists;
mod words;
mod wrapped;

pub use inspect::inspect;
