//! Recomputes an explained figure from what the answer shows and nothing else, as a reader with a pocket calculator would.

use serde_json::Value;

/// A fact on the way to a number: shown with its value, but not calculated.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Fact {
    pub(crate) in_words: String,
    /// Whether transactions, days, months or other facts stand beside it, or there is none.
    pub(crate) has_evidence: bool,
}

/// Recomputes the value of an answer and gives the facts it met; says what does not fit.
pub(crate) fn recompute(answer: &Value) -> Result<Vec<Fact>, String> {
    let calculation = answer["calculation"].as_str().ok_or("no calculation")?;
    if calculation.starts_with("null: ") {
        return if answer["value"].is_null() {
            Ok(Vec::new())
        } else {
            Err(format!("{} is not null", answer["value"]))
        };
    }
    calculated(calculation, &answer["terms"], &answer["value"])
}

/// Recomputes one calculation: each of its terms, then what becomes of them, then how that is shown.
fn calculated(text: &str, terms: &Value, shown: &Value) -> Result<Vec<Fact>, String> {
    let terms = terms.as_array().ok_or("no terms")?;
    let (text, is_rounded) = match text.split_once(", shown as ") {
        Some((text, _)) => (text, true),
        None => (text, false),
    };
    let mut all = Vec::new();
    for term in terms {
        let number = term["no"].as_str().unwrap_or_default();
        all.extend(of_term(term).map_err(|problem| format!("term {number}: {problem}"))?);
    }
    if let ([only], Some(text)) = (&terms[..], shown.as_str()) {
        // A name, a date, a number as text: it is the term itself.
        let own = &only["value"];
        let as_text = own.as_f64().map(|number| format!("{number:.0}"));
        let is_it = own == text || as_text.as_deref() == Some(text) || (own.is_null() && text.is_empty());
        return if is_it {
            Ok(all)
        } else {
            Err(format!("{text} is shown for {own}"))
        };
    }
    if let ([only], true) = (&terms[..], shown.is_object()) {
        return if &only["value"] == shown {
            Ok(all)
        } else {
            Err("other instalments".to_owned())
        };
    }
    let (formula, result) = text.rsplit_once(" = ").unwrap_or((text, text));
    holds_in_order(formula, terms)?;
    let computed = evaluate(formula)?;
    let told = evaluate(result)?;
    if !is_near(computed, told) {
        return Err(format!("{formula} is {computed:?}, not {result}"));
    }
    let fits = if is_rounded {
        is_shown(told, shown)
    } else {
        is_near(told, number_of(shown))
    };
    if fits {
        Ok(all)
    } else {
        Err(format!("{computed:?} is shown as {shown}"))
    }
}

/// The terms' numbers stand in the formula, in their order.
fn holds_in_order(formula: &str, terms: &[Value]) -> Result<(), String> {
    let mut numbers = words(formula).into_iter();
    for term in terms {
        let value = number_of(&term["value"]);
        let is_it = |word: &str| match value {
            Some(value) => word.parse().is_ok_and(|number| is_near(Some(number), Some(value))),
            None => word == "null",
        };
        if !numbers.any(|word| is_it(&word)) {
            return Err(format!(
                "{} of term {} is not in `{formula}`",
                term["value"], term["no"]
            ));
        }
    }
    Ok(())
}

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(flag) => Some(f64::from(u8::from(*flag))),
        Value::Number(number) => number.as_f64(),
        Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Numbers are shown to six decimals on the way.
fn is_near(computed: Option<f64>, told: Option<f64>) -> bool {
    match (computed, told) {
        (Some(computed), Some(told)) => (computed - told).abs() <= 1e-5 * told.abs().max(1.0),
        (computed, told) => computed.is_none() && told.is_none(),
    }
}

