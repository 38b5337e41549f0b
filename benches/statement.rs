//! Reading and writing statements, by pages.

fn main() {
    divan::main();
}
