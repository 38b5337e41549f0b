//! An invented borrower: his file, his money over years, and any account's ledger out of it.
