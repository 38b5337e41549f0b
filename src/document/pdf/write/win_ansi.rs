//! The one-byte encoding of the standard fonts.

/// Text as codes of `WinAnsi`; the character that has none otherwise.
///
/// Source: ISO 32000-1 annex D.2. The codes from 0x80 to 0x9F are listed, all others are those of Unicode.
pub(super) fn encode(text: &str) -> Result<Vec<u8>, char> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(text.as_bytes().to_vec());
    }
    text.chars().map(|character| code(character).ok_or(character)).collect()
}

/// As [`encode`], with a question mark for what has no code.
pub(super) fn encode_lossy(text: &str) -> Vec<u8> {
    text.chars().map(|character| code(character).unwrap_or(b'?')).collect()
}

fn code(character: char) -> Option<u8> {
    match character {
        ' '..='~' | '\u{a1}'..='\u{ac}' | '\u{ae}'..='\u{ff}' => u8::try_from(u32::from(character)).ok(),
        _ => HIGH
            .iter()
            .find(|(known, _)| *known == character)
            .map(|(_, code)| *code),
    }
}

/// Characters between 0x80 and 0x9F. The no-break space and the soft hyphen are left out: readers take them for others.
const HIGH: [(char, u8); 27] = [
    ('\u{20ac}', 0x80),
    ('\u{201a}', 0x82),
    ('\u{192}', 0x83),
    ('\u{201e}', 0x84),
    ('\u{2026}', 0x85),
    ('\u{2020}', 0x86),
    ('\u{2021}', 0x87),
    ('\u{2c6}', 0x88),
    ('\u{2030}', 0x89),
    ('\u{160}', 0x8a),
    ('\u{2039}', 0x8b),
    ('\u{152}', 0x8c),
    ('\u{17d}', 0x8e),
    ('\u{2018}', 0x91),
    ('\u{2019}', 0x92),
    ('\u{201c}', 0x93),
    ('\u{201d}', 0x94),
    ('\u{2022}', 0x95),
    ('\u{2013}', 0x96),
    ('\u{2014}', 0x97),
    ('\u{2dc}', 0x98),
    ('\u{2122}', 0x99),
    ('\u{161}', 0x9a),
    ('\u{203a}', 0x9b),
    ('\u{153}', 0x9c),
    ('\u{17e}', 0x9e),
    ('\u{178}', 0x9f),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_have_is_encoded_and_the_rest_is_named() {
        assert_eq!(encode("Rs. 5 \u{2013} caf\u{e9}"), Ok(b"Rs. 5 \x96 caf\xe9".to_vec()));
        assert_eq!(encode("\u{20b9} 5"), Err('\u{20b9}'));
        assert_eq!(encode("tab\there"), Err('\t'));
        assert_eq!(encode_lossy("\u{20b9}5"), b"?5");
    }
}
