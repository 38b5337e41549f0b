//! The words of a line of `fixtures/figures/`, and a reader that goes through them.

/// The words, numbers and signs of one line.
pub(crate) struct Tokens<'a> {
    tokens: Vec<&'a str>,
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Splits a line. A word is letters, digits, `_`, `.`, and the `{i}` and `@` of names; signs stand alone, `>=` and `<=` together.
    pub(crate) fn of(text: &'a str) -> Self {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || b"_.{}@".contains(&byte);
        let bytes = text.as_bytes();
        let (mut tokens, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let rest = &bytes[at..];
            let length = match rest[0] {
                byte if byte.is_ascii_whitespace() => {
                    at += 1;
                    continue;
                }
                byte if is_word(byte) => rest.iter().take_while(|byte| is_word(**byte)).count(),
                b'>' | b'<' if rest.get(1) == Some(&b'=') => 2,
                _ => 1,
            };
            tokens.extend(text.get(at..at + length));
            at += length;
        }
        Tokens { tokens, at: 0 }
    }

    /// The next token, without taking it.
    pub(crate) fn peek(&self) -> Option<&'a str> {
        self.tokens.get(self.at).copied()
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> Option<&'a str> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Takes these words when they come next, all or none.
    pub(crate) fn accept(&mut self, words: &str) -> bool {
        let wanted: Vec<&str> = words.split(' ').collect();
        let comes = self.tokens[self.at..].starts_with(&wanted);
        if comes {
            self.at += wanted.len();
        }
        comes
    }

    /// Takes these words, or says they are missing.
    pub(crate) fn expect(&mut self, words: &str) -> Result<(), String> {
        let found = self.peek().unwrap_or("the end");
        self.accept(words)
            .then_some(())
            .ok_or_else(|| format!("`{words}` expected, found `{found}`"))
    }

    /// Takes a number.
    pub(crate) fn number<N: std::str::FromStr>(&mut self) -> Result<N, String> {
        let token = self.next().unwrap_or("the end");
        token.parse().map_err(|_| format!("a number expected, found `{token}`"))
    }

    /// Takes words until one of these, or the end, and joins them.
    pub(crate) fn words_until(&mut self, stops: &[&str]) -> String {
        let mut words = Vec::new();
        while let Some(token) = self.peek().filter(|token| !stops.contains(token)) {
            words.push(token);
            self.at += 1;
        }
        words.join(" ")
    }

    /// Refuses what is left over.
    pub(crate) fn end(&self) -> Result<(), String> {
        self.peek()
            .map_or(Ok(()), |token| Err(format!("nothing more expected, found `{token}`")))
    }
}

/// The lines of a file of definitions as (name, definition, note): blank lines and lines of comment left out, the note behind `#`.
pub(crate) fn definitions(text: &str) -> impl Iterator<Item = (&str, &str, Option<&str>)> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| {
            let (definition, note) = match line.split_once(" # ") {
                Some((definition, note)) => (definition, Some(note.trim())),
                None => (line, None),
            };
            let (name, formula) = definition.split_once(" = ")?;
            Some((name.trim(), formula.trim(), note))
        })
}
