//! Content streams: operands and operators, one operation at a time and without allocating per operand.

use super::guard::{LimitHit, OPERANDS_MAX};

/// One operand. Strings and names live in the [`Operation`]'s own buffer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Operand {
    /// A number.
    Number(f64),
    /// A name, without its slash: a range of the buffer.
    Name(u32, u32),
    /// A string, decoded: a range of the buffer.
    Text(u32, u32),
    /// An array or dictionary begins.
    Open,
    /// An array or dictionary ends.
    Close,
    /// `true`, `false`, `null`.
    Other,
}

/// One operator with its operands; reused from one operation to the next.
#[derive(Default, Debug)]
pub(super) struct Operation {
    /// The operator (`Tj`, `cm`, `BI` for an inline image as a whole).
    pub(super) operator: [u8; 3],
    /// The operands, arrays flattened between [`Operand::Open`] and [`Operand::Close`].
    pub(super) operands: Vec<Operand>,
    bytes: Vec<u8>,
}

impl Operation {
    /// The operator as bytes.
    pub(super) fn operator(&self) -> &[u8] {
        let length = self.operator.iter().position(|byte| *byte == 0).unwrap_or(3);
        &self.operator[..length]
    }

    /// The bytes of a name or string operand.
    pub(super) fn bytes(&self, start: u32, end: u32) -> &[u8] {
        self.bytes.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The last `N` operands as numbers; `None` when there are fewer or one is something else.
    pub(super) fn numbers<const N: usize>(&self) -> Option<[f64; N]> {
        let tail = self.operands.len().checked_sub(N)?;
        let mut out = [0.0; N];
        for (slot, operand) in out.iter_mut().zip(&self.operands[tail..]) {
            let Operand::Number(number) = operand else {
                return None;
            };
            *slot = Some(*number).filter(|number| number.is_finite())?;
        }
        Some(out)
    }

    /// The name among the operands, if there is one.
    pub(super) fn name(&self) -> Option<&[u8]> {
        self.operands.iter().find_map(|operand| {
            let Operand::Name(start, end) = operand else {
                return None;
            };
            Some(self.bytes(*start, *end))
        })
    }

    fn push(&mut self, operand: Operand) -> Result<(), LimitHit> {
        if self.operands.len() >= OPERANDS_MAX {
            return Err(LimitHit::Operands);
        }
        self.operands.push(operand);
        Ok(())
    }
}

/// Reads a content stream operation by operation. Junk is skipped, never refused.
#[derive(Debug)]
pub(super) struct Lexer<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Lexer<'a> {
    /// A reader at the start of the data.
    pub(super) fn new(data: &'a [u8]) -> Self {
        Lexer { data, at: 0 }
    }

    /// Reads the next operation into `operation`; `false` at the end.
    pub(super) fn read(&mut self, operation: &mut Operation) -> Result<bool, LimitHit> {
        operation.operands.clear();
        operation.bytes.clear();
        while let Some(&byte) = self.data.get(self.at) {
            match byte {
                b'%' => self.skip_comment(),
                b'(' => {
                    let start = operation.bytes.len() as u32;
                    self.read_literal(&mut operation.bytes);
                    operation.push(Operand::Text(start, operation.bytes.len() as u32))?;
                }
                b'<' if self.data.get(self.at + 1) == Some(&b'<') => {
                    self.at += 2;
                    operation.push(Operand::Open)?;
                }
                b'<' => {
                    let start = operation.bytes.len() as u32;
                    self.at = read_hex(self.data, self.at + 1, &mut operation.bytes);
                    operation.push(Operand::Text(start, operation.bytes.len() as u32))?;
                }
                b'[' => {
                    self.at += 1;
                    operation.push(Operand::Open)?;
                }
                b']' => {
                    self.at += 1;
                    operation.push(Operand::Close)?;
                }
                b'>' => {
                    self.at += if self.data.get(self.at + 1) == Some(&b'>') {
                        2
                    } else {
                        1
                    };
                    operation.push(Operand::Close)?;
                }
                b'/' => {
                    self.at += 1;
                    let name = self.take_regular();
                    let start = operation.bytes.len() as u32;
                    push_name(name, &mut operation.bytes);
                    operation.push(Operand::Name(start, operation.bytes.len() as u32))?;
                }
                b'+' | b'-' | b'.' | b'0'..=b'9' => {
                    let number = parse_number(self.take_regular());
                    operation.push(Operand::Number(number))?;
                }
                _ if is_space(byte) || is_delimiter(byte) => self.at += 1,
                _ => {
                    let word = self.take_regular();
                    match word {
                        b"true" | b"false" | b"null" => operation.push(Operand::Other)?,
                        b"ID" => {
                            self.skip_image_data();
                            operation.operator = [b'B', b'I', 0];
                            return Ok(true);
                        }
                        // The keys and values of an inline image follow; `ID` ends them.
                        b"BI" => operation.operands.clear(),
                        _ => {
                            operation.operator = [0; 3];
                            for (slot, byte) in operation.operator.iter_mut().zip(word) {
                                *slot = *byte;
                            }
                            if word.len() > 3 {
                                operation.operator = [b'?', 0, 0];
                            }
                            return Ok(true);
                        }
                    }
                }
            }
        }
        Ok(false)
    }

