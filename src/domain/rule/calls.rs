//! Which of many: one value or several, and numbers of calls.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// One value, or several; written as the one, or as a list.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Several<T>(pub Vec<T>);

impl<T: Serialize> Serialize for Several<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0[..] {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Several<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrSeveral(PhantomData))
    }
}

struct OneOrSeveral<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrSeveral<T> {
    type Value = Several<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a name or a list of names")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Several<T>, E> {
        T::deserialize(StrDeserializer::new(text)).map(|one| Several(vec![one]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Several<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(Several)
    }
}

/// Numbers from 1 on: `2`, `[1, 3]`, `3..` for the third and all after it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Calls {
    /// These.
    These(Vec<u64>),
    /// This one and all after it.
    From(u64),
}

impl Calls {
    /// Whether it names this number.
    pub fn contains(&self, number: u64) -> bool {
        match self {
            Calls::These(numbers) => numbers.contains(&number),
            Calls::From(first) => number >= *first,
        }
    }
}

impl Serialize for Calls {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Calls::These(numbers) => match numbers[..] {
                [one] => serializer.serialize_u64(one),
                _ => numbers.serialize(serializer),
            },
            Calls::From(first) => serializer.collect_str(&format_args!("{first}..")),
        }
    }
}

impl<'de> Deserialize<'de> for Calls {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Numbers)
    }
}

struct Numbers;

fn counted<E: Error>(number: u64) -> Result<u64, E> {
    if number == 0 {
        return Err(E::custom("counting begins at 1"));
    }
    Ok(number)
}

impl<'de> Visitor<'de> for Numbers {
    type Value = Calls;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a number from 1 on, a list of numbers, or the first one with two full stops as `3..`")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Calls, E> {
        counted(number).map(|number| Calls::These(vec![number]))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Calls, E> {
        self.visit_u64(u64::try_from(number).unwrap_or(0))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Calls, E> {
        let text = text.trim();
        let (digits, is_open) = match text.strip_suffix("..") {
            Some(digits) => (digits, true),
            None => (text, false),
        };
        let number: u64 = digits
            .parse()
            .map_err(|_| E::custom(format!("`{text}` is not a number, a list of numbers, or `3..`")))?;
        counted(number).map(|number| {
            if is_open {
                Calls::From(number)
            } else {
                Calls::These(vec![number])
            }
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Calls, A::Error> {
        let mut numbers = Vec::new();
        while let Some(number) = list.next_element()? {
            numbers.push(counted(number)?);
        }
        if numbers.is_empty() {
            return Err(A::Error::custom("an empty list names no call"));
        }
        Ok(Calls::These(numbers))
    }
}
