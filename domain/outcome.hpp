#pragma once

#include "domain/refusal.hpp"

#include <utility>
#include <variant>

namespace cchc::domain {

/// What was asked for, or why not. Member names are std::expected's, so C++23 can take over.
template <class T>
class [[nodiscard]] Outcome {
public:
    Outcome() = default; // co_spawn must be able to make room for one
    Outcome(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Outcome(Refusal refusal) : held_(std::in_place_index<1>, std::move(refusal)) {}

    bool has_value() const { return held_.index() == 0; }
    explicit operator bool() const { return has_value(); }
    const T& operator*() const& { return std::get<0>(held_); }
    T&& operator*() && { return std::get<0>(std::move(held_)); }
    const T* operator->() const { return &std::get<0>(held_); }
    const Refusal& error() const { return std::get<1>(held_); }

private:
    std::variant<T, Refusal> held_;
};

} // namespace cchc::domain