/// Whether a result is shown so: a flag, a whole number in text, a whole number, two decimals; of nothing, what stands for it.
fn is_shown(result: Option<f64>, shown: &Value) -> bool {
    match (result, shown) {
        (Some(result), Value::Bool(flag)) => (result != 0.0) == *flag,
        (Some(result), Value::String(text)) => format!("{result:.0}") == *text,
        (Some(result), Value::Number(number)) => {
            let half = if number.is_i64() { 0.5 } else { 0.005 };
            number
                .as_f64()
                .is_some_and(|number| (number - result).abs() <= half + 1e-6)
        }
        (None, Value::Null | Value::Bool(false)) => true,
        (None, Value::Number(number)) => number.as_f64() == Some(0.0),
        (None, Value::String(text)) => text.is_empty(),
        _ => false,
    }
}

fn of_term(term: &Value) -> Result<Vec<Fact>, String> {
    if let Some(calculation) = term["calculation"].as_str() {
        return calculated(calculation, &term["terms"], &term["value"]);
    }
    let words = term["in_words"].as_str().ok_or("no words")?;
    let Some(verb) = verb(words) else {
        let evidence = ["transactions", "days", "months"].map(|name| list(term, name).len());
        return Ok(vec![Fact {
            in_words: words.to_owned(),
            has_evidence: evidence != [0; 3] || term["facts"].is_object() || term["value"].is_null(),
        }]);
    };
    let mut all = Vec::new();
    for month in list(term, "months") {
        // A month that is only counted has nothing to calculate.
        let Some(calculation) = month["calculation"].as_str() else {
            continue;
        };
        all.extend(calculated(calculation, &month["terms"], &month["value"])?);
    }
    let values: Vec<f64> = ["transactions", "days", "runs", "months"]
        .iter()
        .flat_map(|name| list(term, name))
        .map(|member| {
            let keys = ["value", "amount", "balance", "days"];
            keys.iter().find_map(|key| member[key].as_f64()).unwrap_or_default()
        })
        .collect();
    let (value, told) = (verb(&values), number_of(&term["value"]));
    if is_near(value, told) {
        Ok(all)
    } else {
        Err(format!("{words} is {value:?}, not {told:?}"))
    }
}

