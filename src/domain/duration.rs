//! Durations as people write them: `90d`, `36h`, `15m`, `5s`, `200ms`.

use chrono::TimeDelta;

/// What a duration may look like, for messages.
pub const ALLOWED: &str = "a duration as 90d, 36h, 15m, 5s or 200ms";

/// A century; longer ones are mistakes, and would leave the calendar.
const MAX: TimeDelta = TimeDelta::days(36_525);

/// Reads a duration of at most a century; `None` for anything else, negative ones included.
pub fn parse(text: &str) -> Option<TimeDelta> {
    let text = text.trim();
    let unit_at = text.find(|character: char| !character.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit_at);
    let number: i64 = number.parse().ok()?;
    let duration = match unit {
        "ms" => TimeDelta::try_milliseconds(number),
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    };
    duration.filter(|duration| *duration <= MAX)
}

/// Prints a duration in the largest unit that leaves no rest, minutes and seconds up to 120.
pub fn print(duration: TimeDelta) -> String {
    let ms = duration.num_milliseconds();
    [
        ("d", 86_400_000, 0),
        ("h", 3_600_000, 0),
        ("m", 60_000, 2),
        ("s", 1_000, 0),
    ]
    .into_iter()
    .find(|(_, unit, least)| ms != 0 && ms % unit == 0 && ms / unit >= (*least).max(1))
    .map_or_else(|| format!("{ms}ms"), |(name, unit, _)| format!("{}{name}", ms / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_printed() {
        for (text, ms) in [
            ("90d", 7_776_000_000),
            ("36h", 129_600_000),
            ("90s", 90_000),
            ("5s", 5_000),
            ("200ms", 200),
            ("15m", 900_000),
        ] {
            let duration = parse(text).unwrap();
            assert_eq!((duration.num_milliseconds(), print(duration).as_str()), (ms, text));
        }
        for text in ["", "5", "s", "-5s", "5 s", "99999999999999999999s", "40000d", "1y"] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
