#pragma once

#include "storage/verify.hpp"

#include <functional>
#include <optional>
#include <string>

/// The part of `verify` that recomputes one tenant's log; for verify.cpp alone.
namespace cchc::storage {

/// Everything about one tenant's log, held against what was stored beside its events. Counts and findings go into
/// `result`.
void verify_tenant(const VerifyPlan& plan, const EventLog& log, const Tenant& tenant, Verification& result);

/// What a check threw, if it threw; `where` when it did not say.
std::optional<Finding> finding_of(const std::string& where, const std::function<void()>& check);

} // namespace cchc::storage
