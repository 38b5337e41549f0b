//! Transformations of the plane, as content streams write them.

/// `[a b c d e f]`: x' = a·x + c·y + e, y' = b·x + d·y + f.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Matrix {
    /// The one that changes nothing.
    pub(super) const IDENTITY: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// A shift.
    pub(super) fn shift(x: f64, y: f64) -> Self {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This one first, then `after`; the identity when the product is no longer finite.
    pub(super) fn then(self, after: Matrix) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [a2, b2, c2, d2, e2, f2] = after.0;
        let product = [
            a * a2 + b * c2,
            a * b2 + b * d2,
            c * a2 + d * c2,
            c * b2 + d * d2,
            e * a2 + f * c2 + e2,
            e * b2 + f * d2 + f2,
        ];
        if product.iter().all(|number| number.is_finite()) {
            Matrix(product)
        } else {
            Matrix::IDENTITY
        }
    }

    /// Where a point goes.
    #[cfg(test)]
    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        let [a, b, c, d, e, f] = self.0;
        (a * x + c * y + e, b * x + d * y + f)
    }

    /// How much larger areas become.
    pub(super) fn area_scale(self) -> f64 {
        let [a, b, c, d, ..] = self.0;
        (a * d - b * c).abs()
    }

    /// What turns a page of this size as its `Rotate` entry says.
    pub(super) fn page_turn(degrees: i64, width: f64, height: f64) -> Self {
        match degrees.rem_euclid(360) {
            90 => Matrix([0.0, -1.0, 1.0, 0.0, 0.0, width]),
            180 => Matrix([-1.0, 0.0, 0.0, -1.0, width, height]),
            270 => Matrix([0.0, 1.0, -1.0, 0.0, height, 0.0]),
            _ => Matrix::IDENTITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_and_scales_apply_in_order() {
        let matrix = Matrix([2.0, 0.0, 0.0, 3.0, 0.0, 0.0]).then(Matrix::shift(10.0, 20.0));
        assert_eq!(matrix.apply(1.0, 1.0), (12.0, 23.0));
        assert_eq!(matrix.area_scale(), 6.0);
    }

    #[test]
    fn a_turned_page_keeps_its_corners_on_the_page() {
        for (degrees, corner) in [
            (0, (0.0, 0.0)),
            (90, (0.0, 100.0)),
            (180, (100.0, 200.0)),
            (270, (200.0, 0.0)),
            (-90, (200.0, 0.0)),
        ] {
            assert_eq!(
                Matrix::page_turn(degrees, 100.0, 200.0).apply(0.0, 0.0),
                corner,
                "{degrees}"
            );
        }
    }
}
