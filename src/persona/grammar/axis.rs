pub(super) const GRAMMAR: super::Grammar = super::generic::GRAMMAR;
