#pragma once

#include <stdexcept>
#include <string>

namespace cchc::storage {

/// The world failed: a disk that is full, a folder someone else holds, a write that did not happen. Never a rule of the
/// domain. Caught at the edge; after a failed append the process stops.
class Failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Stored bytes are not the bytes we wrote. `where` names the place (a file, an event, a key) for the operator.
class Damage : public Failure {
public:
    Damage(std::string where, const std::string& what) : Failure(where + ": " + what), where_(std::move(where)) {}
    const std::string& where() const { return where_; }

private:
    std::string where_;
};

} // namespace cchc::storage
