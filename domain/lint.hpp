#pragma once

#include "domain/finding.hpp"
#include "domain/regulation.hpp"

#include <vector>

namespace cchc::domain {

/// Proofreads a regulation before it is issued (CS-33 to CS-37): everything a machine can find that would make points
/// wrong, impossible or disputed. What the reader of files refuses already (a code used twice, a name that leads
/// nowhere) is taken as given.
///
/// Pure and deterministic: the same regulation gives the same findings in the same order, which is that of the printed
/// text: the regulation as a whole, then each set, criterion by criterion. Numbers are exact throughout. It knows the
/// shapes that are scored by the agency and by the system; a shape it does not know earns no finding about its bands.
///
/// What it cannot find: words that are wrong but are words (*giải quết*, *phạm vị*), and rules that are consistent but
/// not what was meant.
///
/// A rule that an overlay brings is held to all that a printed one is, over the same leaf; what is wrong with the leaf
/// as printed is said once.
std::vector<Finding> lint(const Regulation& regulation);

/// Whether issuing with these findings needs a reason by a named person: some are errors (CS-37).
bool needs_reason_to_issue(const std::vector<Finding>& findings);

} // namespace cchc::domain