    fn skip_comment(&mut self) {
        while self
            .data
            .get(self.at)
            .is_some_and(|byte| !matches!(byte, b'\n' | b'\r'))
        {
            self.at += 1;
        }
    }

    fn take_regular(&mut self) -> &'a [u8] {
        let start = self.at;
        while self
            .data
            .get(self.at)
            .is_some_and(|byte| !is_space(*byte) && !is_delimiter(*byte))
        {
            self.at += 1;
        }
        &self.data[start..self.at]
    }

    fn read_literal(&mut self, out: &mut Vec<u8>) {
        self.at += 1;
        let mut depth = 1;
        while let Some(&byte) = self.data.get(self.at) {
            self.at += 1;
            match byte {
                b'(' => {
                    depth += 1;
                    out.push(byte);
                }
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                    out.push(byte);
                }
                b'\\' => self.read_escape(out),
                _ => out.push(byte),
            }
        }
    }

    fn read_escape(&mut self, out: &mut Vec<u8>) {
        let Some(&byte) = self.data.get(self.at) else { return };
        self.at += 1;
        match byte {
            b'n' => out.push(b'\n'),
            b'r' => out.push(b'\r'),
            b't' => out.push(b'\t'),
            b'b' => out.push(8),
            b'f' => out.push(12),
            b'\r' => {
                if self.data.get(self.at) == Some(&b'\n') {
                    self.at += 1;
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    match self.data.get(self.at) {
                        Some(digit @ b'0'..=b'7') => {
                            code = code * 8 + u32::from(digit - b'0');
                            self.at += 1;
                        }
                        _ => break,
                    }
                }
                out.push((code & 0xff) as u8);
            }
            _ => out.push(byte),
        }
    }

    /// Steps over the bytes of an inline image, up to and with its `EI`.
    fn skip_image_data(&mut self) {
        self.at += 1;
        while self.at < self.data.len() {
            let rest = &self.data[self.at..];
            let Some(found) = rest.windows(2).position(|pair| pair == b"EI") else {
                self.at = self.data.len();
                return;
            };
            let end = self.at + found + 2;
            let is_apart = found == 0 || is_space(rest[found - 1]);
            let is_word = self.data.get(end).is_none_or(|byte| is_space(*byte));
            let looks_like_text = self.data[end..]
                .iter()
                .take(8)
                .all(|byte| matches!(byte, b'\n' | b'\r' | b'\t' | b' '..=b'~'));
            self.at = end;
            if is_apart && is_word && looks_like_text {
                return;
            }
        }
    }
}

/// Appends the bytes of a hex string that starts at `at`, behind its `<`; answers the position behind its `>`.
pub(super) fn read_hex(data: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
    let mut high: Option<u8> = None;
    while let Some(&byte) = data.get(at) {
        at += 1;
        if byte == b'>' {
            break;
        }
        let Some(digit) = (byte as char).to_digit(16) else {
            continue;
        };
        match high.take() {
            Some(first) => out.push(first << 4 | digit as u8),
            None => high = Some(digit as u8),
        }
    }
    if let Some(first) = high {
        out.push(first << 4);
    }
    at
}