fn list<'a>(term: &'a Value, name: &str) -> &'a [Value] {
    term[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// In paise, so that nothing is lost.
fn sum(values: &[f64]) -> f64 {
    values.iter().map(|value| (value * 100.0).round()).sum::<f64>() / 100.0
}

type Verb = Box<dyn Fn(&[f64]) -> Option<f64>>;

/// What the first words of a term make of many numbers.
fn verb(words: &str) -> Option<Verb> {
    fn some(values: &[f64], of: impl Fn(&[f64]) -> f64) -> Option<f64> {
        (!values.is_empty()).then(|| of(values))
    }
    let percentile = |percent: f64| -> Verb {
        Box::new(move |values| {
            some(values, |values| {
                let mut sorted = values.to_vec();
                sorted.sort_by(f64::total_cmp);
                let place = percent / 100.0 * (sorted.len() - 1) as f64;
                let below = sorted[place as usize];
                let above = sorted.get(place as usize + 1).copied().unwrap_or(below);
                below + (above - below) * place.fract()
            })
        })
    };
    let simple: [(&str, Verb); 10] = [
        ("the sum of ", Box::new(|values| Some(sum(values)))),
        ("the number of ", Box::new(|values| Some(values.len() as f64))),
        (
            "the largest of ",
            Box::new(|values| values.iter().copied().reduce(f64::max)),
        ),
        (
            "the smallest of ",
            Box::new(|values| values.iter().copied().reduce(f64::min)),
        ),
        (
            "the mean of ",
            Box::new(|values| some(values, |values| sum(values) / values.len() as f64)),
        ),
        ("the median of ", percentile(50.0)),
        ("the first of ", Box::new(|values| values.first().copied())),
        ("the end-of-day balance", Box::new(|values| values.first().copied())),
        ("the last of ", Box::new(|values| values.last().copied())),
        (
            "the most frequent of ",
            Box::new(|values| {
                let count = |value: &f64| values.iter().filter(|other| *other == value).count();
                let most = values.iter().map(count).max()?;
                values.iter().find(|value| count(value) == most).copied()
            }),
        ),
    ];
    if let Some((_, verb)) = simple.into_iter().find(|(first, _)| words.starts_with(first)) {
        return Some(verb);
    }
    let percent = words.strip_prefix("the ")?.split_once("th percentile of ")?.0;
    Some(percentile(percent.parse().ok()?))
}

fn words(text: &str) -> Vec<String> {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    spaced.split_whitespace().map(str::to_owned).collect()
}

/// Reads and computes arithmetic; nothing divided by, or into, 0 or nothing is nothing.
fn evaluate(text: &str) -> Result<Option<f64>, String> {
    let words = words(text);
    let mut at = 0;
    let value = joined(&words, &mut at, 0)?;
    if at == words.len() {
        Ok(value)
    } else {
        Err(format!("`{text}` does not end at {at}"))
    }
}

const SIGNS: [&[&str]; 6] = [
    &["or"],
    &["and"],
    &[">", "<", ">=", "<=", "="],
    &["else"],
    &["+", "-"],
    &["*", "/"],
];

fn joined(words: &[String], at: &mut usize, strength: usize) -> Result<Option<f64>, String> {
    let Some(signs) = SIGNS.get(strength) else {
        return single(words, at);
    };
    let mut left = joined(words, at, strength + 1)?;
    while let Some(sign) = words.get(*at).filter(|word| signs.contains(&word.as_str())) {
        *at += 1;
        let right = joined(words, at, strength + 1)?;
        left = apply(sign, left, right);
    }
    Ok(left)
}

fn apply(sign: &str, left: Option<f64>, right: Option<f64>) -> Option<f64> {
    let both = left.zip(right);
    let yes = |is: bool| Some(f64::from(u8::from(is)));
    let is_true = |number: Option<f64>| number.is_some_and(|number| number != 0.0);
    match sign {
        "+" => both.map(|(left, right)| left + right),
        "-" => both.map(|(left, right)| left - right),
        "*" => both.map(|(left, right)| left * right),
        "/" => both.map(|(left, right)| left / right).filter(|ratio| ratio.is_finite()),
        ">" => yes(both.is_some_and(|(left, right)| left > right)),
        "<" => yes(both.is_some_and(|(left, right)| left < right)),
        ">=" => yes(both.is_some_and(|(left, right)| left >= right)),
        "<=" => yes(both.is_some_and(|(left, right)| left <= right)),
        "=" => yes(both.is_some_and(|(left, right)| left == right)),
        "and" => yes(is_true(left) && is_true(right)),
        "or" => yes(is_true(left) || is_true(right)),
        _ => left.or(right),
    }
}

fn single(words: &[String], at: &mut usize) -> Result<Option<f64>, String> {
    let word = words.get(*at).ok_or("a number is missing")?;
    *at += 1;
    match word.as_str() {
        "(" => {
            let value = joined(words, at, 0)?;
            *at += 1;
            Ok(value)
        }
        "round" => Ok(single(words, at)?.map(f64::round)),
        "null" => Ok(None),
        number => number.parse().map(Some).map_err(|_| format!("`{number}` is no number")),
    }
}

#[test]
fn it_finds_what_does_not_fit() {
    let answer = |amount: f64, calculation: &str, value: f64| {
        serde_json::json!({"calculation": calculation, "value": value, "terms": [
            {"no": "1", "in_words": "the sum of debits", "value": 30.0, "transactions": [{"amount": 10.0}, {"amount": amount}]},
            {"no": "2", "in_words": "the number of debits", "value": 2.0, "transactions": [{"amount": 10.0}, {"amount": amount}]},
        ]})
    };
    let right = answer(20.0, "30 / 2 = 15", 15.0);
    assert_eq!(recompute(&right), Ok(Vec::new()));
    for wrong in [
        answer(21.0, "30 / 2 = 15", 15.0),
        answer(20.0, "30 / 3 = 10", 10.0),
        answer(20.0, "30 / 2 = 16", 16.0),
        answer(20.0, "30 / 2 = 15", 15.5),
        answer(20.0, "2 / 30 = 15", 15.0),
    ] {
        assert!(recompute(&wrong).is_err(), "{wrong}");
    }
    assert_eq!(evaluate("100 * (2 + 3) / 4 - -1 > 5"), Ok(Some(1.0)));
    assert_eq!(evaluate("round(1 / 0 else 2.5)"), Ok(Some(3.0)));
}