fn push_name(name: &[u8], out: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(&byte) = name.get(at) {
        let hex = |index: usize| name.get(index).and_then(|digit| (*digit as char).to_digit(16));
        match (byte, hex(at + 1), hex(at + 2)) {
            (b'#', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                out.push(byte);
                at += 1;
            }
        }
    }
}

/// A number as content streams write it; 0 for anything malformed, as viewers do.
fn parse_number(word: &[u8]) -> f64 {
    let mut value = 0.0_f64;
    let mut scale = 0.0_f64;
    let mut is_negative = false;
    for (index, byte) in word.iter().enumerate() {
        match byte {
            b'-' if index == 0 => is_negative = true,
            b'+' if index == 0 => {}
            b'.' if scale == 0.0 => scale = 1.0,
            b'0'..=b'9' => {
                value = value * 10.0 + f64::from(byte - b'0');
                scale *= 10.0;
            }
            _ => break,
        }
    }
    let value = if scale > 1.0 { value / scale } else { value };
    let value = if value.is_finite() { value } else { 0.0 };
    if is_negative { -value } else { value }
}

/// White space of the PDF syntax.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

/// A delimiter of the PDF syntax.
pub(super) fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operators(data: &[u8]) -> Vec<String> {
        let mut lexer = Lexer::new(data);
        let mut operation = Operation::default();
        let mut out = Vec::new();
        while lexer.read(&mut operation).unwrap() {
            out.push(String::from_utf8_lossy(operation.operator()).into_owned());
        }
        out
    }

    #[test]
    fn operators_come_with_their_operands() {
        let mut lexer = Lexer::new(b"1 0 0 -1.5 .25 842 cm % note\n[(a\\)\\101) -250 <62 6>]TJ /F1 9 Tf");
        let mut operation = Operation::default();
        assert!(lexer.read(&mut operation).unwrap());
        assert_eq!(operation.numbers(), Some([1.0, 0.0, 0.0, -1.5, 0.25, 842.0]));
        assert!(lexer.read(&mut operation).unwrap());
        assert_eq!(operation.operator(), b"TJ");
        let texts: Vec<&[u8]> = operation
            .operands
            .iter()
            .filter_map(|operand| {
                let Operand::Text(start, end) = operand else {
                    return None;
                };
                Some(operation.bytes(*start, *end))
            })
            .collect();
        assert_eq!(texts, [b"a)A".as_slice(), b"b`"]);
        assert!(lexer.read(&mut operation).unwrap());
        assert_eq!(
            (operation.name(), operation.numbers()),
            (Some(b"F1".as_slice()), Some([9.0]))
        );
        assert!(!lexer.read(&mut operation).unwrap());
    }

    #[test]
    fn inline_images_are_one_operation() {
        assert_eq!(operators(b"q BI /W 1 /H 1 ID \x01EI\xff\x00 EI Q"), ["q", "BI", "Q"]);
        assert_eq!(operators(b"BI ID no end"), ["BI"]);
    }

    #[test]
    fn junk_is_survived() {
        assert_eq!(operators(b"((((( "), Vec::<String>::new());
        assert_eq!(operators(b">>>> ]] }{ ) 1 2 verylongoperator ET"), ["?", "ET"]);
        assert_eq!(
            Lexer::new(&b"1 ".repeat(OPERANDS_MAX + 1)).read(&mut Operation::default()),
            Err(LimitHit::Operands)
        );
    }

    #[test]
    fn numbers_read_as_viewers_read_them() {
        for (text, number) in [
            ("12", 12.0),
            ("-.5", -0.5),
            ("+3.25", 3.25),
            ("--5", -0.0),
            ("1e5", 1.0),
            (".", 0.0),
        ] {
            assert_eq!(parse_number(text.as_bytes()), number, "{text}");
        }
    }
}
